// The nouns that main and renderer share. "Device" on the wire is "session" on screen.
import type { AppError } from './errors.ts';
import type { AccountId, AttemptId, DeviceId } from './ids.ts';
import type { OperationSnapshot } from './operation.ts';

/** One signed-in user on one homeserver. No secret is in it. */
export interface Account {
  readonly accountId: AccountId;
  /** Full Matrix ID, as the server spelled it. */
  readonly userId: string;
  /** Where requests go: origin and perhaps a path, without a trailing slash. Frozen with the token. */
  readonly baseUrl: string;
  /** Muster's own device on this account; null where the server doesn't say, then no bulk sign-out. */
  readonly deviceId: DeviceId | null;
  readonly keptIn: CredentialPlace;
  readonly status: AccountStatus;
  /** Sessions in the last list, null before the first. */
  readonly sessionCount: number | null;
}

/** Where the access token is: an item of the OS keychain, or this process's memory until it quits. */
export type CredentialPlace = 'keychain' | 'this-run';

export type AccountStatus =
  | { readonly kind: 'signed-in' }
  /** Kept for one run only, and that run is over. Signing in again takes the same device id. */
  | { readonly kind: 'run-over' }
  /** The server said that the token is dead. The account and its last list stay until removed. */
  | { readonly kind: 'ended'; readonly softLogout: boolean };

/** A Matrix device in a list, as far as the server told. Null is "unknown", never "never". */
export interface Session {
  readonly deviceId: DeviceId;
  /** Untrusted text, cut to 1,024 UTF-16 units; null when absent or empty. */
  readonly displayName: string | null;
  /** Milliseconds since 1970; null when absent, 0, nonsense, or over a day in the future. */
  readonly lastSeenAt: number | null;
  /** Untrusted text, cut to 128 UTF-16 units; null when absent or empty. */
  readonly lastSeenIp: string | null;
}

/** The last known list of one account. */
export interface SessionList {
  readonly accountId: AccountId;
  /** Grows by one with each change; deltas name the one they start from. */
  readonly revision: number;
  readonly sessions: readonly Session[];
  readonly state: ListState;
}

/** What is known about a list besides its rows. */
export interface ListState {
  /** When the server gave this list; null when it never did. */
  readonly fetchedAt: number | null;
  /** Entries of the server's answer that were unusable (no id, duplicate, wrong type). */
  readonly dropped: number;
  readonly refresh: RefreshState;
}

export type RefreshState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'refreshing' }
  /** `retryAt`: when Muster will try again by itself, null when it won't. */
  | { readonly kind: 'failed'; readonly error: AppError; readonly retryAt: number | null };

/** What changed from one revision to the next. An `upserted` session replaces the one of its id. */
export interface SessionListDelta {
  readonly accountId: AccountId;
  readonly baseRevision: number;
  readonly revision: number;
  readonly upserted: readonly Session[];
  readonly removed: readonly DeviceId[];
  readonly state: ListState;
}

export type DetailOutcome =
  | { readonly kind: 'found'; readonly session: Session; readonly fetchedAt: number }
  /** 404: no longer on the server. The list is being refreshed. */
  | { readonly kind: 'gone' };

export type RenameOutcome =
  { readonly kind: 'renamed'; readonly session: Session } | { readonly kind: 'gone' };

export type RemoveOutcome =
  /** Signed out on the server, keychain item deleted, forgotten here. */
  | { readonly kind: 'removed'; readonly sessionEnded: boolean }
  /** The server did not confirm; nothing was removed. The user may insist. */
  | { readonly kind: 'still-signed-in'; readonly error: AppError };

/** One attempt to sign in, as the renderer shows it. Each call returns the next one. */
export type SignInSnapshot =
  | {
      readonly kind: 'ready';
      readonly attemptId: AttemptId;
      readonly baseUrl: string;
      /** The user to sign in, where it is known: a full Matrix ID. */
      readonly userId: string | null;
      /** True when an account that Muster has is signed in again: the user is fixed. */
      readonly again: boolean;
      readonly password: boolean;
      /** Login types that the server offers and Muster can't do yet. */
      readonly otherMethods: readonly string[];
      /** Why the last try failed. */
      readonly problem: AppError | null;
    }
  /** Signed in, but the keychain didn't take the token. Nothing is lost yet; the user decides. */
  | {
      readonly kind: 'not-kept';
      readonly attemptId: AttemptId;
      readonly userId: string;
      readonly problem: AppError;
    }
  | { readonly kind: 'signed-in'; readonly accountId: AccountId };

export type VaultStatus =
  | { readonly kind: 'ready' }
  /** A call has been pending for over half a second: the keychain may be asking in another window. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly reason: 'unavailable' | 'locked' | 'no-answer' };

/** The database. `read-only`: written by a newer Muster. `failed`: the last write did not happen. */
export type StoreStatus =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'failed'; readonly reason: 'disk-full' | 'failed' };

export type SortColumn = 'name' | 'last-seen' | 'address';

export interface Settings {
  readonly selectedAccountId: AccountId | null;
  readonly sort: { readonly column: SortColumn; readonly direction: 'ascending' | 'descending' };
}

export interface AppInfo {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** What Muster calls its own session: "Muster on <computer name>". */
  readonly sessionName: string;
  /** `demo`: an embedded homeserver with invented people. `browser`: the loopback host. */
  readonly demo: boolean;
  readonly host: 'electron' | 'browser';
}

/** What a window needs to begin. After it, events say what changed. */
export interface AppSnapshot {
  readonly info: AppInfo;
  readonly accounts: readonly Account[];
  readonly vault: VaultStatus;
  readonly store: StoreStatus;
  readonly operations: readonly OperationSnapshot[];
  readonly settings: Settings;
}
