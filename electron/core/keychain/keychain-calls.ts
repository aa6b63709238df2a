// The uses of the keychain that the vault makes, and what its errors mean.
import { fail, ok, type Result, type VaultProblem } from '../../shared/errors.ts';
import type { Keychain } from '../ports.ts';
import { PROBE_ITEM, vaultError } from '../tokens/vault.ts';
import { KeychainGone } from './keychain-helper.ts';

/** One use of the keychain. `wanted` turns false when its caller has given up. */
export type KeychainCall<T> = (keychain: Keychain, wanted: () => boolean) => Promise<Result<T>>;

/** Reads back what it wrote. Where its caller gave up meanwhile, what was there before is there again. */
export function writing(item: string, secret: string): KeychainCall<null> {
  return async (keychain, wanted) => {
    const before = await keychain.get(item);
    if (!wanted()) return ok(null);
    await keychain.set(item, secret);
    if (!wanted()) {
      if (before === null) await keychain.delete(item);
      else await keychain.set(item, before);
      return ok(null);
    }
    const stored = await keychain.get(item);
    return stored === secret ? ok(null) : fail(vaultError('not-stored'));
  };
}

export function reading(item: string): KeychainCall<string> {
  return async (keychain) => {
    const secret = await keychain.get(item);
    return secret === null || secret === '' ? fail(vaultError('locked-or-missing')) : ok(secret);
  };
}

export function deleting(item: string): KeychainCall<null> {
  return async (keychain) => {
    const deleted = await keychain.delete(item);
    return deleted ? ok(null) : fail(vaultError('locked-or-missing'));
  };
}

/** Writes and deletes an item of no meaning. */
export const probing: KeychainCall<null> = async (keychain, wanted) => {
  const written = await writing(PROBE_ITEM, PROBE_ITEM)(keychain, wanted);
  return written.ok && wanted() ? deleting(PROBE_ITEM)(keychain, wanted) : written;
};

/** Succeeds where the keychain answers, whatever it answers. */
export const tryingOut: KeychainCall<null> = async (keychain) => {
  await keychain.get(PROBE_ITEM);
  return ok(null);
};

/**
 * Reads the errors of the library, which are texts of libsecret and of macOS: "Cannot create an item
 * in a locked collection", "User canceled the operation." and the like say that it is locked. All
 * others ("org.freedesktop.secrets was not provided", "Cannot autolaunch D-Bus", a session that a
 * restarted service doesn't know) say that there is no keychain to use by this connection.
 */
export function problemOf(error: unknown, wanted: boolean): VaultProblem {
  if (error instanceof KeychainGone && !wanted) return 'no-answer';
  const text = error instanceof Error ? error.message : '';
  return /locked|dismissed|cancell?ed|interaction is not allowed|passphrase/i.test(text)
    ? 'locked'
    : 'unavailable';
}
