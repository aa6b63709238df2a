// What public signatures say about sessions. "Could not be checked" is a state of its own and is
// never shown as "not verified".

/** The account's cross-signing identity, as the homeserver shows it. */
export type Identity =
  /** The master key, 32 bytes in unpadded base64; its self-signing key is signed by it. */
  | { readonly kind: 'present'; readonly publicKey: string }
  /** No cross-signing set up. */
  | { readonly kind: 'none' }
  /** Keys that don't fit the specification or don't sign each other. */
  | { readonly kind: 'broken' }
  /** The question failed or was not asked yet. */
  | { readonly kind: 'unchecked' };

/** `fingerprint`: the session's own Ed25519 key, unpadded base64. */
export type Trust =
  | { readonly kind: 'verified'; readonly fingerprint: string }
  | { readonly kind: 'not-verified'; readonly fingerprint: string }
  | { readonly kind: 'broken-signature' }
  /** In the list of sessions, without encryption keys: API logins, bots, Muster itself. */
  | { readonly kind: 'no-encryption' }
  /** Has keys, but the account has no cross-signing identity that could have signed them. */
  | { readonly kind: 'no-identity'; readonly fingerprint: string }
  | { readonly kind: 'unchecked' };

/**
 * The identity against the one that was pinned on first sight. A change stays an alarm until the
 * user accepts the new one.
 */
export interface IdentityState {
  readonly current: Identity;
  /** The pinned master key; null before the first sight. */
  readonly pinned: string | null;
  /** True while `current` is another identity than the pinned one (or it has gone). */
  readonly changed: boolean;
}

/** Whether the server holds a backup of message keys (`GET /room_keys/version`). */
export type KeyBackup = 'present' | 'none' | 'unchecked';

/** What a client wrote about itself into account data. Untrusted text, cut to 256 units each. */
export interface ClientInfo {
  readonly name: string | null;
  readonly version: string | null;
  readonly url: string | null;
}
