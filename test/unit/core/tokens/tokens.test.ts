// Tokens and their renewal, over a server that follows the specification or is stricter, with a
// crash at every step.
import { describe, expect, it } from 'vitest';
import type { CredentialVault, VaultItem } from '../../../../electron/core/ports.ts';
import { MemoryVault, refreshItem, vaultError } from '../../../../electron/core/tokens/vault.ts';
import type { CredentialId } from '../../../../electron/shared/ids.ts';
import type { RefreshAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import { account, ALICE, CREDENTIAL, deferred, unreachable, vaultWith } from '../fake-core.ts';
import { ended, fakeServer, pair, signedIn, start } from './tokens-world.ts';

/** A vault whose writes stop for good after the given number: the process is gone. */
function crashing(vault: CredentialVault, writes: number): CredentialVault {
  let left = writes;
  return vaultWith(vault, {
    set: (...given) => (left-- > 0 ? vault.set(...given) : new Promise(() => undefined)),
  });
}

describe('the token of an account', () => {
  it('is read from the vault that the account uses, at each request', async () => {
    const { tokens, read, setAccount } = start();
    await tokens.keep(account(), { ...pair, access: 'from the keychain' });
    expect(await read()).toEqual(ok('from the keychain'));
    setAccount(account({ keptIn: 'this-run' }));
    expect(await read()).toEqual(fail(vaultError('locked-or-missing')));
    await tokens.keep({ ...account(), keptIn: 'this-run' }, { ...pair, access: 'of this run' });
    expect(await read()).toEqual(ok('of this run'));
  });

  it('is gone with the account', async () => {
    const { read, setAccount } = await signedIn();
    setAccount(undefined);
    expect(await read()).toEqual(fail({ code: 'unknown-subject' }));
    expect(await read('a1')).toEqual(fail({ code: 'unknown-subject' }));
  });

  it('is forgotten with its refresh token', async () => {
    const { tokens, keychain } = await signedIn();
    expect(await tokens.forget(account())).toEqual(ok(null));
    expect((await keychain.get(CREDENTIAL)).ok).toBe(false);
    expect((await keychain.get(refreshItem(CREDENTIAL))).ok).toBe(false);
  });

  it('that has no refresh token ends when the server says so', async () => {
    const { tokens, request, server } = start();
    await tokens.keep(account(), { ...pair, refresh: null });
    server.expire('a1');
    expect(await request()).toEqual(ended);
    expect(server.exchanged).toEqual([]);
  });
});

describe('renewing', () => {
  it('happens once for all that wait', async () => {
    const { read, server, keychain } = await signedIn();
    server.expire('a1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => read('a1')));
    expect(answers).toEqual(Array.from({ length: 20 }, () => ok('a2')));
    expect(server.exchanged).toEqual(['r1']);
    // A request whose refusal comes late takes what is there.
    expect(await read('a1')).toEqual(ok('a2'));
    expect(server.exchanged).toEqual(['r1']);
    expect(await keychain.get(refreshItem(CREDENTIAL))).toEqual(ok('r2'));
  });

  it('comes before the end of a token, by a clock that nobody sets', async () => {
    const { read, server, advance } = await signedIn();
    advance(53_999);
    expect(await read()).toEqual(ok('a1'));
    advance(1);
    expect(await Promise.all([read(), read()])).toEqual([ok('a2'), ok('a2')]);
    expect(server.exchanged).toEqual(['r1']);
  });

  it('that fails leaves a token that is still alive in use, and says so once it is over', async () => {
    const { read, advance } = await signedIn({
      refresh: () => Promise.resolve({ kind: 'failed', error: unreachable }),
    });
    advance(55_000);
    expect(await read()).toEqual(ok('a1'));
    advance(5_000);
    expect(await read()).toEqual(fail(unreachable));
    expect(await read('a1')).toEqual(fail(unreachable));
  });

  it('writes the new pair before it is used, the refresh token first', async () => {
    const writes: VaultItem[] = [];
    const memory = new MemoryVault();
    const gate = deferred<null>();
    const { read, server } = await signedIn({
      vault: vaultWith(memory, {
        async set(item, token) {
          writes.push(item);
          if (token === 'a2') await gate.promise;
          return memory.set(item, token);
        },
      }),
    });
    writes.length = 0;
    let used: unknown = null;
    const reading = read('a1').then((token) => (used = token));
    await new Promise(setImmediate);
    expect(used).toBeNull();
    gate.resolve(null);
    await reading;
    expect(used).toEqual(ok('a2'));
    expect(writes).toEqual([refreshItem(CREDENTIAL), CREDENTIAL]);
    expect(server.exchanged).toEqual(['r1']);
  });

  it('does not use what could not be written, and begins anew with the old one', async () => {
    const memory = new MemoryVault();
    let locked = false;
    const { request, server } = await signedIn({
      vault: vaultWith(memory, {
        set: (...given) =>
          locked ? Promise.resolve(fail(vaultError('locked'))) : memory.set(...given),
      }),
    });
    server.expire('a1');
    locked = true;
    expect(await request()).toEqual(vaultError('locked'));
    locked = false;
    expect(await request()).toBe('answered');
    expect(server.exchanged).toEqual(['r1', 'r1']);
  });

  it('that is refused ends the account, and is not asked for again in this run', async () => {
    const { request, server, tokens, log } = await signedIn();
    server.expire('a1');
    server.expire('r1');
    expect(await request()).toEqual(ended);
    expect(await request()).toEqual(ended);
    expect(server.exchanged).toEqual(['r1']);
    expect(log.records).toEqual([['info', 'refresh-refused', undefined]]);
    await tokens.keep(account(), { ...pair, access: 'b', refresh: 'rb' });
    expect(await tokens.of(ALICE)('x')).toEqual(ok('b'));
  });

  it('goes on after a sign-in that follows a refusal', async () => {
    const { request, server, tokens, setAccount } = await signedIn();
    server.expire('a1');
    server.expire('r1');
    expect(await request()).toEqual(ended);
    server.signIn('b', 'rb');
    const anew = account({ credentialId: 'anew' as CredentialId });
    await tokens.keep(anew, { ...pair, access: 'b', refresh: 'rb' });
    setAccount(anew);
    server.expire('b');
    expect(await request()).toBe('answered');
    expect(server.exchanged).toEqual(['r1', 'rb']);
  });

  it('leaves nothing of an account that was removed meanwhile', async () => {
    const asked = deferred<null>();
    const answer = deferred<RefreshAnswer>();
    const { read, keychain, setAccount, tokens } = await signedIn({
      refresh: () => {
        asked.resolve(null);
        return answer.promise;
      },
    });
    const reading = read('a1');
    await asked.promise;
    setAccount(undefined);
    const forgetting = tokens.forget(account());
    answer.resolve({ kind: 'renewed', tokens: { access: 'a2', refresh: 'r2', expiresInMs: null } });
    await reading;
    await forgetting;
    expect(await read()).toEqual(fail({ code: 'unknown-subject' }));
    expect((await keychain.get(CREDENTIAL)).ok).toBe(false);
    expect((await keychain.get(refreshItem(CREDENTIAL))).ok).toBe(false);
  });

  it('does not overwrite a sign-in that came meanwhile', async () => {
    const answer = deferred<RefreshAnswer>();
    const { read, tokens } = await signedIn({ refresh: () => answer.promise });
    const reading = read('a1');
    const keeping = tokens.keep(account(), { ...pair, access: 'b', refresh: 'rb' });
    answer.resolve({ kind: 'renewed', tokens: { access: 'a2', refresh: 'r2', expiresInMs: null } });
    await Promise.all([reading, keeping]);
    expect(await tokens.read(account())).toMatchObject({
      value: { access: 'b', refresh: 'rb' },
    });
  });
});

describe('a crash while tokens are renewed', () => {
  // Writes that were done when the process ended; the new pair is known to the server by then.
  it.each([
    ['spec', 0, 'answered'],
    ['spec', 1, 'answered'],
    ['spec', 2, 'answered'],
    ['strict', 1, 'answered'],
    ['strict', 2, 'answered'],
    ['strict', 0, ended],
  ] as const)('%s server, after %i writes: %j', async (kind, writes, outcome) => {
    const keychain = new MemoryVault();
    const server = fakeServer(kind);
    await signedIn({ vault: keychain, server });
    server.expire('a1');
    const crashed = start({ vault: crashing(keychain, writes), server });
    void crashed.request();
    await new Promise(setImmediate);
    expect(server.exchanged).toEqual(['r1']);

    const restarted = start({ vault: keychain, server });
    expect(await restarted.request()).toEqual(outcome);
    // No loop: what is over is over, what works goes on working.
    expect(await restarted.request()).toEqual(outcome);
    expect(server.exchanged.length).toBeLessThanOrEqual(2);
  });
});
