// Makes encryption identities and session keys of any state: sound, forged, swapped, absent. Real
// signatures, the same on every run.
import { type SigningKey, type WireObject, signingKey, withSignature } from './signing.ts';

/**
 * What is wrong, or right, with the keys of one session. A session without keys is left out of a
 * plan; keys without a session are in the plan under an id that nobody has.
 */
export type SessionKeys =
  /** Signed by itself and by the identity, if there is one. */
  | 'verified'
  | 'not-verified'
  /** Something was changed after it signed itself. */
  | 'broken-own'
  /** The identity's signature is of something else. */
  | 'broken-cross'
  /** Verified, and says that it is the dehydrated device (MSC3814). */
  | 'dehydrated'
  | 'dehydrated-not-verified';

export interface KeysPlan {
  /** Null: no cross-signing. The same name gives the same identity, another name another one. */
  readonly identity: string | null;
  /** The self-signing key lacks the master key's signature. */
  readonly identityBroken?: boolean;
  readonly sessions: ReadonlyMap<string, SessionKeys>;
}

/** As the server keeps and hands them out. */
export interface AccountKeys {
  readonly crossSigning: CrossSigning | null;
  readonly devices: ReadonlyMap<string, WireObject>;
}

/** The body of `POST /keys/device_signing/upload`, without `auth`. */
export interface CrossSigning {
  readonly master_key: WireObject;
  readonly self_signing_key: WireObject;
  readonly user_signing_key: WireObject;
}

export interface Identity {
  readonly crossSigning: CrossSigning;
  readonly master: SigningKey;
  readonly selfSigning: SigningKey;
  /** The keys of a session with the self-signing key's signature. */
  readonly sign: (deviceKeys: WireObject) => WireObject;
}

export function makeAccountKeys(userId: string, plan: KeysPlan): AccountKeys {
  const identity = plan.identity === null ? null : makeIdentity(userId, plan.identity);
  const devices = Array.from(plan.sessions, ([deviceId, state]): [string, WireObject] => [
    deviceId,
    sessionKeys(userId, deviceId, state, identity),
  ]);
  return {
    crossSigning: identity && crossSigningOf(identity, plan.identityBroken ?? false),
    devices: new Map(devices),
  };
}

export function makeIdentity(userId: string, name: string): Identity {
  const part = (usage: string) => signingKey(`${userId} ${name} ${usage}`);
  const master = part('master');
  const selfSigning = part('self_signing');
  const signed = (usage: string, key: SigningKey) =>
    withSignature(crossSigningKey(userId, usage, key), userId, master.publicKey, master);
  return {
    crossSigning: {
      master_key: crossSigningKey(userId, 'master', master),
      self_signing_key: signed('self_signing', selfSigning),
      user_signing_key: signed('user_signing', part('user_signing')),
    },
    master,
    selfSigning,
    sign: (deviceKeys) => withSignature(deviceKeys, userId, selfSigning.publicKey, selfSigning),
  };
}

/** What a session uploads: its public keys, signed by itself. `more` is signed with them. */
export function makeDeviceKeys(
  userId: string,
  deviceId: string,
  more: WireObject = {},
): WireObject {
  const key = signingKey(`${userId} ${deviceId} session`);
  const curve = signingKey(`${userId} ${deviceId} curve25519`);
  const keys: WireObject = {
    user_id: userId,
    device_id: deviceId,
    algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
    keys: { [`curve25519:${deviceId}`]: curve.publicKey, [`ed25519:${deviceId}`]: key.publicKey },
    ...more,
  };
  return withSignature(keys, userId, deviceId, key);
}

function sessionKeys(
  userId: string,
  deviceId: string,
  state: SessionKeys,
  identity: Identity | null,
): WireObject {
  const own = makeDeviceKeys(userId, deviceId);
  const dehydrated = () => makeDeviceKeys(userId, deviceId, { dehydrated: true });
  const sign = (keys: WireObject) => identity?.sign(keys) ?? keys;
  switch (state) {
    case 'verified':
      return sign(own);
    case 'not-verified':
      return own;
    case 'broken-own':
      return { ...own, algorithms: ['m.megolm.v1.aes-sha2'] };
    case 'broken-cross':
      return { ...own, signatures: sign({ ...own, algorithms: [] })['signatures'] };
    case 'dehydrated':
      return sign(dehydrated());
    case 'dehydrated-not-verified':
      return dehydrated();
  }
}

function crossSigningOf(identity: Identity, broken: boolean): CrossSigning {
  const { self_signing_key: key, ...others } = identity.crossSigning;
  return { ...others, self_signing_key: broken ? { ...key, signatures: {} } : key };
}

function crossSigningKey(userId: string, usage: string, { publicKey }: SigningKey): WireObject {
  return { user_id: userId, usage: [usage], keys: { [`ed25519:${publicKey}`]: publicKey } };
}
