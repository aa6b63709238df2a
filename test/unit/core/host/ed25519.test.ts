import { randomBytes, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { Ed25519Verifier } from '../../../../electron/core/host/ed25519.ts';
import { signingKey } from '../../../homeserver/signing.ts';

const { publicKey: text, privateKey } = signingKey('test');
const publicKey = Buffer.from(text, 'base64');
const message = Buffer.from('message');
const signature = sign(null, message, privateKey);

it('says the same the first time and later, for exactly these bytes', async () => {
  const verify = new Ed25519Verifier().verify;
  for (let round = 0; round < 2; round += 1) {
    expect(await verify(publicKey, message, signature)).toBe(true);
    expect(await verify(publicKey, Buffer.from('massage'), signature)).toBe(false);
    expect(await verify(publicKey, message, flipped(signature))).toBe(false);
    expect(await verify(flipped(publicKey), message, signature)).toBe(false);
  }
});

it('does not take one split of the same bytes for another', async () => {
  const verify = new Ed25519Verifier().verify;
  await verify(publicKey, message, signature);
  const moved = [
    signature.subarray(0, 63),
    Buffer.concat([signature.subarray(63), message]),
  ] as const;
  expect(await verify(publicKey, moved[1], moved[0])).toBe(false);
});

it('never rejects', async () => {
  const verify = new Ed25519Verifier().verify;
  const odd = [0, 1, 31, 32, 33, 64].map((length) => Buffer.alloc(length, 0xff));
  for (const bytes of [...odd, Buffer.alloc(32), Buffer.alloc(64), randomBytes(32)]) {
    expect(await verify(bytes, message, signature)).toBe(false);
    expect(await verify(publicKey, message, bytes)).toBe(false);
  }
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(5) ^ 1, 5);
  return copy;
}
