// Ed25519 by Node's own crypto. A signature takes 0.1 ms and more to check, twice for each session:
// so it happens off the main thread, and once for the same bytes.
import { createPublicKey, hash, verify } from 'node:crypto';
import type { VerifyEd25519 } from '../../matrix/trust/signed-json.ts';

/** Results remembered at least; at most twice as many, of about 100 bytes each. */
const REMEMBERED = 50_000;

/** Remembers what it has checked, by the exact key, signature and message. */
export class Ed25519Verifier {
  #recent = new Map<string, boolean>();
  #older = new Map<string, boolean>();

  readonly verify: VerifyEd25519 = async (publicKey, message, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const name = hash('sha256', Buffer.concat([publicKey, signature, message]), 'base64');
    const valid =
      this.#recent.get(name) ??
      this.#older.get(name) ??
      (await check(publicKey, message, signature));
    this.#remember(name, valid);
    return valid;
  };

  #remember(name: string, valid: boolean): void {
    if (this.#recent.size >= REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(name, valid);
  }
}

function check(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve) => {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    // An error here is a key that is no point of the curve, say: a signature that isn't valid.
    verify(null, message, key, signature, (error, valid) => resolve(error === null && valid));
  });
}
