// What core asks of the world, which the two hosts (Electron, loopback) inject, and its folders of each other.
import type { Publish } from '../shared/contract.ts';
import type { Result } from '../shared/errors.ts';
import type { CredentialId, DeviceId } from '../shared/ids.ts';
import type { Destination, ExportFormat, KeychainName, VaultStatus } from '../shared/model.ts';
import type { MatrixPorts } from '../matrix/types.ts';
import type { Log } from './log.ts';

/** The name of an item for a refresh token (vault.ts makes it). */
export type RefreshItem = string & { readonly brand: 'RefreshItem' };

/** An access token is kept under its credential's id. */
export type VaultItem = CredentialId | RefreshItem;

/**
 * Keeps access and refresh tokens, each in an item of its own. Every call ends within 60 s; a call that is pending
 * for over half a second shows in `status` as `waiting`.
 */
export interface CredentialVault {
  /** Writes, reads back and compares. After `no-answer` what was there before stays. */
  set(item: VaultItem, token: string): Promise<Result<null>>;
  /** `locked-or-missing` when the keychain gives nothing. */
  get(item: VaultItem): Promise<Result<string>>;
  delete(item: VaultItem): Promise<Result<null>>;
  /** Writes and deletes a probe item, so that a locked keychain asks now rather than after a login. */
  probe(): Promise<Result<null>>;
  status(): VaultStatus;
}

/** The functions of keytar that are used, in the keychain process. */
export interface Keytar {
  setPassword(service: string, account: string, password: string): Promise<void>;
  getPassword(service: string, account: string): Promise<string | null>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/**
 * The keychain of the system, for Muster's own items. One call at a time. Rejects with the text of the
 * system's library, or `KeychainGone`.
 */
export interface Keychain {
  readonly get: (item: string) => Promise<string | null>;
  readonly set: (item: string, secret: string) => Promise<void>;
  readonly delete: (item: string) => Promise<boolean>;
  /** Ends the connection, and the call that is under way. The next call begins a new one. */
  readonly end: () => void;
}

/** What can be seen of the keychain without asking a person anything. */
export type KeychainSight =
  | { readonly kind: 'open' | 'locked' | 'no-collection'; readonly keychain: KeychainName }
  | { readonly kind: 'no-service' }
  /** A system that tells nothing but by a call that may ask. */
  | { readonly kind: 'unseen'; readonly keychain: KeychainName };

/** Everything that the services need from outside. */
export interface CorePorts extends MatrixPorts {
  readonly publish: Publish;
  readonly log: Log;
  /** A random UUID. */
  readonly newId: () => string;
  /** Milliseconds of a clock that nobody sets; its zero means nothing. */
  readonly monotonic: () => number;
  /**
   * Opens a checked URL in the system browser: https, or http on this computer itself.
   * `browser-not-opened` where the system says so, however late. Use `openInBrowser`, which doesn't wait for that.
   */
  readonly openExternal: (url: string) => Promise<Result<null>>;
  /**
   * When somebody last pressed a key or a button in Muster's window, on the clock of `monotonic`; -Infinity for never.
   * The page has no part in it.
   */
  readonly lastPress: () => number;
  /** Asks by a dialog of the system, which the page can neither draw nor answer. False where there is no window. */
  readonly ask: (question: Question) => Promise<boolean>;
  /** A desktop notification; a click on it brings the window to the destination. */
  readonly notify: (notification: Notification) => void;
  /** The absolute path that the user chose for a new file, replacing included; null: they did not. */
  readonly chooseFile: (defaultName: string, format: ExportFormat) => Promise<string | null>;
  /** A document in HTML as a PDF; `id` is unique. No port where the host can't print. */
  readonly printReport:
    ((html: Iterable<string>, id: string, signal: AbortSignal) => Promise<Printed>) | null;
  /** Makes the system's settings as given, at start and after each change. */
  readonly applySystemSettings: (settings: SystemSettings) => void;
}

export type Printed = Uint8Array | 'cancelled' | 'failed';

/** Harmless text. */
export interface Question {
  readonly title: string;
  readonly body: string;
  /** What the button says that does it. */
  readonly yes: string;
}

export interface Notification {
  readonly title: string;
  readonly body: string;
  readonly destination: Destination;
}

/** An account of the demo's own homeserver. */
export interface DemoAccount {
  readonly baseUrl: string;
  readonly user: string;
  readonly password: string;
}

/** What Muster asks of the desktop. */
export interface SystemSettings {
  readonly startAtLogin: boolean;
  readonly keepInTray: boolean;
}

/** An account's list as it was read last. */
export interface ListSeen {
  readonly listed: ReadonlySet<DeviceId>;
  /** Those that Muster has signed out, of the ones that are gone. */
  readonly signedOut: ReadonlySet<DeviceId>;
}
