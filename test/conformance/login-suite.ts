// Discovery, sign-in, tokens and sign-out on the wire. Part of suite.ts.
import { describe, expect } from 'vitest';
import { confirmsItself, everyServer, synapses, type HoldsFor } from './families.ts';
import {
  type Subject,
  addSession,
  deviceIds,
  errorBody,
  loginBody,
  newPerson,
  wireTo,
} from './subject.ts';

export function describeServer(subject: () => Subject, holdsFor: HoldsFor): void {
  const wire = () => wireTo(subject().baseUrl);

  describe('what a server says about itself', () => {
    holdsFor(['synapse', 'palpo', 'mas'])('versions', async () => {
      const { status, body } = await wire().call('GET', '/_matrix/client/versions');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        versions: expect.arrayContaining(['v1.1', 'v1.12']) as unknown,
      });
    });

    holdsFor(['synapse', 'palpo', 'mas'])(
      '.well-known/matrix/client names the base URL, with a slash at its end',
      async () => {
        const answer = await wire().call('GET', '/.well-known/matrix/client');
        const body = { 'm.homeserver': { base_url: `${subject().baseUrl}/` } };
        expect(answer).toEqual({ status: 200, body });
      },
    );

    holdsFor(everyServer)('the password is among the login types', async () => {
      const { body } = await wire().call('GET', '/login');
      expect(body).toMatchObject({
        flows: expect.arrayContaining([{ type: 'm.login.password' }]) as unknown,
      });
    });

    holdsFor(confirmsItself)('no OAuth metadata', async () => {
      const answer = await wire().call('GET', '/_matrix/client/v1/auth_metadata');
      expect(answer).toEqual({ status: 404, body: errorBody('M_UNRECOGNIZED') });
    });
  });

  describe('unknown requests', () => {
    holdsFor(everyServer).each(['/nonsense', '/devices/a/b', '/_matrix/nonsense'])(
      '404 M_UNRECOGNIZED for %s',
      async (path) => {
        const answer = await wire().call('GET', path);
        expect(answer).toEqual({ status: 404, body: errorBody('M_UNRECOGNIZED') });
      },
    );

    holdsFor(confirmsItself).each([
      ['PATCH', '/devices/X'],
      ['POST', '/devices'],
      ['GET', '/delete_devices'],
      ['POST', '/account/whoami'],
      ['GET', '/logout'],
    ])('405 M_UNRECOGNIZED for %s %s, even without a token', async (method, path) => {
      const answer = await wire().call(method, path);
      expect(answer).toEqual({ status: 405, body: errorBody('M_UNRECOGNIZED') });
    });
  });
}

export function describeLogin(subject: () => Subject, holdsFor: HoldsFor): void {
  const wire = () => wireTo(subject().baseUrl);
  const logIn = (body: object) => wire().call('POST', '/login', body);

  describe('signing in', () => {
    holdsFor(synapses)('answers with user, session and token', async () => {
      const { localpart, userId } = await newPerson(subject());
      const { status, body } = await logIn(loginBody(localpart));
      expect(status).toBe(200);
      expect(body).toMatchObject({
        user_id: userId,
        access_token: expect.any(String) as string,
        device_id: expect.stringMatching(/^[A-Z]{10}$/) as string,
        well_known: { 'm.homeserver': { base_url: `${subject().baseUrl}/` } },
      });
    });

    holdsFor(everyServer)(
      'takes the full Matrix ID, any case, and the `user` of older clients',
      async () => {
        const { localpart, userId } = await newPerson(subject());
        const { type, password } = loginBody(localpart);
        for (const body of [
          loginBody(userId),
          loginBody(localpart.toUpperCase()),
          { type, password, user: localpart },
        ])
          expect(await logIn(body)).toMatchObject({ status: 200, body: { user_id: userId } });
      },
    );

    holdsFor(synapses)('a wrong password and an unknown user look the same', async () => {
      const { localpart } = await newPerson(subject());
      const wrong = await logIn(loginBody(localpart, 'wrong'));
      expect(wrong).toEqual({ status: 403, body: errorBody('M_FORBIDDEN') });
      expect(await logIn(loginBody('nobody'))).toEqual(wrong);
      expect(await logIn(loginBody(`@${localpart}:elsewhere.test`))).toEqual(wrong);
    });

    holdsFor(synapses).each([
      ['no type', {}, 'M_UNKNOWN'],
      ['an unknown type', { ...loginBody('x'), type: 'm.login.magic' }, 'M_UNKNOWN'],
      ['an unknown type and no user', { type: 'm.login.magic' }, 'M_INVALID_PARAM'],
      ['no user', { type: 'm.login.password', password: 'x' }, 'M_INVALID_PARAM'],
      ['no password', { ...loginBody('x'), password: undefined }, 'M_INVALID_PARAM'],
      ['a password of another type', { ...loginBody('x'), password: 5 }, 'M_INVALID_PARAM'],
      ['an unknown identifier', { ...loginBody('x'), identifier: { type: 'x' } }, 'M_UNKNOWN'],
      ['an array', [], 'M_BAD_JSON'],
    ])('400 for %s', async (_what, body, errcode) => {
      expect(await logIn(body)).toEqual({ status: 400, body: errorBody(errcode) });
    });

    holdsFor(['synapse', 'palpo', 'mas'])('400 for what is no JSON', async () => {
      const answer = await wire().callRaw('POST', '/login', '{oops');
      expect(answer).toEqual({ status: 400, body: errorBody('M_NOT_JSON') });
    });

    holdsFor(everyServer)('takes an id of 512 characters and no more', async () => {
      const person = await newPerson(subject());
      await addSession(wire(), person, 'x'.repeat(512));
      const tooLong = { ...loginBody(person.localpart), device_id: 'x'.repeat(513) };
      expect(await logIn(tooLong)).toEqual({ status: 400, body: errorBody('M_INVALID_PARAM') });
    });

    holdsFor(synapses)('a name that is too long makes no session', async () => {
      const person = await newPerson(subject());
      const body = { ...loginBody(person.localpart), initial_device_display_name: 'x'.repeat(101) };
      expect(await logIn(body)).toEqual({ status: 400, body: errorBody('M_TOO_LARGE') });
      expect(await deviceIds(wire(), person)).toEqual([person.deviceId]);
    });

    holdsFor(['synapse'])(
      'a known id makes no second session and keeps its name and its older token',
      async () => {
        const person = await newPerson(subject());
        const { status } = await logIn({
          ...loginBody(person.localpart),
          device_id: person.deviceId,
          initial_device_display_name: 'Another name',
        });
        expect(status).toBe(200);
        // The specification says that the older token ends here. Synapse lets it live.
        expect(await deviceIds(wire(), person)).toEqual([person.deviceId]);
        const path = `/devices/${person.deviceId}`;
        const { body } = await wire().call('GET', path, undefined, person.token);
        expect(body).toMatchObject({ display_name: 'First session' });
      },
    );

    holdsFor(['synapse', 'dendrite'])(
      'a deactivated account looks like a wrong password',
      async () => {
        const person = await newPerson(subject());
        await subject().deactivateUser(person.userId);
        expect(await logIn(loginBody(person.localpart))).toEqual({
          status: 403,
          body: errorBody('M_FORBIDDEN'),
        });
        const answer = await wire().call('GET', '/devices', undefined, person.token);
        expect(answer).toEqual({ status: 401, body: errorBody('M_UNKNOWN_TOKEN') });
      },
    );

    holdsFor(everyServer)('a locked account can do nothing but sign out', async () => {
      const person = await newPerson(subject());
      await subject().lockUser(person.userId);
      const locked = { status: 401, body: { errcode: 'M_USER_LOCKED', soft_logout: true } };
      expect(await logIn(loginBody(person.localpart))).toMatchObject(locked);
      const list = await wire().call('GET', '/devices', undefined, person.token);
      expect(list).toMatchObject(locked);
      const out = await wire().call('POST', '/logout', {}, person.token);
      expect(out).toEqual({ status: 200, body: {} });
    });
  });
}

export function describeTokens(subject: () => Subject, holdsFor: HoldsFor): void {
  const wire = () => wireTo(subject().baseUrl);
  const whoAmI = (token?: string) => wire().call('GET', '/account/whoami', undefined, token);
  const dead = { status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', soft_logout: false } };

  describe('tokens', () => {
    holdsFor(everyServer)('belong to a user and a session', async () => {
      const { userId, deviceId, token } = await newPerson(subject());
      const body = { user_id: userId, device_id: deviceId, is_guest: false };
      expect(await whoAmI(token)).toEqual({ status: 200, body });
    });

    holdsFor(['synapse', 'palpo', 'mas'])('missing or unknown', async () => {
      expect(await whoAmI()).toEqual({ status: 401, body: errorBody('M_MISSING_TOKEN') });
      expect(await whoAmI('nonsense')).toMatchObject(dead);
    });

    holdsFor(['synapse', 'palpo', 'mas'])(
      'end with a sign-out, which takes its own session alone',
      async () => {
        const person = await newPerson(subject());
        const other = await addSession(wire(), person, 'OTHER');
        // Some clients send no body.
        const out = await wire().call('POST', '/logout', undefined, other);
        expect(out).toEqual({ status: 200, body: {} });
        expect(await whoAmI(other)).toMatchObject(dead);
        expect(await wire().call('POST', '/logout', {}, other)).toMatchObject(dead);
        expect(await deviceIds(wire(), person)).toEqual([person.deviceId]);
      },
    );

    holdsFor(['synapse', 'palpo'])('all end with a sign-out everywhere', async () => {
      const person = await newPerson(subject());
      const other = await addSession(wire(), person, 'OTHER');
      const out = await wire().call('POST', '/logout/all', {}, person.token);
      expect(out).toEqual({ status: 200, body: {} });
      expect(await whoAmI(person.token)).toMatchObject(dead);
      expect(await whoAmI(other)).toMatchObject(dead);
    });

    holdsFor(everyServer)('a sign-out needs one', async () => {
      const answer = await wire().call('POST', '/logout', {});
      expect(answer).toEqual({ status: 401, body: errorBody('M_MISSING_TOKEN') });
    });
  });
}
