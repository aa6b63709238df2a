// What may only be done with the last tokens that the server gave: ending the session for good.
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { Tokens } from '../../../../electron/matrix/types.ts';
import { account, unreachable } from '../fake-core.ts';
import { fakeServer, pair, signedIn, start } from './tokens-world.ts';

/** Notes what it is done with. */
function work() {
  const given: Tokens[] = [];
  return {
    given,
    run: (tokens: Tokens) => {
      given.push(tokens);
      return Promise.resolve(ok('done'));
    },
  };
}

describe('what needs the last tokens', () => {
  it('takes those of a sign-in of this run as they are', async () => {
    const { tokens, server } = await signedIn();
    const { given, run } = work();
    expect(await tokens.withLast(account(), run)).toEqual(ok('done'));
    expect(given).toEqual([pair]);
    expect(server.exchanged).toEqual([]);
  });

  it('renews those of an earlier run first: an answer may have got lost with it', async () => {
    const server = fakeServer();
    const { keychain } = await signedIn({ server });
    const { tokens } = start({ vault: keychain, server });
    const { given, run } = work();
    expect(await tokens.withLast(account(), run)).toEqual(ok('done'));
    expect(given).toMatchObject([{ access: 'a2', refresh: 'r2' }]);
    expect(await tokens.withLast(account(), run)).toEqual(ok('done'));
    expect(server.exchanged).toEqual(['r1']);
  });

  it('is not done while it can not be known which are the last', async () => {
    const { keychain } = await signedIn();
    const lost = { kind: 'failed', error: unreachable } as const;
    const { tokens } = start({ vault: keychain, refresh: () => Promise.resolve(lost) });
    const { given, run } = work();
    expect(await tokens.withLast(account(), run)).toEqual(fail(unreachable));
    expect(given).toEqual([]);
  });

  it('takes what is kept where there is nothing to renew with, or the server refuses', async () => {
    const { keychain } = await signedIn();
    const { tokens } = start({
      vault: keychain,
      refresh: () => Promise.resolve({ kind: 'refused' } as const),
    });
    const { given, run } = work();
    expect(await tokens.withLast(account(), run)).toEqual(ok('done'));
    expect(given).toMatchObject([{ access: 'a1', refresh: 'r1' }]);
  });
});
