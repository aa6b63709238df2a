// What can go wrong, as a closed union that crosses IPC. Words for people live in the renderer.

/**
 * An outcome that somebody must be told about. `serverText` is the server's own prose, cut to 300
 * characters; it is shown as a quotation and never decides anything. Times are milliseconds since
 * 1970.
 */
export type AppError =
  | { readonly code: 'invalid-address'; readonly reason: AddressProblem }
  /** No connection: DNS, refused, offline, reset. */
  | { readonly code: 'unreachable'; readonly host: string }
  /** A proxy on the way lets nothing through, or `asks` for a password first. */
  | { readonly code: 'proxy'; readonly asks: boolean }
  /** One of the limits passed: 10 s to connect, 20 s to headers, 60 s in all; of a slow server's list, longer. */
  | { readonly code: 'timed-out'; readonly host: string; readonly phase: TimeoutPhase }
  /** The certificate was refused. */
  | { readonly code: 'tls'; readonly host: string }
  /** Something answered, but it is no Matrix homeserver (or its .well-known leads nowhere). */
  | {
      readonly code: 'not-a-homeserver';
      readonly host: string;
      readonly reason: NotHomeserverReason;
    }
  | LeadsInside
  /** A redirect where none is allowed. */
  | { readonly code: 'redirected'; readonly host: string }
  /** An answer that can't be read: HTML, broken JSON or HTTP, a wrong shape, more than allowed. */
  | { readonly code: 'bad-answer'; readonly host: string; readonly reason: BadAnswerReason }
  /** 5xx. */
  | { readonly code: 'server-failed'; readonly status: number; readonly serverText: string | null }
  /** A list that lacks Muster's own session, many or some that were there: nothing follows from it. */
  | { readonly code: 'doubtful-list'; readonly lacks: 'own' | 'many' | 'some' }
  /**
   * 429. `retryAt` is when the server will listen again, clamped to 0.5 s to 10 min from now; null where
   * it named no time.
   */
  | { readonly code: 'rate-limited'; readonly retryAt: number | null }
  /** The access token is no longer valid: ended elsewhere. */
  | { readonly code: 'session-ended'; readonly softLogout: boolean }
  /** A token that was renewed a moment ago is refused: an OAuth server keeps the account out, and doesn't say why. */
  | { readonly code: 'not-let-in' }
  /** The server said that a session of Muster's was ended, and takes its token all the same. */
  | { readonly code: 'session-lives' }
  | { readonly code: 'account-locked' }
  | { readonly code: 'account-suspended' }
  | { readonly code: 'account-deactivated' }
  /** Sign-in or confirmation with a wrong password or user name. */
  | { readonly code: 'wrong-password' }
  /**
   * The server gave the sign-in to another user than the one typed. A new session was ended; that of
   * a pasted token was left alone.
   */
  | {
      readonly code: 'wrong-user';
      readonly expected: string;
      readonly received: string;
      readonly pasted: boolean;
    }
  /** The server doesn't know a pasted access token, or a browser's login token (any more). */
  | { readonly code: 'token-refused'; readonly token: 'access' | 'login' }
  /** The account has as many sessions as the server allows. `infoUri`: https, to be shown as text. */
  | {
      readonly code: 'device-limit';
      readonly infoUri: string | null;
      readonly serverText: string | null;
    }
  /** Signing in on the server's web page did not go on. */
  | { readonly code: 'browser-sign-in'; readonly reason: BrowserProblem }
  /** The system opened no browser. `address`: of the page that was meant, for people to copy. */
  | { readonly code: 'browser-not-opened'; readonly address: string }
  /** Signing in by OAuth 2.0 did not go on. */
  | {
      readonly code: 'oauth';
      readonly reason: OAuthProblem;
      readonly serverText: string | null;
    }
  /** The server refuses (403), for a reason in its own words. */
  | { readonly code: 'forbidden'; readonly serverText: string | null }
  | { readonly code: 'not-found' }
  /** 400 M_TOO_LARGE on a rename. */
  | { readonly code: 'name-too-long' }
  /** Any other 4xx. */
  | {
      readonly code: 'request-refused';
      readonly status: number;
      readonly errcode: string | null;
      readonly serverText: string | null;
    }
  /** The server has no way that Muster can complete yet. */
  | {
      readonly code: 'unsupported';
      readonly what: UnsupportedWhat;
      readonly offered: readonly string[];
    }
  /** The same question came back too often without progress. */
  | { readonly code: 'no-progress' }
  /** The id can't be put into an address safely, and this call has no other form. */
  | { readonly code: 'unsafe-id' }
  | { readonly code: 'vault'; readonly reason: VaultProblem }
  | { readonly code: 'store'; readonly reason: StoreProblem }
  /** A file that the user chose could not be written; nothing of it was left behind. */
  | { readonly code: 'file'; readonly reason: FileProblem }
  /**
   * A page that the server names, or its account page on another host than its own, is not opened.
   * `address`: the server's word, cut to 300 characters, for people to read; null where there is none.
   */
  | { readonly code: 'unsafe-link'; readonly address: string | null }
  | { readonly code: 'cancelled' }
  /** What was shown for confirmation counts no more; nothing was sent. */
  | { readonly code: 'review-over'; readonly reason: 'changed' | 'long-ago' }
  /** The renderer named an account, session, attempt or operation that main does not know (any more). */
  | { readonly code: 'unknown-subject' }
  /** A call that doesn't fit the contract, or comes from a frame that isn't Muster's window. */
  | { readonly code: 'bad-request' }
  /** A bug. The log has it under the reference. */
  | { readonly code: 'internal'; readonly reference: string };

/**
 * A server sends Muster on to this computer or into a private network: nothing was sent there, and
 * nothing is before the user has agreed to `host`.
 */
export interface LeadsInside {
  readonly code: 'leads-inside';
  /** Which sends Muster on; a host, with its port, as `host` is. */
  readonly from: string;
  readonly host: string;
  /** What `host` is on the network: itself where it is an address. */
  readonly address: string;
  readonly where: 'computer' | 'network';
}

export type AddressProblem =
  /** Neither a Matrix ID nor a server name. */
  | 'syntax'
  /** Plain http over a network. */
  | 'insecure'
  /** A user name alone. */
  | 'no-server'
  /** An e-mail address whose host has no homeserver. */
  | 'email';

export type TimeoutPhase = 'connect' | 'headers' | 'whole';

export type NotHomeserverReason =
  /** `.well-known/matrix/client` is broken or names no base URL. */
  | 'well-known-broken'
  /** `/versions` is missing or is not Matrix. */
  | 'no-versions'
  /** It is Matrix from before v1.1. */
  | 'too-old'
  /** No login API there (404 M_UNRECOGNIZED). */
  | 'no-login';

export type BadAnswerReason =
  'html' | 'not-json' | 'shape' | 'too-large' | 'too-many' | 'empty-404' | 'not-http';

export type BrowserProblem =
  /** What was pasted is not the address that this sign-in came back to. */
  | 'not-this-answer'
  /** Nothing came back in time. */
  | 'no-answer'
  /** This computer gave no port to come back to. */
  | 'no-port';

export type OAuthProblem =
  /** What the server says of its sign-in is not what a safe one needs. */
  | 'unusable-server'
  /** The server doesn't take Muster as an app that may sign people in. */
  | 'client-refused'
  /** Somebody said no on the server's page. */
  | 'denied'
  /** The code was not entered in time. */
  | 'expired'
  /** The server gave another session or other rights than were asked for; it was ended. */
  | 'other-grant'
  /** Any other refusal. */
  | 'refused';

export type UnsupportedWhat =
  /** The server finds nobody by an e-mail address or a phone number. */
  | 'email-or-phone'
  /** None of the UIA flows is one that Muster can complete. `offered`: the stages. */
  | 'confirmation'
  /** Sessions are signed out on the server's own page (OAuth 2.0 servers). */
  | 'sign-out-here';

export type VaultProblem =
  /** No Secret Service, no D-Bus. */
  | 'unavailable'
  /** A Secret Service that has no place where new items go. */
  | 'no-collection'
  /** Locked, and the prompt was dismissed. */
  | 'locked'
  /** No answer in 60 s; it may be waiting for the user in another window. */
  | 'no-answer'
  /** It gave nothing for a known account: locked, or the item was removed. Never "signed out". */
  | 'locked-or-missing'
  /** Written and read back, and not the same. */
  | 'not-stored';

export type StoreProblem =
  /** Written by a newer Muster: open for reading only. */
  'newer' | 'disk-full' | 'failed';

/** `not-printed`: there was nothing to write, because the PDF could not be made. */
export type FileProblem = 'disk-full' | 'not-allowed' | 'not-printed' | 'failed';

export type ErrorCode = AppError['code'];

/** An outcome: a value, or an error that somebody must be told about. Bugs are thrown instead. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(error: AppError): { readonly ok: false; readonly error: AppError } {
  return { ok: false, error };
}

/** Proves to the compiler that a union has been handled whole. */
export function assertNever(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`);
}
