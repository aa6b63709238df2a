import { describe, expect, it } from 'vitest';
import { AccountClient } from '../../../../electron/matrix/account/client.ts';
import type { AuthDict } from '../../../../electron/matrix/types.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../../../electron/shared/ids.ts';
import {
  fakeServer,
  html,
  json,
  nodeError,
  type Scripted,
  type SentRequest,
} from '../fake-ports.ts';

const base = 'https://example.org/hs';
const v3 = `${base}/_matrix/client/v3`;
const password: AuthDict = {
  type: 'm.login.password',
  identifier: { type: 'm.id.user', user: '@alice:example.org' },
  password: 'hunter2',
  session: 'sess',
};

function id(text: string): DeviceId {
  return text as DeviceId;
}

function clientOf(answer: (request: SentRequest, index: number) => Scripted) {
  const server = fakeServer(answer);
  const client = new AccountClient(server.ports, base, () => Promise.resolve(ok('tok')));
  return { ...server, client };
}

describe('every call', () => {
  it('sends nothing without a token, and says why', async () => {
    const server = fakeServer(() => json(200, {}));
    const locked = fail({ code: 'vault', reason: 'locked' });
    const client = new AccountClient(server.ports, base, () => Promise.resolve(locked));
    expect(await client.listDevices()).toEqual(locked);
    expect(await client.deleteDevices([id('A')], null)).toEqual({
      kind: 'failed',
      error: locked.error,
      ambiguous: false,
    });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a token that the server calls unknown', () => {
  /** A server that knows one token, and where the others come from. */
  function clientWith(tokens: (unknownToken?: string) => Result<string>) {
    const server = fakeServer(({ headers }) =>
      headers.get('authorization') === 'Bearer new'
        ? json(200, { devices: [] })
        : json(401, { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true }),
    );
    const asked: (string | undefined)[] = [];
    const client = new AccountClient(server.ports, base, (unknownToken) => {
      asked.push(unknownToken);
      return Promise.resolve(tokens(unknownToken));
    });
    return { ...server, client, asked };
  }

  it('is exchanged, and the same request is sent once more', async () => {
    const { client, requests, asked } = clientWith((unknownToken) =>
      ok(unknownToken === undefined ? 'old' : 'new'),
    );
    expect(await client.deleteDevices([id('A'), id('B')], password)).toEqual({ kind: 'deleted' });
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    expect(requests[0]?.body).toEqual(requests[1]?.body);
    expect(asked).toEqual([undefined, 'old']);
  });

  it('is not exchanged twice, and what renews tokens has not ended', async () => {
    let issued = 0;
    const { client, requests } = clientWith(() => ok(`token ${(issued += 1)}`));
    expect(await client.listDevices()).toEqual(fail({ code: 'not-let-in' }));
    expect(requests).toHaveLength(2);
  });

  it('ends the session where there is no other, in the words of the server', async () => {
    const { client, requests } = clientWith((unknownToken) =>
      unknownToken === undefined ? ok('old') : fail({ code: 'session-ended', softLogout: false }),
    );
    expect(await client.listDevices()).toEqual(fail({ code: 'session-ended', softLogout: true }));
    expect(requests).toHaveLength(1);
  });

  it('ends nothing where another one can not be had just now', async () => {
    const unreachable = { code: 'unreachable', host: 'example.org' } as const;
    const { client } = clientWith((unknownToken) =>
      unknownToken === undefined ? ok('old') : fail(unreachable),
    );
    expect(await client.listDevices()).toEqual(fail(unreachable));
    expect(await client.deleteDevices([id('A')], null)).toEqual({
      kind: 'failed',
      error: unreachable,
      ambiguous: false,
    });
  });
});

describe('listDevices', () => {
  it('tries three times, with a growing pause, when the connection or the server fails', async () => {
    const { client, clock, requests } = clientOf((_, index) =>
      index === 0 ? nodeError('ECONNRESET') : index === 1 ? html(502) : json(200, { devices: [] }),
    );
    expect(await clock.until(client.listDevices())).toEqual(ok({ sessions: [], dropped: 0 }));
    expect(requests).toHaveLength(3);
    expect(clock.slept.filter((ms) => ms < 20_000)).toEqual([500, 1_000]);
  });

  it('gives up after the third', async () => {
    const { client, clock, requests } = clientOf(() => html(502));
    expect(await clock.until(client.listDevices())).toMatchObject({
      error: { code: 'server-failed' },
    });
    expect(requests).toHaveLength(3);
  });

  it.each([
    ['a refused certificate', () => nodeError('CERT_HAS_EXPIRED'), 'tls'],
    ['429', () => json(429, {}), 'rate-limited'],
    ['401', () => json(401, { errcode: 'M_UNKNOWN_TOKEN' }), 'session-ended'],
    ['HTML', () => html(200), 'bad-answer'],
    ['a list that is none', () => json(200, { devices: 7 }), 'bad-answer'],
  ])('is not tried again after %s', async (_, answer, code) => {
    const { client, requests } = clientOf(answer);
    expect(await client.listDevices()).toMatchObject({ error: { code } });
    expect(requests).toHaveLength(1);
  });

  it('takes lists of more than 1 MiB', async () => {
    const devices = Array.from({ length: 30_000 }, (_, i) => ({
      device_id: `device${i}`,
      display_name: 'a name',
    }));
    const { client } = clientOf(() => json(200, { devices }));
    expect(await client.listDevices()).toMatchObject({ ok: true, value: { dropped: 0 } });
  });

  it('stops in the pause when it is aborted', async () => {
    const { client, requests, clock } = clientOf(() => nodeError('ECONNREFUSED'));
    const abort = new AbortController();
    const listed = client.listDevices(abort.signal);
    await clock.advance(0);
    abort.abort();
    expect(await listed).toEqual(fail({ code: 'cancelled' }));
    expect(requests).toHaveLength(1);
  });
});

describe('getDevice', () => {
  it('reads the session it asked for', async () => {
    const { client, requests } = clientOf(() => json(200, { device_id: 'A/B' }));
    expect(await client.getDevice(id('A/B'))).toMatchObject({
      ok: true,
      value: { deviceId: 'A/B' },
    });
    expect(requests[0]!.url).toBe(`${v3}/devices/A%2FB`);
  });

  it.each([
    ['gone', () => json(404, { errcode: 'M_NOT_FOUND' }), { code: 'not-found' }],
    [
      'hidden by a proxy',
      () => html(404),
      { code: 'bad-answer', host: 'example.org', reason: 'empty-404' },
    ],
    [
      'another one',
      () => json(200, { device_id: 'B' }),
      { code: 'bad-answer', host: 'example.org', reason: 'shape' },
    ],
  ])('%s', async (_, answer, error) => {
    expect(await clientOf(answer).client.getDevice(id('A'))).toEqual(fail(error as never));
  });

  it('refuses an id that would leave the path', async () => {
    const { client, requests } = clientOf(() => json(200, {}));
    expect(await client.getDevice(id('..'))).toEqual(fail({ code: 'unsafe-id' }));
    expect(requests).toHaveLength(0);
  });
});

describe('renameDevice', () => {
  it('always sends a name, and a second time after a lost connection', async () => {
    const { client, clock, requests } = clientOf((_, index) =>
      index === 0 ? nodeError('ECONNRESET') : json(200, {}),
    );
    expect(await clock.until(client.renameDevice(id('A'), ''))).toEqual(ok(null));
    expect(requests.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', { display_name: '' }],
      ['PUT', { display_name: '' }],
    ]);
  });

  it.each([
    [json(400, { errcode: 'M_TOO_LARGE' }), { code: 'name-too-long' }],
    [json(404, { errcode: 'M_FORBIDDEN', error: 'device does not exist' }), { code: 'not-found' }],
  ])('error %#', async (answer, error) => {
    expect(await clientOf(() => answer).client.renameDevice(id('A'), 'x')).toEqual(
      fail(error as never),
    );
  });
});

describe('deleteDevices', () => {
  it('sends nothing where there is no session: a server may sign all of them out', async () => {
    const { client, requests } = clientOf(() => json(200, {}));
    const none = [] as readonly string[] as DeviceIds;
    for (const auth of [null, password])
      await expect(client.deleteDevices(none, auth)).rejects.toThrow('no session');
    expect(requests).toEqual([]);
  });

  it.each([
    ['one id', ['A'], 'DELETE', `${v3}/devices/A`, {}],
    ['one odd id', ['a/b %2e?#'], 'DELETE', `${v3}/devices/a%2Fb%20%252e%3F%23`, {}],
    ['an id that no path can hold', ['..'], 'POST', `${v3}/delete_devices`, { devices: ['..'] }],
    ['half a character', ['\ud800'], 'POST', `${v3}/delete_devices`, { devices: ['\ud800'] }],
    [
      'several',
      ['A', '__proto__'],
      'POST',
      `${v3}/delete_devices`,
      { devices: ['A', '__proto__'] },
    ],
  ])('sends %s', async (_, ids, method, url, body) => {
    const { client, requests } = clientOf(() => json(200, {}));
    const deviceIds = ids as readonly string[] as DeviceIds;
    expect(await client.deleteDevices(deviceIds, null)).toEqual({ kind: 'deleted' });
    expect(await client.deleteDevices(deviceIds, password)).toEqual({ kind: 'deleted' });
    expect(requests.map((sent) => [sent.method, sent.url, sent.body])).toEqual([
      [method, url, body],
      [method, url, { ...body, auth: password }],
    ]);
  });

  const flows = [{ stages: ['m.login.password'] }];
  const lost = { kind: 'session-lost' };
  const unrecognized = { kind: 'unrecognized' };
  const failed = (code: string, ambiguous: boolean) => ({
    kind: 'failed',
    error: { code },
    ambiguous,
  });

  it.each([
    [
      'a first challenge',
      null,
      json(401, { flows, session: 's' }),
      { kind: 'challenge', challenge: { flows, session: 's', errcode: null } },
    ],
    [
      'a wrong password',
      password,
      json(401, { flows, session: 's', errcode: 'M_FORBIDDEN', error: 'Invalid password' }),
      { kind: 'challenge', challenge: { errcode: 'M_FORBIDDEN', serverText: 'Invalid password' } },
    ],
    [
      'a wrong password without flows',
      password,
      json(401, { errcode: 'M_FORBIDDEN' }),
      { kind: 'challenge', challenge: { flows: [], errcode: 'M_FORBIDDEN' } },
    ],
    [
      'a dead token, in spite of flows',
      password,
      json(401, { flows, errcode: 'M_UNKNOWN_TOKEN' }),
      failed('session-ended', false),
    ],
    [
      'a locked account',
      password,
      json(401, { flows, errcode: 'M_USER_LOCKED' }),
      failed('account-locked', false),
    ],
    [
      '401 that asks nothing',
      null,
      json(401, { errcode: 'M_FORBIDDEN' }),
      failed('request-refused', false),
    ],
    [
      "Synapse's lost session",
      password,
      json(400, { errcode: 'M_UNKNOWN', error: 'Unknown session ID: s' }),
      lost,
    ],
    [
      "continuwuity's lost session",
      password,
      json(400, { errcode: 'M_INVALID_PARAM', error: 'Invalid session' }),
      lost,
    ],
    [
      "tuwunel's lost session",
      password,
      json(403, { errcode: 'M_FORBIDDEN', error: 'UIAA session does not exist.' }),
      lost,
    ],
    [
      'a session of another request',
      password,
      json(403, {
        errcode: 'M_UNKNOWN',
        error: 'Requested operation has changed during the UI authentication session.',
      }),
      lost,
    ],
    [
      'such words without a session',
      null,
      json(400, { errcode: 'M_UNKNOWN', error: 'Unknown session' }),
      failed('request-refused', false),
    ],
    [
      'a bad parameter',
      password,
      json(400, { errcode: 'M_INVALID_PARAM', error: 'Bad parameter: password' }),
      failed('request-refused', false),
    ],
    [
      "another user's password",
      password,
      json(403, { errcode: 'M_FORBIDDEN', error: 'Invalid auth' }),
      failed('forbidden', false),
    ],
    ['an OAuth server', null, json(404, { errcode: 'M_UNRECOGNIZED' }), unrecognized],
    ['an OAuth server with 405', null, json(405, { errcode: 'M_UNRECOGNIZED' }), unrecognized],
    ['404 of a proxy', null, html(404), failed('bad-answer', false)],
    [
      '404 of a session that went before',
      null,
      json(404, { errcode: 'M_NOT_FOUND' }),
      failed('not-found', false),
    ],
    ['429', password, json(429, {}), failed('rate-limited', false)],
    ['502', password, html(502), failed('server-failed', true)],
    ['200 with HTML', password, html(200), failed('bad-answer', true)],
    ['a refused connection', password, nodeError('ECONNREFUSED'), failed('unreachable', false)],
    ['a broken connection', password, nodeError('ECONNRESET'), failed('unreachable', true)],
    ['a refused certificate', password, nodeError('CERT_HAS_EXPIRED'), failed('tls', false)],
  ])('understands %s, and sends once', async (_, auth, answer, expected) => {
    const { client, requests } = clientOf(() => answer);
    expect(await client.deleteDevices([id('A')], auth)).toMatchObject(expected);
    expect(requests).toHaveLength(1);
  });

  it('is ambiguous after a timeout, and cancelled by its signal', async () => {
    const { client, clock } = clientOf(() => 'hang');
    const slow = client.deleteDevices([id('A')], null);
    await clock.advance(20_000);
    expect(await slow).toMatchObject(failed('timed-out', true));
    const abort = new AbortController();
    const aborted = client.deleteDevices([id('A')], null, abort.signal);
    await clock.advance(0);
    abort.abort();
    expect(await aborted).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
  });
});

describe('logout', () => {
  it.each([
    [json(200, {}), ok(null)],
    [json(401, { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true }), ok(null)],
    [json(401, { errcode: 'M_MISSING_TOKEN' }), fail({ code: 'session-ended', softLogout: false })],
    [html(502), fail({ code: 'server-failed', status: 502, serverText: null })],
    [html(401), fail({ code: 'bad-answer', host: 'example.org', reason: 'html' })],
  ])('case %#', async (answer, expected) => {
    const { client, requests } = clientOf(() => answer.clone());
    expect(await client.logout()).toEqual(expected);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is not done where the server does not know the token for this, but for all else', async () => {
    // What an OAuth server says of a token that came from its authorization server.
    const { client } = clientOf(({ url }) =>
      url.endsWith('/logout')
        ? json(401, { errcode: 'M_UNKNOWN_TOKEN' })
        : json(200, { user_id: '@alice:example.org' }),
    );
    expect(await client.logout()).toEqual(
      fail({ code: 'unsupported', what: 'sign-out-here', offered: [] }),
    );
  });
});

describe('whoami', () => {
  it('may have no device', async () => {
    const { client } = clientOf(() => json(200, { user_id: '@alice:example.org' }));
    expect(await client.whoami()).toEqual(ok({ userId: '@alice:example.org', deviceId: null }));
  });
});

describe('accountPage', () => {
  const metadata = {
    issuer: 'https://id.example.org/',
    account_management_uri: 'https://id.example.org/account',
  };
  const page = ok({ url: metadata.account_management_uri, issuer: metadata.issuer, actions: [] });

  it('asks the stable path, then the old one, without the token', async () => {
    const { client, requests } = clientOf(({ url }) =>
      url.includes('/unstable/') ? json(200, metadata) : json(404, { errcode: 'M_UNRECOGNIZED' }),
    );
    expect(await client.accountPage()).toEqual(page);
    expect(requests.map(({ url }) => url)).toEqual([
      `${base}/_matrix/client/v1/auth_metadata`,
      `${base}/_matrix/client/unstable/org.matrix.msc2965/auth_metadata`,
    ]);
    expect(requests.some(({ headers }) => headers.has('authorization'))).toBe(false);
  });

  it('is null where there is none', async () => {
    expect(await clientOf(() => html(404)).client.accountPage()).toEqual(ok(null));
    const { client } = clientOf(() => json(200, { account_management_uri: 'https://x.example/' }));
    expect(await client.accountPage()).toEqual(ok(null));
    expect(await clientOf(() => html(403)).client.accountPage()).toEqual(ok(null));
  });

  it('is not known while the server has a problem or a pause', async () => {
    for (const status of [502, 429]) {
      const { client, clock } = clientOf(() => json(status, {}));
      expect(await clock.until(client.accountPage())).toMatchObject({ ok: false });
    }
  });

  it('has a list of actions, and may have no address', async () => {
    const { client } = clientOf(() =>
      json(200, {
        issuer: 'https://id.example.org/',
        account_management_actions_supported: ['org.matrix.device_delete', 7, null],
      }),
    );
    expect(await client.accountPage()).toEqual(
      ok({ issuer: 'https://id.example.org/', url: null, actions: ['org.matrix.device_delete'] }),
    );
  });
});
