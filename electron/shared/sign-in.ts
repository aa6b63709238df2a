// Signing in, as main and renderer see it: the ways that a server has, who signs in, and one attempt.
import type { AppError } from './errors.ts';
import type { AccountId, AttemptId } from './ids.ts';

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
