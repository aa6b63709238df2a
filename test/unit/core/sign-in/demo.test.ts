// The accounts of the demo, signed in one after the other for this run.
import { describe, expect, it } from 'vitest';
import { signInDemo } from '../../../../electron/core/sign-in/demo.ts';
import type { SignIn } from '../../../../electron/core/sign-in/sign-in.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type { AttemptId } from '../../../../electron/shared/ids.ts';
import type { SignInSnapshot } from '../../../../electron/shared/sign-in.ts';

const attemptId = 'attempt' as AttemptId;
const accounts = [
  { baseUrl: 'http://127.0.0.1:1', user: 'alice', password: 'a' },
  { baseUrl: 'http://127.0.0.1:2', user: 'bob', password: 'b' },
];

function service(first: string | null, last: string | null) {
  const calls: unknown[] = [];
  const result = (kind: string | null): Promise<Result<SignInSnapshot>> =>
    Promise.resolve(
      kind === null
        ? fail({ code: 'bad-request' })
        : ok({ kind, attemptId } as unknown as SignInSnapshot),
    );
  const signIn = {
    begin(argument: unknown) {
      calls.push(argument);
      return result(first);
    },
    password(argument: unknown) {
      calls.push(argument);
      return result(last);
    },
  };
  return { signIn: signIn as Pick<SignIn, 'begin' | 'password'>, calls };
}

describe('the demo', () => {
  it('signs each account in at its server, for this run', async () => {
    const { signIn, calls } = service('ready', 'signed-in');
    await signInDemo(signIn, accounts);
    expect(calls).toEqual(
      accounts.flatMap(({ baseUrl, user, password }) => [
        { address: baseUrl },
        { attemptId, identifier: { kind: 'user', user }, password, keptIn: 'this-run' },
      ]),
    );
  });

  it.each([
    [null, 'signed-in', 'missing'],
    ['over', 'signed-in', 'missing'],
    ['ready', null, 'refuses'],
    ['ready', 'not-kept', 'refuses'],
  ])('begins with nothing less: %s, %s', async (first, last, word) => {
    await expect(signInDemo(service(first, last).signIn, accounts)).rejects.toThrow(word);
  });
});
