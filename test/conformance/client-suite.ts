// Muster's own Matrix client against a homeserver: what the app relies on, without the app. Part of
// suite.ts; electron/matrix is the subject here, the homeserver is taken as proven.
import { describe, expect } from 'vitest';
import { discover } from '../../electron/matrix/discovery/discover.ts';
import { logIn, loginMethods } from '../../electron/matrix/login/login.ts';
import { refreshTokens } from '../../electron/matrix/login/refresh.ts';
import { type AuthDict, type LoginProof } from '../../electron/matrix/types.ts';
import { ok } from '../../electron/shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../electron/shared/ids.ts';
import { clientOf as clientAt, ports, valueOf } from './client-of.ts';
import { confirmsItself, everyServer, synapses, type HoldsFor } from './families.ts';
import { PASSWORD, type Subject, addSession, deviceIds, newPerson, wireTo } from './subject.ts';

const OWN = 'MUSTERSESSION0001' as DeviceId;

export function describeClient(subject: () => Subject, holdsFor: HoldsFor): void {
  const baseUrl = () => subject().baseUrl;
  const clientOf = (token: string) => clientAt(baseUrl(), token);

  describe("Muster's client", () => {
    holdsFor(everyServer)(
      'finds the server and signs in, and again with the same session',
      async () => {
        const person = await newPerson(subject());
        expect(valueOf(await discover(ports, baseUrl(), []))).toEqual({
          baseUrl: baseUrl(),
          userId: null,
        });
        expect(valueOf(await loginMethods(ports, baseUrl()))).toMatchObject({ password: true });
        const request = {
          proof: password(person.userId),
          deviceId: OWN,
          deviceName: 'Muster on a test',
        };
        const first = valueOf(await logIn(ports, baseUrl(), request));
        expect(first.userId).toBe(person.userId);
        expect(first.deviceId).toBe(OWN);
        const second = valueOf(await logIn(ports, baseUrl(), request));
        expect(second.deviceId).toBe(OWN);
        const who = valueOf(await clientOf(second.tokens.access).whoami());
        expect(who).toEqual({ userId: person.userId, deviceId: OWN });
        expect(await deviceIds(wireTo(baseUrl()), person)).toHaveLength(2);
      },
    );

    holdsFor(synapses)(
      'renews its tokens, and again after a lost answer, until the new ones are used',
      async () => {
        const { userId } = await newPerson(subject());
        const request = { proof: password(userId), deviceId: OWN, deviceName: 'x' };
        const { tokens } = valueOf(await logIn(ports, baseUrl(), request));
        const fiveMinutes = expect.closeTo(300_000, -4) as number;
        expect(tokens).toMatchObject({
          refresh: expect.any(String) as string,
          expiresInMs: fiveMinutes,
        });
        const renew = (token: string | null) => refreshTokens(ports, baseUrl(), token ?? '');
        await renew(tokens.refresh);
        const again = await renew(tokens.refresh);
        if (again.kind !== 'renewed') throw new Error(again.kind);
        expect(again.tokens).toMatchObject({ expiresInMs: fiveMinutes });
        expect(valueOf(await clientOf(again.tokens.access).whoami())).toMatchObject({ userId });
        expect(await renew(tokens.refresh)).toEqual({ kind: 'refused' });
        expect(await renew(again.tokens.refresh)).toMatchObject({ kind: 'renewed' });
      },
    );

    holdsFor(everyServer)('knows a wrong password', async () => {
      const { userId } = await newPerson(subject());
      const proof = password(userId, 'wrong');
      const request = { proof, deviceId: OWN, deviceName: 'x' };
      const answer = await logIn(ports, baseUrl(), request);
      expect(answer).toEqual({ ok: false, error: { code: 'wrong-password' } });
    });

    holdsFor(synapses)('lists and renames sessions', async () => {
      const person = await newPerson(subject());
      await addSession(wireTo(baseUrl()), person, 'odd/id?#');
      const odd = 'odd/id?#' as DeviceId;
      const client = clientOf(person.token);
      const before = valueOf(await client.listDevices());
      expect(before.dropped).toBe(0);
      expect(before.sessions).toContainEqual({
        deviceId: odd,
        displayName: null,
        lastSeenAt: null,
        lastSeenIp: null,
      });
      expect(valueOf(await client.renameDevice(odd, '💻 im Büro'))).toBeNull();
      expect(valueOf(await client.getDevice(odd)).displayName).toBe('💻 im Büro');
    });

    holdsFor(synapses)('knows a session that is gone and a name that is too long', async () => {
      const person = await newPerson(subject());
      const client = clientOf(person.token);
      const gone = { ok: false, error: { code: 'not-found' } };
      expect(await client.getDevice('GONE' as DeviceId)).toEqual(gone);
      expect(await client.renameDevice('GONE' as DeviceId, 'x')).toEqual(gone);
      const tooLong = await client.renameDevice(person.deviceId as DeviceId, 'x'.repeat(101));
      expect(tooLong).toEqual({ ok: false, error: { code: 'name-too-long' } });
    });

    holdsFor(['synapse', 'dendrite']).each([
      ['three sessions', ['A', 'B', 'C']],
      ['one session', ['A']],
      ['one session whose id is no path', ['..']],
    ])('signs %s out, with one wrong password and one right one', async (_what, ids) => {
      const person = await newPerson(subject());
      const wire = wireTo(baseUrl());
      for (const id of ids) await addSession(wire, person, id);
      const client = clientOf(person.token);
      const devices = ids as readonly string[] as DeviceIds;
      const asked = await client.deleteDevices(devices, null);
      const flows = [{ stages: ['m.login.password'] }];
      expect(asked).toMatchObject({ kind: 'challenge', challenge: { flows, errcode: null } });
      const session = asked.kind === 'challenge' ? asked.challenge.session : null;
      const auth = (password: string): AuthDict => ({
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: person.userId },
        password,
        session: session ?? '',
      });
      expect(await client.deleteDevices(devices, auth('wrong'))).toMatchObject({
        kind: 'challenge',
        challenge: { session, errcode: 'M_FORBIDDEN' },
      });
      expect(await deviceIds(wire, person)).toHaveLength(ids.length + 1);
      expect(await client.deleteDevices(devices, auth(PASSWORD))).toEqual({ kind: 'deleted' });
      expect(await deviceIds(wire, person)).toEqual([person.deviceId]);
    });

    holdsFor(['synapse'])('knows a lost UIA session', async () => {
      const { token } = await newPerson(subject());
      const answer = await clientOf(token).deleteDevices(['A' as DeviceId], { session: 'lost' });
      expect(answer).toEqual({ kind: 'session-lost' });
    });

    holdsFor(everyServer)('signs itself out, and takes a dead token for done', async () => {
      const { token } = await newPerson(subject());
      const client = clientOf(token);
      expect(await client.logout()).toEqual(ok(null));
      expect(await client.listDevices()).toEqual({
        ok: false,
        error: { code: 'session-ended', softLogout: false },
      });
      expect(await client.logout()).toEqual(ok(null));
    });

    holdsFor(confirmsItself)('finds no account page', async () => {
      const { token } = await newPerson(subject());
      expect(await clientOf(token).accountPage()).toEqual(ok(null));
    });
  });
}

function password(user: string, given = PASSWORD): LoginProof {
  return { kind: 'password', identifier: { kind: 'user', user }, password: given };
}
