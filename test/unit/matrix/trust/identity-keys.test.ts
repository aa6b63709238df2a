import { describe, expect, it } from 'vitest';
import { Ed25519Verifier } from '../../../../electron/core/host/ed25519.ts';
import { judgeTrust } from '../../../../electron/matrix/trust/trust.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Identity } from '../../../../electron/shared/trust.ts';
import { makeAccountKeys, makeIdentity } from '../../../homeserver/identity-fixtures.ts';
import { type WireObject, withSignature } from '../../../homeserver/signing.ts';
import { keysAnswer, USER } from '../account/keys-answer.ts';

const tools = { verify: new Ed25519Verifier().verify, pause: () => Promise.resolve() };
const identity = makeIdentity(USER, 'mine');
const sessions = new Map([['A', 'verified' as const]]);
const answer = keysAnswer(makeAccountKeys(USER, { identity: 'mine', sessions }));
const { master_key: masterKey, self_signing_key: selfKey } = identity.crossSigning;

async function identityOf(change: object, ...listed: readonly string[]): Promise<Identity> {
  return (await judgeTrust({ ...answer, ...change }, USER, listed as DeviceId[], tools)).identity;
}

function masterKeys(change: WireObject): Promise<Identity> {
  return identityOf({ master_keys: { [USER]: { ...masterKey, ...change } } });
}

/** The self-signing key with a change, signed anew by the master key. */
function selfKeys(change: WireObject): Promise<Identity> {
  const changed = { ...selfKey, ...change, signatures: {} };
  const { master } = identity;
  const signed = withSignature(changed, USER, master.publicKey, master);
  return identityOf({ self_signing_keys: { [USER]: signed } });
}

const present = { kind: 'present', publicKey: identity.master.publicKey };
const broken = { kind: 'broken' };
const { publicKey: masterName } = identity.master;
const { publicKey: selfName } = identity.selfSigning;

describe('the identity', () => {
  it('is the master key whose self-signing key it signed', async () => {
    expect(await identityOf({})).toEqual(present);
    expect(await selfKeys({})).toEqual(present);
  });

  it('is none where the server names neither key', async () => {
    for (const keys of [{}, null, undefined])
      expect(await identityOf({ master_keys: keys, self_signing_keys: keys })).toEqual({
        kind: 'none',
      });
  });

  it.each([
    ['no master key', { master_keys: {} }],
    ['no self-signing key', { self_signing_keys: {} }],
    ['master keys of a wrong shape', { master_keys: [] }],
    ['wrong shapes alone', { master_keys: 7, self_signing_keys: 'x' }],
    [
      'an unsigned self-signing key',
      { self_signing_keys: { [USER]: { ...selfKey, signatures: {} } } },
    ],
    [
      "another identity's self-signing key",
      { self_signing_keys: { [USER]: makeIdentity(USER, 'other').crossSigning.self_signing_key } },
    ],
    ['the master key in both roles', { self_signing_keys: { [USER]: masterKey } }],
  ])('is broken with %s', async (_, change) => {
    expect(await identityOf(change)).toEqual(broken);
  });

  const rightKey = { [`ed25519:${masterName}`]: masterName };
  it.each([
    ['of another user', { user_id: '@eve:example.org' }],
    ['for something else', { usage: ['user_signing'] }],
    ['for nothing', { usage: [] }],
    ['for a text that holds the word', { usage: 'master' }],
    ['without a key', { keys: {} }],
    ['with two keys', { keys: { ...rightKey, [`ed25519:${selfName}`]: selfName } }],
    ['with a key that is not its name', { keys: { [`ed25519:${selfName}`]: masterName } }],
    ['with a key of another kind', { keys: { [`curve25519:${masterName}`]: masterName } }],
    ['with a short key', { keys: { 'ed25519:AAAA': 'AAAA' } }],
    ['with a key that is no text', { keys: { 'ed25519:7': 7 } }],
  ])('is broken with a master key %s', async (_, change) => {
    expect(await masterKeys(change)).toEqual(broken);
  });

  it.each([
    ['of another user', { user_id: '@eve:example.org' }],
    ['for something else', { usage: ['master'] }],
    ['with two keys', { keys: { ...rightKey, [`ed25519:${selfName}`]: selfName } }],
  ])('is broken with a signed self-signing key %s', async (_, change) => {
    expect(await selfKeys(change)).toEqual(broken);
  });

  it.each([
    ['the master key', masterName],
    ['the self-signing key', selfName],
  ])('is broken when a session is named like %s', async (_, name) => {
    expect(await identityOf({}, 'A', name)).toEqual(broken);
    const devices = { ...answer.device_keys[USER], [name]: {} };
    expect(await identityOf({ device_keys: { [USER]: devices } })).toEqual(broken);
  });

  it('may be padded; its fingerprint is not', async () => {
    const name = `${masterName}=`;
    const padded = { ...masterKey, keys: { [`ed25519:${name}`]: name } };
    const { master } = identity;
    const signed = withSignature({ ...selfKey, signatures: {} }, USER, name, master);
    const change = { master_keys: { [USER]: padded }, self_signing_keys: { [USER]: signed } };
    expect(await identityOf(change)).toEqual(present);
  });

  it('may hold members that nobody knows', async () => {
    expect(await masterKeys({ 'org.example.new': 1, usage: ['master', 'new'] })).toEqual(present);
    expect(await selfKeys({ 'org.example.new': 1 })).toEqual(present);
  });
});
