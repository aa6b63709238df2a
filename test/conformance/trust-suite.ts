// Encryption keys, identities, backups and dehydrated devices, made through the API as clients make
// them, and then read by Muster's client. Part of suite.ts.
import { describe, expect } from 'vitest';
import { type AuditReading, readAudit } from '../../electron/core/sessions/audit-reading.ts';
import { Ed25519Verifier } from '../../electron/core/host/ed25519.ts';
import { type DeviceId } from '../../electron/shared/ids.ts';
import {
  type Identity,
  type SessionKeys,
  makeAccountKeys,
  makeDeviceKeys,
  makeIdentity,
} from '../homeserver/identity-fixtures.ts';
import { type WireObject } from '../homeserver/signing.ts';
import { clientOf } from './client-of.ts';
import { confirmsItself, everyServer, synapses, type HoldsFor } from './families.ts';
import {
  PASSWORD,
  type Person,
  type Subject,
  addSession,
  deviceIds,
  errorBody,
  loginBody,
  newPerson,
  text,
  wireTo,
} from './subject.ts';

const tools = { verify: new Ed25519Verifier().verify, clock: { now: () => Date.now() } };
const done = { status: 200, body: {} };
const DEHYDRATED = '/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device';

export function describeTrust(subject: () => Subject, holdsFor: HoldsFor): void {
  const wire = () => wireTo(subject().baseUrl);
  const call = (person: Person, method: string, path: string, body?: unknown) =>
    wire().call(method, path, body, person.token);

  /** The session's keys as they are in an account of this plan, uploaded by the session itself. */
  async function addKeys(
    person: Person,
    deviceId: string,
    state: SessionKeys,
    identity: string | null = null,
  ): Promise<WireObject> {
    const token = await addSession(wire(), person, deviceId);
    const sessions = new Map([[deviceId, state]]);
    const keys = makeAccountKeys(person.userId, { identity, sessions }).devices.get(deviceId) ?? {};
    const answer = await wire().call('POST', '/keys/upload', { device_keys: keys }, token);
    expect(answer).toMatchObject({ status: 200, body: { one_time_key_counts: {} } });
    return keys;
  }

  async function setIdentity(person: Person, name: string): Promise<Identity> {
    const identity = makeIdentity(person.userId, name);
    const path = '/keys/device_signing/upload';
    const first = await call(person, 'POST', path, identity.crossSigning);
    if (first.status === 200) return identity;
    const auth = { ...loginBody(person.userId), session: text(first.body, 'session') };
    const again = await call(person, 'POST', path, { ...identity.crossSigning, auth });
    expect(again).toEqual(done);
    return identity;
  }

  function sign(person: Person, deviceId: string, keys: WireObject) {
    const body = { [person.userId]: { [deviceId]: keys } };
    return call(person, 'POST', '/keys/signatures/upload', body);
  }

  async function read(person: Person): Promise<AuditReading> {
    const ids = await deviceIds(wire(), person);
    const client = clientOf(subject().baseUrl, person.token);
    const signal = new AbortController().signal;
    return readAudit(client, person.userId, ids as readonly DeviceId[], tools, signal);
  }

  function kindOf({ report }: AuditReading, deviceId: string): string | undefined {
    return report.trust.get(deviceId as DeviceId)?.kind;
  }

  describe('an account without encryption', () => {
    holdsFor(everyServer)('has no identity, no backup, no dehydrated device', async () => {
      const person = await newPerson(subject());
      const reading = await read(person);
      expect(reading).toMatchObject({
        report: { identity: { kind: 'none' }, unlisted: [], dehydrated: [] },
        keyBackup: 'none',
      });
      expect(kindOf(reading, person.deviceId)).toBe('no-encryption');
    });

    holdsFor(everyServer)('with keys, but without an identity', async () => {
      const person = await newPerson(subject());
      await addKeys(person, 'KEYS', 'not-verified');
      await addKeys(person, 'BROKEN', 'broken-own');
      const reading = await read(person);
      expect(reading.report.identity).toEqual({ kind: 'none' });
      expect(kindOf(reading, 'KEYS')).toBe('no-identity');
      expect(kindOf(reading, 'BROKEN')).toBe('broken-signature');
    });
  });

  describe('an account with an identity', () => {
    holdsFor(synapses)('has sessions of every state', async () => {
      const person = await newPerson(subject());
      const identity = await setIdentity(person, 'mine');
      const plain = await addKeys(person, 'SIGNED', 'not-verified');
      expect(await sign(person, 'SIGNED', identity.sign(plain))).toMatchObject({
        status: 200,
        body: { failures: {} },
      });
      const odd = await addKeys(person, 'odd/😀', 'not-verified');
      await sign(person, 'odd/😀', identity.sign(odd));
      await addKeys(person, 'UPLOADED', 'verified', 'mine');
      await addKeys(person, 'PLAIN', 'not-verified');
      await addKeys(person, 'OWN', 'broken-own');
      await addKeys(person, 'CROSS', 'broken-cross', 'mine');

      const reading = await read(person);
      const publicKey = identity.master.publicKey;
      expect(reading.report.identity).toEqual({ kind: 'present', publicKey });
      const kinds = Array.from(reading.report.trust, ([id, { kind }]) => [id, kind]);
      expect(new Map(kinds as [string, string][])).toEqual(
        new Map([
          [person.deviceId, 'no-encryption'],
          ['SIGNED', 'verified'],
          ['odd/😀', 'verified'],
          ['UPLOADED', 'verified'],
          ['PLAIN', 'not-verified'],
          ['OWN', 'broken-signature'],
          ['CROSS', 'broken-signature'],
        ]),
      );
    });

    holdsFor(synapses)('a signature that is not right is refused by its server', async () => {
      const person = await newPerson(subject());
      await setIdentity(person, 'mine');
      const keys = await addKeys(person, 'A', 'not-verified');
      const forged = makeIdentity(person.userId, 'mine').sign({ ...keys, algorithms: [] });
      const signed = { ...keys, signatures: forged['signatures'] };
      expect(await sign(person, 'A', signed)).toMatchObject({
        status: 200,
        body: { failures: { [person.userId]: { A: { errcode: 'M_INVALID_SIGNATURE' } } } },
      });
      expect(kindOf(await read(person), 'A')).toBe('not-verified');
    });

    holdsFor(confirmsItself)(
      'another identity needs the password, and leaves nothing verified',
      async () => {
        const person = await newPerson(subject());
        const first = await setIdentity(person, 'first');
        const keys = await addKeys(person, 'A', 'not-verified');
        await sign(person, 'A', first.sign(keys));
        expect(kindOf(await read(person), 'A')).toBe('verified');

        const path = '/keys/device_signing/upload';
        expect(await call(person, 'POST', path, first.crossSigning)).toEqual(done);
        const other = makeIdentity(person.userId, 'other');
        const flows = [{ stages: ['m.login.password'] }];
        expect(await call(person, 'POST', path, other.crossSigning)).toMatchObject({
          status: 401,
          body: { flows },
        });
        await setIdentity(person, 'other');
        const reading = await read(person);
        const publicKey = other.master.publicKey;
        expect(reading.report.identity).toEqual({ kind: 'present', publicKey });
        expect(kindOf(reading, 'A')).toBe('not-verified');
      },
    );

    holdsFor(confirmsItself)('a session that is signed out takes its keys along', async () => {
      const person = await newPerson(subject());
      await setIdentity(person, 'mine');
      await addKeys(person, 'A', 'verified', 'mine');
      const auth = loginBody(person.userId, PASSWORD);
      expect(await call(person, 'DELETE', '/devices/A', { auth })).toEqual(done);
      const { report } = await read(person);
      expect(report.unlisted).toEqual([]);
      expect([...report.trust.keys()]).toEqual([person.deviceId]);
    });
  });

  holdsFor(everyServer)('keys of another session or user are refused', async () => {
    const person = await newPerson(subject());
    for (const keys of [makeDeviceKeys(person.userId, 'OTHER'), makeDeviceKeys('@x:y', 'A')])
      expect(await call(person, 'POST', '/keys/upload', { device_keys: keys })).toEqual({
        status: 400,
        body: errorBody('M_BAD_JSON'),
      });
  });

  holdsFor(everyServer)('a key backup', async () => {
    const person = await newPerson(subject());
    const backup = {
      algorithm: 'm.megolm_backup.v1.curve25519-aes-sha2',
      auth_data: { public_key: 'abc', signatures: {} },
    };
    const none = { status: 404, body: errorBody('M_NOT_FOUND') };
    expect(await call(person, 'GET', '/room_keys/version')).toEqual(none);
    const { body } = await call(person, 'POST', '/room_keys/version', backup);
    expect(await call(person, 'GET', '/room_keys/version')).toMatchObject({
      status: 200,
      body: { ...backup, version: text(body, 'version') },
    });
    expect((await read(person)).keyBackup).toBe('present');
  });

  holdsFor(synapses).each<[string, SessionKeys, boolean]>([
    ['verified', 'dehydrated', true],
    ['not verified', 'dehydrated-not-verified', false],
  ])('a dehydrated device, %s', async (_what, state, isVerified) => {
    const person = await newPerson(subject());
    await setIdentity(person, 'mine');
    const none = { status: 404, body: errorBody('M_NOT_FOUND') };
    expect(await call(person, 'GET', DEHYDRATED)).toEqual(none);
    const sessions = new Map([['DEHYDRATED', state]]);
    const account = makeAccountKeys(person.userId, { identity: 'mine', sessions });
    const body = {
      device_id: 'DEHYDRATED',
      device_data: { algorithm: 'org.matrix.msc3814.v2', device_pickle: 'x', nonce: 'y' },
      initial_device_display_name: 'Dehydrated device',
      device_keys: account.devices.get('DEHYDRATED'),
    };
    const answer = { status: 200, body: { device_id: 'DEHYDRATED' } };
    expect(await call(person, 'PUT', DEHYDRATED, body)).toEqual(answer);
    expect(await call(person, 'GET', DEHYDRATED)).toMatchObject(answer);
    const reading = await read(person);
    expect(reading.report.dehydrated).toEqual(['DEHYDRATED']);
    expect(kindOf(reading, 'DEHYDRATED')).toBe(isVerified ? 'verified' : 'not-verified');
    const device = await call(person, 'GET', '/devices/DEHYDRATED');
    expect(device).toMatchObject({ body: { last_seen_ts: null } });
  });
}
