// Signing sessions out and User-Interactive Authentication, on the wire. Part of suite.ts.
import { describe, expect, test } from 'vitest';
import { ODD_IDS } from './devices-suite.ts';
import { confirmsItself, type HoldsFor } from './families.ts';
import {
  PASSWORD,
  type Person,
  type Subject,
  addSession,
  deviceIds,
  errorBody,
  newPerson,
  text,
  wireTo,
} from './subject.ts';

const flows = [{ stages: ['m.login.password'] }];
const done = { status: 200, body: {} };

/** The stage that every account has. */
function passwordOf(person: Person, password: string, session?: string): Record<string, unknown> {
  return {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: person.userId },
    password,
    ...(session === undefined ? {} : { session }),
  };
}

/** A 401 that asks for the password once more, in the same session. */
function askAgain(session: string, more: object = {}): unknown {
  return { status: 401, body: { session, flows, params: {}, completed: [], ...more } };
}

export function describeUia(subject: () => Subject, holdsFor: HoldsFor): void {
  const wire = () => wireTo(subject().baseUrl);
  const deleteSeveral = (
    person: Person,
    devices: unknown,
    auth?: unknown,
    path = '/delete_devices',
  ) => wire().call('POST', path, { devices, auth }, person.token);
  const deleteOne = (person: Person, deviceId: string, auth?: unknown) =>
    wire().call('DELETE', `/devices/${encodeURIComponent(deviceId)}`, { auth }, person.token);

  /** A person with sessions A and B, and an open UIA session for signing A out. */
  async function begin(): Promise<{ person: Person; session: string }> {
    const person = await newPerson(subject());
    await addSession(wire(), person, 'A');
    await addSession(wire(), person, 'B');
    const { body } = await deleteSeveral(person, ['A']);
    return { person, session: text(body, 'session') };
  }

  describe('the question', () => {
    holdsFor(['synapse'])('is a 401 with flows, params and a session, and no errcode', async () => {
      const person = await newPerson(subject());
      const asked = { session: expect.any(String) as string, flows, params: {} };
      expect(await deleteSeveral(person, ['A'])).toEqual({ status: 401, body: asked });
      expect(await deleteOne(person, 'A')).toEqual({ status: 401, body: asked });
      const noBody = await wire().call('DELETE', '/devices/A', undefined, person.token);
      expect(noBody).toEqual({ status: 401, body: asked });
    });

    holdsFor(['synapse', 'palpo']).each([
      ['null', null],
      ['empty', {}],
    ])('comes anew when the answer is %s', async (_what, auth) => {
      const { person, session } = await begin();
      const again = await deleteSeveral(person, ['A'], auth);
      expect(again.status).toBe(401);
      expect(text(again.body, 'session')).not.toBe(session);
    });

    holdsFor(confirmsItself)('is not put to a dead token', async () => {
      const { person } = await begin();
      const answer = await deleteSeveral({ ...person, token: 'dead' }, ['A']);
      expect(answer).toEqual({ status: 401, body: errorBody('M_UNKNOWN_TOKEN') });
    });
  });

  describe('answers', () => {
    holdsFor(['synapse', 'dendrite'])(
      'a wrong password is asked again in the same session; then the right one works',
      async () => {
        const { person, session } = await begin();
        const refused = { errcode: 'M_FORBIDDEN', error: expect.any(String) as string };
        for (const wrong of ['wrong', 'wrong again'])
          expect(await deleteSeveral(person, ['A'], passwordOf(person, wrong, session))).toEqual(
            askAgain(session, refused),
          );
        expect(await deviceIds(wire(), person)).toContain('A');
        expect(await deleteSeveral(person, ['A'], passwordOf(person, PASSWORD, session))).toEqual(
          done,
        );
        expect(await deviceIds(wire(), person)).not.toContain('A');
      },
    );

    holdsFor(confirmsItself)('may come without a session', async () => {
      const { person } = await begin();
      expect(await deleteSeveral(person, ['A'], passwordOf(person, PASSWORD))).toEqual(done);
    });

    holdsFor(['synapse'])('a session alone is no answer, and no mistake', async () => {
      const { person, session } = await begin();
      expect(await deleteSeveral(person, ['A'], { session })).toEqual(askAgain(session));
    });

    holdsFor(['synapse'])('400 for an unknown session', async () => {
      const { person } = await begin();
      const answer = await deleteSeveral(person, ['A'], passwordOf(person, PASSWORD, 'unknown'));
      expect(answer).toEqual({ status: 400, body: errorBody('M_UNKNOWN') });
    });

    holdsFor(['synapse']).each([
      ['no password', { password: undefined }, 'M_INVALID_PARAM'],
      ['no user', { identifier: undefined }, 'M_INVALID_PARAM'],
      ['a stage that is unknown', { type: 'm.login.magic' }, 'M_UNKNOWN'],
      ['a stage that is not offered', { type: 'm.login.sso' }, 'M_UNKNOWN'],
    ])('400 for %s', async (_what, change, errcode) => {
      const { person, session } = await begin();
      const auth = { ...passwordOf(person, PASSWORD, session), ...change };
      const answer = await deleteSeveral(person, ['A'], auth);
      expect(answer).toEqual({ status: 400, body: errorBody(errcode) });
    });

    holdsFor(['synapse', 'dendrite'])('400 when it is no object', async () => {
      const { person } = await begin();
      const answer = await deleteSeveral(person, ['A'], 'password');
      expect(answer).toEqual({ status: 400, body: errorBody('M_BAD_JSON') });
    });

    holdsFor(['synapse'])(
      'a stage beside the flows counts as completed and confirms nothing',
      async () => {
        const { person, session } = await begin();
        const answer = await deleteSeveral(person, ['A'], { type: 'm.login.dummy', session });
        expect(answer).toEqual(askAgain(session, { completed: ['m.login.dummy'] }));
      },
    );

    holdsFor(confirmsItself)(
      "403 for another user's password; one's own works afterwards",
      async () => {
        const { person, session } = await begin();
        const other = await newPerson(subject(), 'another password');
        const answer = await deleteSeveral(
          person,
          ['A'],
          passwordOf(other, 'another password', session),
        );
        expect(answer).toEqual({ status: 403, body: errorBody('M_FORBIDDEN') });
        expect(await deviceIds(wire(), person)).toContain('A');
        expect(await deleteSeveral(person, ['A'], passwordOf(person, PASSWORD, session))).toEqual(
          done,
        );
      },
    );
  });

  const changed = { status: 403, body: errorBody('M_UNKNOWN') };

  holdsFor(['synapse'])('a UIA session is bound to its address, query and method', async () => {
    const { person, session } = await begin();
    const auth = passwordOf(person, PASSWORD, session);
    expect(await deleteOne(person, 'A', auth)).toEqual(changed);
    expect(await deleteSeveral(person, ['A'], auth, '/delete_devices?x=1')).toEqual(changed);
    const one = text((await deleteOne(person, 'A')).body, 'session');
    expect(await deleteOne(person, 'B', passwordOf(person, PASSWORD, one))).toEqual(changed);
    expect(await deviceIds(wire(), person)).toEqual(expect.arrayContaining(['A', 'B']));
  });

  holdsFor(['synapse'])(
    'a UIA session is good for the same call again, without the password',
    async () => {
      const { person, session } = await begin();
      await deleteSeveral(person, ['A'], passwordOf(person, PASSWORD, session));
      expect(await deleteSeveral(person, ['B'], { session })).toEqual(done);
      expect(await deviceIds(wire(), person)).toEqual([person.deviceId]);
    },
  );

  describe('signing out', () => {
    holdsFor(confirmsItself).each([...ODD_IDS, 'PLAIN'])('one by its id: %s', async (deviceId) => {
      const { person } = await begin();
      await addSession(wire(), person, deviceId);
      expect(await deleteOne(person, deviceId, passwordOf(person, PASSWORD))).toEqual(done);
      expect(await deviceIds(wire(), person)).toEqual(['A', 'B', person.deviceId].sort());
    });

    holdsFor(['synapse', 'dendrite'])(
      'several, odd ones too, passing over unknown and repeated ids',
      async () => {
        const { person } = await begin();
        const odd = [...ODD_IDS, '.', '..'];
        for (const deviceId of odd) await addSession(wire(), person, deviceId);
        const devices = ['A', 'A', 'UNKNOWN', ...odd];
        expect(await deleteSeveral(person, devices, passwordOf(person, PASSWORD))).toEqual(done);
        expect(await deviceIds(wire(), person)).toEqual(['B', person.deviceId].sort());
      },
    );

    holdsFor(['synapse', 'dendrite'])('what is gone already', async () => {
      const { person } = await begin();
      for (const deviceId of ['A', 'B', 'A', 'B']) {
        expect(await deleteOne(person, deviceId, passwordOf(person, PASSWORD))).toEqual(done);
        expect(await deleteSeveral(person, [deviceId], passwordOf(person, PASSWORD))).toEqual(done);
      }
      expect(await deviceIds(wire(), person)).toEqual([person.deviceId]);
    });

    holdsFor(['synapse', 'palpo'])('none', async () => {
      const { person } = await begin();
      expect(await deleteSeveral(person, [], passwordOf(person, PASSWORD))).toEqual(done);
      expect(await deviceIds(wire(), person)).toHaveLength(3);
    });

    holdsFor(confirmsItself)('ends their tokens, even the one that asked', async () => {
      const person = await newPerson(subject());
      const other = await addSession(wire(), person, 'OTHER');
      const dead = { status: 401, body: errorBody('M_UNKNOWN_TOKEN') };
      await deleteSeveral(person, ['OTHER'], passwordOf(person, PASSWORD));
      expect(await wire().call('GET', '/devices', undefined, other)).toEqual(dead);
      await deleteSeveral(person, [person.deviceId], passwordOf(person, PASSWORD));
      expect(await wire().call('GET', '/devices', undefined, person.token)).toEqual(dead);
    });

    holdsFor(['synapse', 'palpo']).each([
      ['no list', undefined, 'M_MISSING_PARAM'],
      ['what is no list', 'A', 'M_BAD_JSON'],
      ['ids that are no strings', [5], 'M_BAD_JSON'],
    ])('400 for %s, before any question', async (_what, devices, errcode) => {
      const person = await newPerson(subject());
      expect(await deleteSeveral(person, devices)).toEqual({
        status: 400,
        body: errorBody(errcode),
      });
    });
  });
}

/** For a server that trusts a sign-in for a while. The first request is no rehearsal there. */
export function describeUiaGrace(subject: () => Subject): void {
  test('sessions are gone on the first request, unasked', async () => {
    const wire = wireTo(subject().baseUrl);
    const person = await newPerson(subject());
    await addSession(wire, person, 'A');
    await addSession(wire, person, 'B');
    const bulk = await wire.call('POST', '/delete_devices', { devices: ['A'] }, person.token);
    expect(bulk).toEqual(done);
    expect(await wire.call('DELETE', '/devices/B', {}, person.token)).toEqual(done);
    expect(await deviceIds(wire, person)).toEqual([person.deviceId]);
  });
}
