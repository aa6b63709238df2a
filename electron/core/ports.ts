// What core asks of the world, and what the two hosts (Electron, loopback) inject.
import type { Publish } from '../shared/contract.ts';
import type { Result } from '../shared/errors.ts';
import type { AccountId } from '../shared/ids.ts';
import type { VaultStatus } from '../shared/model.ts';
import type { MatrixPorts } from '../matrix/types.ts';
import type { Log } from './log.ts';

/**
 * Keeps access tokens: one item per account. Every call ends within 60 s; a call that is pending
 * for over half a second shows in `status` as `waiting`.
 */
export interface CredentialVault {
  /** Writes, reads back and compares. */
  set(accountId: AccountId, token: string): Promise<Result<null>>;
  /** `locked-or-missing` when the keychain gives nothing. */
  get(accountId: AccountId): Promise<Result<string>>;
  delete(accountId: AccountId): Promise<Result<null>>;
  /** Writes and deletes a probe item, so that a locked keychain asks now rather than after a login. */
  probe(): Promise<Result<null>>;
  status(): VaultStatus;
}

/** The four functions of keytar that are used. */
export interface Keytar {
  setPassword(service: string, account: string, password: string): Promise<void>;
  getPassword(service: string, account: string): Promise<string | null>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** Everything that the services need from outside. */
export interface CorePorts extends MatrixPorts {
  readonly publish: Publish;
  readonly log: Log;
  /** A random UUID. */
  readonly newId: () => string;
  /** Opens a checked https URL in the system browser. */
  readonly openExternal: (url: string) => Promise<void>;
}
