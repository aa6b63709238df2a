// Ed25519 keys that come out the same on every run, and signed JSON (spec appendices, "Signing
// JSON"). Written apart from Muster's own reader, so that the two check each other.
import {
  type KeyObject,
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
} from 'node:crypto';

/** A JSON object as it is sent and kept. */
export type WireObject = Readonly<Record<string, unknown>>;

export interface SigningKey {
  /** Unpadded base64. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same name gives the same key. */
export function signingKey(name: string): SigningKey {
  return signingKeyOfSeed(createHash('sha256').update(name).digest());
}

/** `seed`: 32 bytes. */
export function signingKeyOfSeed(seed: Buffer): SigningKey {
  const der = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { publicKey: unpadded(Buffer.from(x, 'base64url')), privateKey };
}

/** The object with one more signature: by `userId`, under the key id `ed25519:<keyName>`. */
export function withSignature(
  object: WireObject,
  userId: string,
  keyName: string,
  { privateKey }: SigningKey,
): WireObject {
  const signature = unpadded(sign(null, signedBytes(object), privateKey));
  return withSignatures(object, { [userId]: { [`ed25519:${keyName}`]: signature } });
}

/** The object with more signatures, which are taken as they are. */
export function withSignatures(object: WireObject, more: WireObject): WireObject {
  const signatures = new Map(Object.entries(record(object['signatures'])));
  for (const [userId, added] of Object.entries(more))
    signatures.set(userId, { ...record(signatures.get(userId)), ...record(added) });
  return { ...object, signatures: Object.fromEntries(signatures) };
}

/** Whether `userId` signed the object with exactly this key. */
export function isSignedBy(object: WireObject, userId: string, publicKey: string): boolean {
  const signatures = record(record(object['signatures'])[userId]);
  const signature = signatures[`ed25519:${publicKey}`];
  if (typeof signature !== 'string') return false;
  const x = Buffer.from(publicKey, 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, signedBytes(object), key, Buffer.from(signature, 'base64'));
}

/** Sorts by UTF-8 bytes, which is the order of code points. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([name, item]) => [Buffer.from(name), JSON.stringify(name), canonicalJson(item)] as const)
    .sort(([a], [b]) => Buffer.compare(a, b));
  return `{${members.map(([, name, item]) => `${name}:${item}`).join(',')}}`;
}

export function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** The object, or an empty one where it is none. */
export function record(value: unknown): WireObject {
  return typeof value === 'object' && value !== null ? (value as WireObject) : {};
}

function signedBytes(object: WireObject): Buffer {
  const signed = Object.entries(object).filter(
    ([name]) => name !== 'signatures' && name !== 'unsigned',
  );
  return Buffer.from(canonicalJson(Object.fromEntries(signed)));
}
