import { describe, expect, it } from 'vitest';
import { Ed25519Verifier } from '../../../../electron/core/host/ed25519.ts';
import {
  checkSignature,
  decodeBase64,
  member,
  readSigned,
  type JsonObject,
} from '../../../../electron/matrix/trust/signed-json.ts';
import { signingKeyOfSeed, withSignature, withSignatures } from '../../../homeserver/signing.ts';

// The key of the specification's test vectors.
const seed = Buffer.from('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1', 'base64');
const key = signingKeyOfSeed(seed);
const verify = new Ed25519Verifier().verify;
const keyBytes = Buffer.from(key.publicKey, 'base64');

function check(object: JsonObject, keyName = '1', publicKey: Uint8Array = keyBytes) {
  return checkSignature(readSigned(object, 'domain'), keyName, publicKey, verify);
}

function signedWith(object: JsonObject, signature: unknown): JsonObject {
  return { ...object, signatures: { domain: { 'ed25519:1': signature } } };
}

const emptySignature =
  'K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ';
const dataSignature =
  'KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw';

describe("the specification's vectors", () => {
  it.each([
    [{}, emptySignature],
    [{ one: 1, two: 'Two' }, dataSignature],
  ])('%j', async (object, signature) => {
    expect(await check(signedWith(object, signature))).toBe('valid');
    const signatures = withSignature(object, 'domain', '1', key)['signatures'];
    expect(signatures).toEqual({ domain: { 'ed25519:1': signature } });
  });
});

describe('a signature', () => {
  const signed = withSignature({ one: 1 }, 'domain', '1', key);

  it('covers every member but signatures and unsigned, also those that nobody knows', async () => {
    expect(await check({ ...signed, unsigned: { name: 'x' } })).toBe('valid');
    expect(await check({ ...signed, more: 'x' })).toBe('invalid');
    expect(await check({ ...signed, one: 2 })).toBe('invalid');
    const more = withSignature({ one: 1, 'org.example.new': [{}] }, 'domain', '1', key);
    expect(await check(more)).toBe('valid');
  });

  it('is found by its exact key id and user, among others', async () => {
    const other = signingKeyOfSeed(Buffer.alloc(32, 7));
    const both = withSignature(signed, 'domain', '2', other);
    expect(await check(both)).toBe('valid');
    expect(await check(both, '2')).toBe('invalid');
    expect(await check(both, '3')).toBe('absent');
    expect(await check(withSignature({ one: 1 }, 'elsewhere', '1', key))).toBe('absent');
  });

  it('is absent where signatures are of the wrong shape, and never inherited', async () => {
    for (const signatures of [undefined, null, 7, 'x', [], { domain: null }, { domain: [] }])
      expect(await check({ one: 1, signatures })).toBe('absent');
    const inherited = Object.create({ 'ed25519:1': dataSignature }) as object;
    expect(await check({ one: 1, two: 'Two', signatures: { domain: inherited } })).toBe('absent');
  });

  it.each([
    ['of the wrong type', 7],
    ['null', null],
    ['empty', ''],
    ['too short', dataSignature.slice(0, -2)],
    ['too long', `${dataSignature}AA`],
    ['with a sign that is no base64', `-${dataSignature.slice(1)}`],
    ['with white space', ` ${dataSignature.slice(1)}`],
    ['with stray bits at the end', `${dataSignature.slice(0, -1)}x`],
  ])('%s is invalid', async (_, signature) => {
    expect(await check(signedWith({ one: 1, two: 'Two' }, signature))).toBe('invalid');
  });

  it('may be padded', async () => {
    expect(await check(signedWith({ one: 1, two: 'Two' }, `${dataSignature}==`))).toBe('valid');
  });

  it('on what has no canonical form is invalid', async () => {
    expect(
      await check(withSignatures({ one: 1.5 }, { domain: { 'ed25519:1': dataSignature } })),
    ).toBe('invalid');
  });

  it('covers a member that is named __proto__', async () => {
    const plain = JSON.parse('{"__proto__": {"admin": true}, "one": 1}') as JsonObject;
    const good = withSignature(plain, 'domain', '1', key);
    expect(await check(good)).toBe('valid');
    expect(await check({ one: 1, signatures: good['signatures'] })).toBe('invalid');
  });
});

describe('base64', () => {
  it('is of exactly the length that is asked for', () => {
    expect(decodeBase64(key.publicKey, 32)).toEqual(new Uint8Array(keyBytes));
    expect(decodeBase64(`${key.publicKey}=`, 32)).toEqual(new Uint8Array(keyBytes));
    expect(decodeBase64(`${key.publicKey}==`, 32)).toEqual(new Uint8Array(keyBytes));
    expect(decodeBase64(`${key.publicKey}===`, 32)).toBeNull();
    expect(decodeBase64(key.publicKey, 64)).toBeNull();
    expect(decodeBase64(key.publicKey.slice(1), 32)).toBeNull();
  });
});

describe('member', () => {
  it('gives own members alone', () => {
    expect(member({}, 'toString')).toBeUndefined();
    expect(member({}, '__proto__')).toBeUndefined();
    expect(member(JSON.parse('{"__proto__": 1}') as JsonObject, '__proto__')).toBe(1);
    expect(member(null, 'x')).toBeUndefined();
  });
});
