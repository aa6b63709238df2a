// Which tokens can be kept, under which names, and the vault of one run.
import { describe, expect, it } from 'vitest';
import {
  canBeKept,
  KEYCHAIN_SERVICE,
  MemoryVault,
  PROBE_ITEM,
  TOKEN_MAX,
  vaultError,
} from '../../../../electron/core/tokens/vault.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import { CREDENTIAL } from '../fake-core.ts';

describe('a token', () => {
  it.each(['x', 'x'.repeat(TOKEN_MAX), 'é'])('can be kept where the keychain can', (token) => {
    expect(canBeKept(token)).toBe(true);
  });

  it.each(['', 'x'.repeat(TOKEN_MAX + 1), 'to\0ken', '\0'])(
    'can not be kept where the keychain would damage it',
    (token) => {
      expect(canBeKept(token)).toBe(false);
    },
  );
});

describe('the names in the keychain', () => {
  it('are these for good: what an earlier Muster kept is found', () => {
    expect([KEYCHAIN_SERVICE, PROBE_ITEM]).toEqual(['chat.muster.desktop', 'probe']);
  });
});

describe('the vault of one run', () => {
  it('is always ready', async () => {
    const vault = new MemoryVault();
    expect(vault.status()).toEqual({ kind: 'ready' });
    expect(await vault.probe()).toEqual(ok(null));
  });

  it('takes what a keychain takes, and leaves what was there where it does not', async () => {
    const vault = new MemoryVault();
    expect(await vault.set(CREDENTIAL, 'first')).toEqual(ok(null));
    expect(await vault.set(CREDENTIAL, '')).toEqual(fail(vaultError('not-stored')));
    expect(await vault.get(CREDENTIAL)).toEqual(ok('first'));
  });
});
