// The session list, one session, and renaming, on the wire. Part of suite.ts.
import { describe, expect } from 'vitest';
import { everyServer, synapses, type HoldsFor } from './families.ts';
import {
  type Person,
  type Subject,
  addSession,
  deviceIds,
  errorBody,
  newPerson,
  wireTo,
} from './subject.ts';

/** Ids that a careless client would break on. `.` and `..` can't be put in a path at all. */
export const ODD_IDS = [
  'a/b',
  'a%2Fb',
  'q?x=y',
  'h#y',
  'sp ace',
  'ünï',
  '😀',
  '__proto__',
  'a+b&c',
];

export function describeDevices(subject: () => Subject, holdsFor: HoldsFor): void {
  const wire = () => wireTo(subject().baseUrl);
  const detail = (person: Person, deviceId: string) =>
    wire().call('GET', `/devices/${encodeURIComponent(deviceId)}`, undefined, person.token);
  const rename = (person: Person, deviceId: string, body: unknown) =>
    wire().call('PUT', `/devices/${encodeURIComponent(deviceId)}`, body, person.token);

  describe('the list', () => {
    holdsFor(synapses)('what is unknown is null', async () => {
      const person = await newPerson(subject());
      await addSession(wire(), person, 'UNUSED');
      const { status, body } = await wire().call('GET', '/devices', undefined, person.token);
      expect(status).toBe(200);
      const { devices } = body as { devices: readonly { device_id: string }[] };
      expect(devices).toHaveLength(2);
      expect(devices.find(({ device_id }) => device_id === 'UNUSED')).toEqual({
        user_id: person.userId,
        device_id: 'UNUSED',
        display_name: null,
        last_seen_ts: null,
        last_seen_ip: null,
      });
    });

    holdsFor(synapses)('a session that asks has been seen', async () => {
      const before = Date.now();
      const person = await newPerson(subject());
      await wire().call('GET', '/devices', undefined, person.token);
      const { body } = await wire().call('GET', '/devices', undefined, person.token);
      const { devices } = body as { devices: readonly { last_seen_ts: number }[] };
      expect(devices).toEqual([
        {
          user_id: person.userId,
          device_id: person.deviceId,
          display_name: 'First session',
          last_seen_ts: expect.any(Number) as number,
          last_seen_ip: '127.0.0.1',
        },
      ]);
      expect(devices[0]?.last_seen_ts).toBeGreaterThanOrEqual(before);
    });

    holdsFor(everyServer)('is of one user alone', async () => {
      const [one, other] = [await newPerson(subject()), await newPerson(subject())];
      expect(await deviceIds(wire(), one)).toEqual([one.deviceId]);
      expect(await detail(one, other.deviceId)).toEqual({
        status: 404,
        body: errorBody('M_NOT_FOUND'),
      });
    });

    holdsFor(everyServer)('needs a token', async () => {
      const answer = await wire().call('GET', '/devices');
      expect(answer).toEqual({ status: 401, body: errorBody('M_MISSING_TOKEN') });
    });
  });

  describe('one session', () => {
    holdsFor(everyServer)('is the row of the list', async () => {
      const person = await newPerson(subject());
      const { body } = await wire().call('GET', '/devices', undefined, person.token);
      const { devices } = body as { devices: readonly unknown[] };
      expect(await detail(person, person.deviceId)).toEqual({ status: 200, body: devices[0] });
    });

    holdsFor(everyServer)('404 for an unknown id', async () => {
      const answer = await detail(await newPerson(subject()), 'UNKNOWN');
      expect(answer).toEqual({ status: 404, body: errorBody('M_NOT_FOUND') });
    });

    holdsFor(everyServer).each(ODD_IDS)('is found by the encoded id %s', async (deviceId) => {
      const person = await newPerson(subject());
      await addSession(wire(), person, deviceId);
      expect(await detail(person, deviceId)).toMatchObject({
        status: 200,
        body: { device_id: deviceId },
      });
      expect(await rename(person, deviceId, { display_name: 'Odd' })).toMatchObject({
        status: 200,
      });
      expect(await detail(person, deviceId)).toMatchObject({ body: { display_name: 'Odd' } });
      expect(await detail(person, person.deviceId)).toMatchObject({
        body: { display_name: 'First session' },
      });
    });
  });

  describe('renaming', () => {
    holdsFor(synapses).each([
      ['letters', 'x'],
      ['emoji, which count as one each', '😀'],
    ])('takes 100 %s and no more', async (_what, letter) => {
      const person = await newPerson(subject());
      const name = letter.repeat(100);
      const done = await rename(person, person.deviceId, { display_name: name });
      expect(done).toEqual({ status: 200, body: {} });
      const refused = await rename(person, person.deviceId, { display_name: name + letter });
      expect(refused).toEqual({ status: 400, body: errorBody('M_TOO_LARGE') });
      const { body } = await detail(person, person.deviceId);
      expect(body).toMatchObject({ display_name: name });
    });

    holdsFor(everyServer)('keeps an empty name as it is', async () => {
      const person = await newPerson(subject());
      await rename(person, person.deviceId, { display_name: '' });
      const { body } = await detail(person, person.deviceId);
      expect(body).toMatchObject({ display_name: '' });
    });

    holdsFor(synapses).each([
      ['no name', {}],
      ['null', { display_name: null }],
    ])('with %s changes nothing, and succeeds even for an unknown id', async (_what, body) => {
      const person = await newPerson(subject());
      for (const deviceId of [person.deviceId, 'UNKNOWN'])
        expect(await rename(person, deviceId, body)).toEqual({ status: 200, body: {} });
      expect(await detail(person, person.deviceId)).toMatchObject({
        body: { display_name: 'First session' },
      });
    });

    holdsFor(synapses)('404 for an unknown id, unless the name is refused first', async () => {
      const person = await newPerson(subject());
      expect(await rename(person, 'UNKNOWN', { display_name: 'x' })).toEqual({
        status: 404,
        body: errorBody('M_NOT_FOUND'),
      });
      expect(await rename(person, 'UNKNOWN', { display_name: 'x'.repeat(101) })).toEqual({
        status: 400,
        body: errorBody('M_TOO_LARGE'),
      });
    });

    holdsFor(['synapse', 'palpo', 'mas']).each([
      ['a number', { display_name: 5 }],
      ['an array', []],
    ])('400 for %s', async (_what, body) => {
      const person = await newPerson(subject());
      expect(await rename(person, person.deviceId, body)).toEqual({
        status: 400,
        body: errorBody('M_BAD_JSON'),
      });
    });

    holdsFor(['synapse', 'palpo', 'mas'])('400 for what is no JSON', async () => {
      const { deviceId, token } = await newPerson(subject());
      const answer = await wire().callRaw('PUT', `/devices/${deviceId}`, '{', token);
      expect(answer).toEqual({ status: 400, body: errorBody('M_NOT_JSON') });
    });
  });
}
