// Branded ids: strings that must not be mixed up. Nothing here checks them; schemas at the borders do.

/** Muster's own name for an account on this computer: a random UUID, never sent to a server. */
export type AccountId = string & { readonly brand: 'AccountId' };

/** One sign-in's tokens in a vault: a random UUID, another one with each sign-in. */
export type CredentialId = string & { readonly brand: 'CredentialId' };

/** A Matrix device id, exactly as the homeserver spelled it: 1 to 1,024 UTF-16 units of hostile text. */
export type DeviceId = string & { readonly brand: 'DeviceId' };

/**
 * At least one session. A server may take a request to sign out none for one to sign out all, so that what goes into
 * such a request has this type.
 */
export type DeviceIds = readonly [DeviceId, ...DeviceId[]];

/** One sign-out operation: a random UUID, alive until dismissed or until Muster quits. */
export type OperationId = string & { readonly brand: 'OperationId' };

/**
 * One list of sessions as it was shown for confirmation: a random UUID, good for one sign-out of exactly these, for half
 * an hour.
 */
export type ReviewId = string & { readonly brand: 'ReviewId' };

/** One attempt to sign in: a random UUID, alive until it succeeds or is cancelled. */
export type AttemptId = string & { readonly brand: 'AttemptId' };
