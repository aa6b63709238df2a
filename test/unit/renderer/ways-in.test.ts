import { describe, expect, it } from 'vitest';
import type { SignInMethods } from '../../../electron/shared/sign-in.ts';
import { waysIn, type Way } from '../../../renderer/state/ways-in.ts';
import { signInMethods } from '../../fixtures/contract-data.ts';

const sso = { providers: [], preferred: false };
const preferred = { providers: [], preferred: true };
const oauth = { deviceCode: false };
const withCode = { deviceCode: true };

/** [what the server has, what is offered, the first of it at once] */
const table: readonly (readonly [Partial<SignInMethods>, readonly Way[]])[] = [
  [{ password: false }, ['token']],
  [{}, ['password', 'token']],
  [{ sso }, ['password', 'browser', 'token']],
  [{ sso, password: false }, ['browser', 'token']],
  [{ sso: preferred }, ['browser', 'password', 'token']],
  [{ sso: preferred, password: false }, ['browser', 'token']],
  [{ oauth, password: false }, ['oauth', 'token']],
  [{ oauth }, ['oauth', 'password', 'token']],
  [{ oauth: withCode, sso }, ['oauth', 'code', 'password', 'browser', 'token']],
  [{ oauth: withCode, sso: preferred }, ['oauth', 'code', 'browser', 'password', 'token']],
];

describe('waysIn', () => {
  it.each(table)('%j: %j', (methods, ways) => {
    expect(waysIn(signInMethods(methods))).toEqual(ways);
  });
});
