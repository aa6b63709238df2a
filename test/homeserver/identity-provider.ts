// What is told to `startHomeserver` of signing in by a web page; the pages are in routes-sso.ts.

export interface IdentityProvider {
  readonly id: string;
  readonly name: string;
  readonly brand?: string;
  /** A PNG, which `/login` names as its icon. */
  readonly picture?: Uint8Array;
}

export interface Sso {
  readonly providers: readonly IdentityProvider[];
  /** `oauth_aware_preferred`. */
  readonly preferred?: boolean;
  /** Whether signing in with a password is possible besides; it is by default. */
  readonly password?: boolean;
}
