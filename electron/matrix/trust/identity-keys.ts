// Reads an account's cross-signing identity from the answer of POST /keys/query: the master key and
// the self-signing key that it has signed. Sessions are judged in trust.ts.
import type { Identity } from '../../shared/trust.ts';
import {
  asObject,
  checkSignature,
  decodeBase64,
  member,
  readSigned,
  unpadded,
  type JsonObject,
  type VerifyEd25519,
} from './signed-json.ts';

export interface IdentityKeys {
  readonly identity: Identity;
  /** The key that signs sessions; null unless the identity is present. */
  readonly selfSigning: CrossSigningKey | null;
}

export interface CrossSigningKey {
  /** Its public key as the server spells it: what stands behind `ed25519:` in the id of the key. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly object: JsonObject;
}

/**
 * `isDeviceId`: whether the server names such a session. Device ids and cross-signing keys share the namespace of
 * key ids, so a session that is named like one of the keys could pass its own signature off as
 * theirs; such an identity is broken (the specification: must be refused).
 */
export async function readIdentity(
  root: JsonObject,
  userId: string,
  isDeviceId: (name: string) => boolean,
  verify: VerifyEd25519,
): Promise<IdentityKeys> {
  const masterValue = keyOf(root, 'master_keys', userId);
  const selfValue = keyOf(root, 'self_signing_keys', userId);
  if (masterValue === null && selfValue === null) return { identity: NONE, selfSigning: null };
  const master = readKey(masterValue, userId, 'master');
  const selfSigning = readKey(selfValue, userId, 'self_signing');
  if (master === null || selfSigning === null) return { identity: BROKEN, selfSigning: null };
  const signed = readSigned(selfSigning.object, userId);
  const state = await checkSignature(signed, master.name, master.bytes, verify);
  const collides = isDeviceId(master.name) || isDeviceId(selfSigning.name);
  if (state !== 'valid' || collides) return { identity: BROKEN, selfSigning: null };
  return { identity: { kind: 'present', publicKey: unpadded(master.name) }, selfSigning };
}

const NONE: Identity = { kind: 'none' };
const BROKEN: Identity = { kind: 'broken' };

/** Null only where the server names no such key; what it names wrongly is there and broken. */
function keyOf(root: JsonObject, list: string, userId: string): unknown {
  const all = member(root, list) ?? null;
  const keys = asObject(all);
  return keys === null ? all : (member(keys, userId) ?? null);
}

/** Of that user and usage, with exactly one key, whose name is the key itself. */
function readKey(value: unknown, userId: string, usage: string): CrossSigningKey | null {
  const object = asObject(value);
  const usages = member(object, 'usage');
  const keys = asObject(member(object, 'keys')) ?? {};
  const [id, ...more] = Object.keys(keys);
  if (object === null || id === undefined || more.length > 0) return null;
  const name = keys[id];
  const bytes = decodeBase64(name, 32);
  const fits =
    member(object, 'user_id') === userId && Array.isArray(usages) && usages.includes(usage);
  if (!fits || bytes === null || typeof name !== 'string') return null;
  return id === `ed25519:${name}` ? { name, bytes, object } : null;
}
