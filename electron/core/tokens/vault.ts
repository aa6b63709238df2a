// Where access tokens are: how an item of the keychain is named, which tokens can be kept, and the
// vault that keeps them in memory for one run. The keychain itself is in ../keychain.
import { fail, ok, type AppError, type Result, type VaultProblem } from '../../shared/errors.ts';
import type { CredentialId } from '../../shared/ids.ts';
import type { CredentialPlace, VaultStatus } from '../../shared/model.ts';
import type { CredentialVault, RefreshItem, VaultItem } from '../ports.ts';

/** One item per secret: this service, and a credential's id (or `refreshItem`) as the item's account. */
export const KEYCHAIN_SERVICE = 'chat.muster.desktop';

/** Longest token that is kept, in UTF-16 units. */
export const TOKEN_MAX = 65_536;

/** The account of the item that `probe` writes and deletes. */
export const PROBE_ITEM = 'probe';

export type Vaults = Readonly<Record<CredentialPlace, CredentialVault>>;

/** The name of the item that holds a credential's refresh token. */
export function refreshItem(credentialId: CredentialId): RefreshItem {
  return `${credentialId}:refresh` as RefreshItem;
}

/** The keychain's library throws on an empty secret and cuts one at NUL. */
export function canBeKept(token: string): boolean {
  return token.length > 0 && token.length <= TOKEN_MAX && !token.includes('\0');
}

export function vaultError(reason: VaultProblem): AppError {
  return { code: 'vault', reason };
}

/** Keeps tokens until the process ends, and never fails but for what it does not have. */
export class MemoryVault implements CredentialVault {
  readonly #tokens = new Map<VaultItem, string>();

  set(item: VaultItem, token: string): Promise<Result<null>> {
    if (!canBeKept(token)) return Promise.resolve(fail(vaultError('not-stored')));
    this.#tokens.set(item, token);
    return Promise.resolve(ok(null));
  }

  get(item: VaultItem): Promise<Result<string>> {
    const token = this.#tokens.get(item);
    return Promise.resolve(token === undefined ? fail(vaultError('locked-or-missing')) : ok(token));
  }

  delete(item: VaultItem): Promise<Result<null>> {
    this.#tokens.delete(item);
    return Promise.resolve(ok(null));
  }

  probe(): Promise<Result<null>> {
    return Promise.resolve(ok(null));
  }

  status(): VaultStatus {
    return { kind: 'ready' };
  }
}
