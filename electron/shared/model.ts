// The nouns that main and renderer share. "Device" on the wire is "session" on screen.
import type { AppError } from './errors.ts';
import type { AccountId, CredentialId, DeviceId } from './ids.ts';
import type { OperationSnapshot } from './operation.ts';
import type { SavedRule } from './rules.ts';
import type { ClientInfo, IdentityState, KeyBackup, Trust } from './trust.ts';

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
  /** Names what is kept there. */
  readonly credentialId: CredentialId;
  readonly status: AccountStatus;
  /** Sessions in the last list, null before the first. */
  readonly sessionCount: number | null;
  readonly signOutRoute: SignOutRoute;
  /** The session is another app's, whose access token was pasted: ending it signs that app out. */
  readonly borrowed: boolean;
  /** Null where the tokens are those of the server's own login API. */
  readonly oauth: OAuthBinding | null;
}

/**
 * What the tokens of a sign-in by OAuth 2.0 belong to: they are renewed and revoked there and nowhere
 * else, whatever the server says later. Nothing in it is secret.
 */
export interface OAuthBinding {
  readonly issuer: string;
  readonly clientId: string;
  /** Where people signed in; null for a sign-in of a Muster that didn't keep it. */
  readonly authorizationEndpoint: string | null;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
}

/**
 * How sessions of an account are signed out: by requests, or by the user on a page of the server
 * (OAuth 2.0). `unknown` until the server has said so in this run; then it is asked before anything
 * is sent.
 */
export type SignOutRoute = 'requests' | 'account-page' | 'unknown';

/** Where the access token is: an item of the OS keychain, or this process's memory until it quits. */
export type CredentialPlace = 'keychain' | 'this-run';

export type AccountStatus =
  | { readonly kind: 'signed-in' }
  /** Kept for one run only, and that run is over. Signing in again takes the same device id. */
  | { readonly kind: 'expired-with-run' }
  /** The server said that the token is dead. The account and its last list stay until removed. */
  | { readonly kind: 'ended'; readonly softLogout: boolean };

/**
 * A session that Muster may have made, or has not been able to end, and that is no account's: somebody
 * has to look after it.
 */
export interface LeftBehindSession {
  readonly credentialId: CredentialId;
  readonly baseUrl: string;
  /** A full Matrix ID or what was typed; null where nobody was named. */
  readonly userId: string | null;
  readonly deviceId: DeviceId | null;
  /** `unanswered`: the server's answer never came, so that it may or may not have made the session. */
  readonly kind: 'unanswered' | 'not-ended';
}

/** A Matrix device as the list of the server has it. Null is "unknown", never "never". */
export interface Device {
  readonly deviceId: DeviceId;
  /** Untrusted text, cut to 1,024 UTF-16 units; null when absent or empty. */
  readonly displayName: string | null;
  /** Set where the server may have given it the name of the session before it in its list. */
  readonly nameDoubtful?: true | undefined;
  /** Milliseconds since 1970; null when absent, 0, nonsense, or over a day in the future. */
  readonly lastSeenAt: number | null;
  /** Untrusted text, without a port, cut to 128 UTF-16 units; null when absent or empty. */
  readonly lastSeenIp: string | null;
}

/** A device with what public keys, account data, Muster's history and the user say about it. */
export interface Session extends Device {
  readonly trust: Trust;
  /** The offline key store (MSC3814), as far as it can be told apart. Never in a bulk. */
  readonly dehydrated: boolean;
  readonly client: ClientInfo | null;
  /** When Muster first saw it in a list; for those of the very first list, when that was read. */
  readonly firstSeenAt: number;
  /** Appeared since the last look at this account. */
  readonly isNew: boolean;
  /** The address before the last change that Muster saw since the last look; null when none. */
  readonly previousIp: string | null;
  /** Kept out of every bulk by the user. */
  readonly pinned: boolean;
  /** The user's own words, kept on this computer; null when none. At most 2,000 UTF-16 units. */
  readonly note: string | null;
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
  /** When the keys behind `trust` were read; null when they never were. */
  readonly trustCheckedAt: number | null;
  readonly identity: IdentityState;
  /** Set where, by the looks of this list, only syncing counts as being seen. */
  readonly seenBySyncOnly?: true | undefined;
  /** Ids with encryption keys that the list of sessions doesn't have. */
  readonly unlisted: readonly DeviceId[];
  readonly keyBackup: KeyBackup;
  /** When the look before this one ended: what "new" is measured from. Null on the first look. */
  readonly lookedAt: number | null;
  /**
   * How far the server's clock is ahead of this computer's, in milliseconds; less than 0 where it is behind, 0
   * where no difference is known or worth counting. All times of a list and of its history are the server's.
   */
  readonly serverAhead: number;
}

/** What is known of a list that was never read. */
export const unknownList: ListState = {
  fetchedAt: null,
  dropped: 0,
  refresh: { kind: 'idle' },
  trustCheckedAt: null,
  identity: { current: { kind: 'unchecked' }, pinned: null, changed: false },
  unlisted: [],
  keyBackup: 'unchecked',
  lookedAt: null,
  serverAhead: 0,
};

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

/** `pdf`: the report, printed; where the host can print, and up to `PRINTED_SESSIONS_MAX` sessions. */
export type ExportFormat = 'csv' | 'json' | 'html' | 'pdf';

export type ExportOutcome =
  /** Written whole, under the name that the user chose. */
  | { readonly kind: 'saved'; readonly fileName: string; readonly sessions: number }
  /** Cancelled, in the file dialog or while it was written: nothing was left behind. */
  | { readonly kind: 'cancelled' };

/** Where the user is taken, by a notification for example. */
export interface Destination {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId | null;
}

export type VaultStatus =
  | { readonly kind: 'ready' }
  /** A call has been pending for over half a second: the keychain may be asking in another window. */
  | { readonly kind: 'waiting'; readonly keychain: KeychainName | null }
  | {
      readonly kind: 'failed';
      readonly reason: 'unavailable' | 'no-collection' | 'locked' | 'no-answer';
      /** Null where there is none. */
      readonly keychain: KeychainName | null;
    };

/** Whose keychain it is. `secret-service`: one on Linux that isn't known by name. */
export type KeychainName =
  'gnome-keyring' | 'kwallet' | 'keepassxc' | 'secret-service' | 'macos' | 'windows';

/** The database. `read-only`: written by a newer Muster. `failed`: the last write did not happen. */
export type StoreStatus =
  | { readonly kind: 'ready' }
  /** The file was damaged: it was set aside under `fileName`, and a new one was begun. */
  | { readonly kind: 'begun-anew'; readonly fileName: string }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'failed'; readonly reason: 'disk-full' | 'failed' };

/** What Muster reads by itself, so that a new session is noticed. */
export interface WatchState {
  /** False where the user turned it off: then no account is watched. */
  readonly on: boolean;
  /** How many there are. */
  readonly accounts: number;
  readonly unwatched: readonly UnwatchedAccount[];
}

export interface UnwatchedAccount {
  readonly accountId: AccountId;
  readonly because: WatchObstacle;
  /** When its list was last read, null when it never was. */
  readonly readAt: number | null;
}

export type WatchObstacle =
  | 'signed-out'
  /** Its token was kept for a run that is over. */
  | 'not-kept'
  | 'keychain'
  | 'unreachable'
  /** The server asked for a pause. */
  | 'paused'
  /** Any other failure of the server. */
  | 'server';

export const sortColumns = ['name', 'last-seen', 'address', 'trust'] as const;
export type SortColumn = (typeof sortColumns)[number];
/** What a list puts together. */
export const groupings = ['none', 'name', 'network', 'app'] as const;
export type Grouping = (typeof groupings)[number];

export const sortDirections = ['ascending', 'descending'] as const;
export type SortDirection = (typeof sortDirections)[number];

/** Numbers are whole and within the bounds of limits.ts. */
export interface Settings {
  readonly selectedAccountId: AccountId | null;
  readonly sort: { readonly column: SortColumn; readonly direction: SortDirection };
  readonly grouping: Grouping;
  /** A session not seen for this many days counts as inactive. */
  readonly inactiveDays: number;
  /** How often the watcher reads each account's list, in minutes; null: it doesn't. */
  readonly watchMinutes: number | null;
  /** Desktop notifications of new sessions. */
  readonly notify: boolean;
  /** How long history is kept, in days. */
  readonly historyDays: number;
  /** Off until the user turns them on. */
  readonly startAtLogin: boolean;
  readonly keepInTray: boolean;
  /** The marks of what the user knows about, oldest first (audit/put-aside.ts). */
  readonly putAside: readonly string[];
  /** What servers are told that this computer is called (`isComputerName`); null for its kind. */
  readonly computerName: string | null;
  readonly rules: readonly SavedRule[];
}

export interface AppInfo {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** The kind of this computer and its system: what servers are told where the user set no word. */
  readonly computer: string;
  /** `demo`: an embedded homeserver with invented people. `browser`: the loopback host. */
  readonly demo: boolean;
  readonly host: 'electron' | 'browser';
}

/** What a window needs to begin. After it, events say what changed. */
export interface AppSnapshot {
  readonly info: AppInfo;
  readonly accounts: readonly Account[];
  readonly leftBehind: readonly LeftBehindSession[];
  readonly vault: VaultStatus;
  readonly store: StoreStatus;
  readonly watch: WatchState;
  readonly operations: readonly OperationSnapshot[];
  readonly settings: Settings;
}
