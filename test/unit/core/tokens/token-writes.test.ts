// What is written to a vault and read back: where one of the two items fails, and where an account has
// no refresh token, or one that never ends.
import { describe, expect, it } from 'vitest';
import type { CredentialVault, VaultItem } from '../../../../electron/core/ports.ts';
import { MemoryVault, refreshItem, vaultError } from '../../../../electron/core/tokens/vault.ts';
import type { Tokens } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import { account, CREDENTIAL, unreachable } from '../fake-core.ts';
import { pair, signedIn, start } from './tokens-world.ts';

const REFRESH = refreshItem(CREDENTIAL);
const locked = fail(vaultError('locked'));

/** A vault of which one item can be locked, for reading or for writing. */
function lockable() {
  const vault = new MemoryVault();
  const unreadable = new Set<VaultItem>();
  const unwritable = new Set<VaultItem>();
  const lockedVault: CredentialVault = {
    get: (item) => (unreadable.has(item) ? Promise.resolve(locked) : vault.get(item)),
    set: (item, token) => (unwritable.has(item) ? Promise.resolve(locked) : vault.set(item, token)),
    delete: (item) => vault.delete(item),
    probe: () => vault.probe(),
    status: () => vault.status(),
  };
  return { vault: lockedVault, stored: vault, unreadable, unwritable };
}

const renewedTo = (tokens: Tokens) => () => Promise.resolve({ kind: 'renewed', tokens } as const);

describe('the items of an account', () => {
  it('are named after it, for good: what an earlier Muster kept is found', () => {
    expect(REFRESH).toBe(`${CREDENTIAL}:refresh`);
  });

  it('are read back with what is left of their life', async () => {
    const { tokens, advance } = await signedIn();
    const left = async () => {
      const read = await tokens.read(account());
      return read.ok ? read.value.expiresInMs : read.error;
    };
    expect(await tokens.read(account())).toEqual(ok(pair));
    advance(20_000);
    expect(await left()).toBe(40_000);
    advance(50_000);
    expect(await left()).toBe(0);
    await tokens.keep(account(), { ...pair, expiresInMs: null });
    expect(await left()).toBeNull();
  });

  it.each([[CREDENTIAL], [REFRESH]])('are not read back by halves: %s', async (item) => {
    const { vault, unreadable } = lockable();
    const { tokens } = await signedIn({ vault });
    unreadable.add(item);
    expect(await tokens.read(account())).toEqual(locked);
  });
});

describe('a sign-in', () => {
  it('leaves the access token alone where its refresh token can not be kept', async () => {
    const { vault, stored, unwritable } = lockable();
    const { tokens } = await signedIn({ vault });
    unwritable.add(REFRESH);
    const kept = await tokens.keep(account(), { ...pair, access: 'b', refresh: 'rb' });
    expect(kept).toEqual(locked);
    expect(await stored.get(CREDENTIAL)).toEqual(ok('a1'));
    expect(await stored.get(REFRESH)).toEqual(ok('r1'));
  });

  it('leaves no refresh token behind where its access token can not be kept', async () => {
    const { vault, stored, unwritable } = lockable();
    const { tokens } = start({ vault });
    unwritable.add(CREDENTIAL);
    expect(await tokens.keep(account(), pair)).toEqual(locked);
    expect((await stored.get(REFRESH)).ok).toBe(false);
  });

  it('that never ends is never renewed by the clock', async () => {
    const { tokens, read, advance, server } = await signedIn();
    await tokens.keep(account(), { ...pair, expiresInMs: null });
    advance(1e12);
    expect(await read()).toEqual(ok('a1'));
    expect(server.exchanged).toEqual([]);
  });

  it('without a refresh token is used past its end: the server says best what that means', async () => {
    const { tokens, read, advance } = start();
    await tokens.keep(account(), { ...pair, refresh: null });
    advance(60_001);
    expect(await read()).toEqual(ok('a1'));
  });
});

describe('a renewal', () => {
  it('keeps the refresh token where the server gives no new one', async () => {
    const refresh = renewedTo({ access: 'a2', refresh: null, expiresInMs: null });
    const { read, keychain } = await signedIn({ refresh });
    expect(await read('a1')).toEqual(ok('a2'));
    expect(await keychain.get(REFRESH)).toEqual(ok('r1'));
  });

  it('is not tried with a refresh token that can not be read', async () => {
    const { vault, unreadable } = lockable();
    const { read, server } = await signedIn({ vault });
    unreadable.add(REFRESH);
    expect(await read('a1')).toEqual(locked);
    expect(server.exchanged).toEqual([]);
  });

  it.each([
    [REFRESH, 'r1'],
    [CREDENTIAL, 'r2'],
  ])('whose %s can not be written is not used', async (item, refresh) => {
    const { vault, stored, unwritable } = lockable();
    const { read } = await signedIn({ vault });
    unwritable.add(item);
    expect(await read('a1')).toEqual(locked);
    expect(await stored.get(CREDENTIAL)).toEqual(ok('a1'));
    expect(await stored.get(REFRESH)).toEqual(ok(refresh));
  });

  it('is due a tenth of its life before the end of a short one, half a minute before a long one', async () => {
    const renew = renewedTo({ access: 'a2', refresh: 'r2', expiresInMs: null });
    for (const [life, due] of [
      [10_000, 9_000],
      [600_000, 570_000],
    ] as const) {
      const { tokens, read, advance } = start({ refresh: renew });
      await tokens.keep(account(), { ...pair, expiresInMs: life });
      advance(due - 1);
      expect(await read()).toEqual(ok('a1'));
      advance(1);
      expect(await read()).toEqual(ok('a2'));
    }
  });

  it('that fails at the very end of the token is told', async () => {
    const refresh = () => Promise.resolve({ kind: 'failed', error: unreachable } as const);
    const { read, advance } = await signedIn({ refresh });
    advance(59_999);
    expect(await read()).toEqual(ok('a1'));
    advance(1);
    expect(await read()).toEqual(fail(unreachable));
  });
});
