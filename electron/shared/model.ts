// The nouns that main and renderer share. "Device" on the wire is "session" on screen.
import type { AppError } from './errors.ts';
import type { AccountId, AttemptId, DeviceId } from './ids.ts';
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
  | { readonly kind: 'run-over' }
  /** The server said that the token is dead. The account and its last list stay until removed. */
  | { readonly kind: 'ended'; readonly softLogout: boolean };

/** A Matrix device as the list of the server has it. Null is "unknown", never "never". */
export interface Device {
  readonly deviceId: DeviceId;
  /** Untrusted text, cut to 1,024 UTF-16 units; null when absent or empty. */
  readonly displayName: string | null;
  /** Milliseconds since 1970; null when absent, 0, nonsense, or over a day in the future. */
  readonly lastSeenAt: number | null;
  /** Untrusted text, cut to 128 UTF-16 units; null when absent or empty. */
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
  /** Ids with encryption keys that the list of sessions doesn't have. */
  readonly unlisted: readonly DeviceId[];
  readonly keyBackup: KeyBackup;
  /** When the look before this one ended: what "new" is measured from. Null on the first look. */
  readonly lookedAt: number | null;
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

/** How a server lets people in. */
export interface SignInMethods {
  /** OAuth 2.0: by the server's web page, or (`deviceCode`) by a code that is entered on any device. */
  readonly oauth: { readonly deviceCode: boolean } | null;
  readonly password: boolean;
  /**
   * By the server's web page, as before OAuth 2.0. `preferred`: the server wants nothing else but
   * OAuth from an app that knows it.
   */
  readonly sso: {
    /** At most 20; empty where the server's page asks for one itself. */
    readonly providers: readonly IdentityProvider[];
    readonly preferred: boolean;
  } | null;
  /** Login types that Muster can't do. Unique, at most 20 of at most 128 characters. */
  readonly others: readonly string[];
}

export interface IdentityProvider {
  /** At most 255 characters of the unreserved set. */
  readonly id: string;
  /** Untrusted text, cut to 100 UTF-16 units. */
  readonly name: string;
  /** "github" and the like; null for none. */
  readonly brand: string | null;
  /** Names the picture on the server (`mxc:`), for `signIn.providerIcon`; null for none. */
  readonly icon: string | null;
}

/** Who signs in with a password. */
export type SignInIdentifier =
  /** A full Matrix ID or a localpart. */
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'email'; readonly address: string }
  /** `country`: two capital letters (ISO 3166-1); `phone` as people of that country dial it. */
  | { readonly kind: 'phone'; readonly country: string; readonly phone: string };

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
      readonly methods: SignInMethods;
      /** Why the last try failed. */
      readonly problem: AppError | null;
    }
  /** The server's page is open in the system browser; Muster waits for it to come back. */
  | {
      readonly kind: 'in-browser';
      readonly attemptId: AttemptId;
      readonly baseUrl: string;
      /** The page, to open it by hand. */
      readonly url: string;
      /** When Muster stops waiting. */
      readonly until: number;
      /** It has come back: the sign-in goes on by itself. */
      readonly returned: boolean;
      readonly problem: AppError | null;
    }
  /** A code is to be entered on a page of the server, on any device; Muster asks until it is done. */
  | {
      readonly kind: 'device-code';
      readonly attemptId: AttemptId;
      readonly baseUrl: string;
      /** At most 64 printable ASCII characters. */
      readonly userCode: string;
      /** The page, to be shown and typed: a checked address. */
      readonly page: string;
      /** The same with the code in it, for a QR code; null where the server gives none. */
      readonly pageWithCode: string | null;
      /** When the code ends. */
      readonly until: number;
      /** Why the last question failed; Muster goes on asking. */
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

export type ExportFormat = 'csv' | 'json' | 'html';

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
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly reason: 'unavailable' | 'locked' | 'no-answer' };

/** The database. `read-only`: written by a newer Muster. `failed`: the last write did not happen. */
export type StoreStatus =
  | { readonly kind: 'ready' }
  /** The file was damaged: it was set aside under `fileName`, and a new one was begun. */
  | { readonly kind: 'begun-anew'; readonly fileName: string }
  | { readonly kind: 'read-only' }
  | { readonly kind: 'failed'; readonly reason: 'disk-full' | 'failed' };

export type SortColumn = 'name' | 'last-seen' | 'address' | 'trust';

export interface Settings {
  readonly selectedAccountId: AccountId | null;
  readonly sort: { readonly column: SortColumn; readonly direction: 'ascending' | 'descending' };
  /** A session not seen for this many days counts as inactive. 1 to 3,650. */
  readonly inactiveDays: number;
  /** How often the watcher reads each account's list. 5 to 1,440 minutes; null: it doesn't. */
  readonly watchMinutes: number | null;
  /** Desktop notifications of new sessions. */
  readonly notify: boolean;
  /** How long history is kept. 30 to 3,650 days. */
  readonly historyDays: number;
  /** Off until the user turns them on. */
  readonly startAtLogin: boolean;
  readonly keepInTray: boolean;
  readonly rules: readonly SavedRule[];
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
