// Reads and checks signed JSON objects (spec appendices, "Signing JSON"). The Ed25519 primitive is
// injected. Everything fails closed; what a signature means is trust.ts's business.
import { canonicalJson } from './canonical-json.ts';

/** Checks one Ed25519 signature: a key of 32 bytes, a signature of 64. Never rejects. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>;

/** A parsed JSON object. To be read through `member` alone: its names are the server's. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

/** An own member of an object; undefined for everything inherited. */
export function member(object: JsonObject | null, name: string): unknown {
  return object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Base64, padded or not, of exactly `length` bytes; null for anything else, also for a spelling
 * that no encoder makes (stray bits at the end): a key has one name.
 */
export function decodeBase64(text: unknown, length: number): Uint8Array | null {
  if (typeof text !== 'string') return null;
  const bare = unpadded(text);
  if (bare.length !== Math.ceil((length * 4) / 3) || !/^[A-Za-z0-9+/]+$/.test(bare)) return null;
  const binary = atob(bare);
  if (unpadded(btoa(binary)) !== bare) return null;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function unpadded(base64: string): string {
  return base64.replace(/={1,2}$/, '');
}

/** An object's signatures by one user, and the bytes that they are made over. */
export interface SignedObject {
  readonly signatures: JsonObject | null;
  /** Null where the object has no canonical form: no signature on it can be valid. */
  readonly message: Uint8Array | null;
}

/** What is signed is everything but `signatures` and `unsigned`: members that nobody knows too. */
export function readSigned(object: JsonObject, userId: string): SignedObject {
  const signed = Object.entries(object).filter(
    ([name]) => name !== 'signatures' && name !== 'unsigned',
  );
  // fromEntries defines own members, so that a `__proto__` from the server stays an ordinary name.
  const text = canonicalJson(Object.fromEntries(signed));
  return {
    signatures: asObject(member(asObject(member(object, 'signatures')), userId)),
    message: text === null ? null : new TextEncoder().encode(text),
  };
}

export type SignatureState = 'valid' | 'invalid' | 'absent';

/**
 * The state of exactly one signature: the one by the key `ed25519:<keyName>`, checked with
 * `publicKey`. Other signatures on the object say nothing.
 */
export async function checkSignature(
  { signatures, message }: SignedObject,
  keyName: string,
  publicKey: Uint8Array,
  verify: VerifyEd25519,
): Promise<SignatureState> {
  const text = member(signatures, `ed25519:${keyName}`);
  if (text === undefined) return 'absent';
  const signature = decodeBase64(text, 64);
  if (signature === null || message === null) return 'invalid';
  return (await verify(publicKey, message, signature)) ? 'valid' : 'invalid';
}
