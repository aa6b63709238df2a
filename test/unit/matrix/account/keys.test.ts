import { describe, expect, it } from 'vitest';
import { AccountClient } from '../../../../electron/matrix/account/client.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import {
  fakeServer,
  html,
  json,
  nodeError,
  NOW,
  type Scripted,
  type SentRequest,
} from '../fake-ports.ts';

const base = 'https://example.org/hs';
const v3 = `${base}/_matrix/client/v3`;
const user = '@alice:example.org';

function clientOf(answer: (request: SentRequest, index: number) => Scripted) {
  const server = fakeServer(answer);
  const client = new AccountClient(server.ports, base, () => Promise.resolve(ok('tok')));
  return { ...server, client };
}

describe('queryKeys', () => {
  it('asks for all of one user, and gives the answer as it came', async () => {
    const answer = { device_keys: { [user]: { A: { 'new member': [1] } } } };
    const { client, requests } = clientOf(() => json(200, answer));
    expect(await client.queryKeys(user)).toEqual(ok(answer));
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', `${v3}/keys/query`, { device_keys: { [user]: [] }, timeout: 10_000 }],
    ]);
  });

  it('takes answers of many MiB, and is asked again after a lost connection', async () => {
    const padding = Array.from({ length: 4 }, () => 'x'.repeat(512 * 1024));
    const { client, clock } = clientOf((_, index) =>
      index === 0 ? nodeError('ECONNRESET') : json(200, { padding }),
    );
    expect(await clock.until(client.queryKeys(user))).toEqual(ok({ padding }));
  });

  it('can be cancelled', async () => {
    const { client, clock } = clientOf(() => 'hang');
    const abort = new AbortController();
    const pending = client.queryKeys(user, abort.signal);
    await clock.advance(0);
    abort.abort();
    expect(await pending).toEqual(fail({ code: 'cancelled' }));
  });
});

describe('keyBackup', () => {
  it.each([
    ['a version', () => json(200, { version: '1', algorithm: 'x' }), ok('present')],
    ['the word of the server', () => json(404, { errcode: 'M_NOT_FOUND' }), ok('none')],
    [
      'an unknown call',
      () => json(404, { errcode: 'M_UNRECOGNIZED' }),
      fail({
        code: 'request-refused',
        status: 404,
        errcode: 'M_UNRECOGNIZED',
        serverText: null,
      }),
    ],
    [
      "a proxy's 404",
      () => html(404),
      fail({ code: 'bad-answer', host: 'example.org', reason: 'empty-404' }),
    ],
    [
      'an empty answer',
      () => json(200, {}),
      fail({ code: 'bad-answer', host: 'example.org', reason: 'shape' }),
    ],
  ])('after %s', async (_, answer, expected) => {
    const { client, requests } = clientOf(answer);
    expect(await client.keyBackup()).toEqual(expected);
    expect(requests[0]?.url).toBe(`${v3}/room_keys/version`);
  });
});

describe('dehydratedDevice', () => {
  it.each([
    ['its id', () => json(200, { device_id: 'A', device_data: {} }), ok('A')],
    ['none', () => json(404, { errcode: 'M_NOT_FOUND' }), ok(null)],
    ['no such call', () => json(404, { errcode: 'M_UNRECOGNIZED' }), ok(null)],
    ['no such call, with another status', () => json(400, { errcode: 'M_UNRECOGNIZED' }), ok(null)],
    [
      'a failure',
      () => json(403, { errcode: 'M_FORBIDDEN' }),
      fail({ code: 'forbidden', serverText: null }),
    ],
    [
      'nothing usable',
      () => json(200, { device_id: '' }),
      fail({ code: 'bad-answer', host: 'example.org', reason: 'shape' }),
    ],
  ])('is %s', async (_, answer, expected) => {
    const { client, requests } = clientOf(answer);
    expect(await client.dehydratedDevice()).toEqual(expected);
    expect(requests[0]?.url).toBe(
      `${base}/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device`,
    );
  });
});

describe('clientInfos', () => {
  const type = (id: string) => `io.element.matrix_client_information.${id}`;
  const none = { name: null, version: null, url: null };

  function read(events: unknown) {
    return clientOf(() => json(200, { account_data: { events } })).client.clientInfos();
  }

  it('asks for these entries alone, without appearing online', async () => {
    const { client, requests } = clientOf(() => json(200, { next_batch: 's0' }));
    expect(await client.clientInfos()).toEqual(ok(new Map()));
    const { pathname, searchParams } = new URL(requests[0]!.url);
    expect(pathname).toBe('/hs/_matrix/client/v3/sync');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      set_presence: 'offline',
      timeout: '0',
    });
    expect(JSON.parse(searchParams.get('filter') ?? '')).toEqual({
      account_data: { types: ['io.element.matrix_client_information.*'] },
      presence: { types: [], limit: NOW },
      room: { rooms: [], account_data: { types: [] } },
    });
  });

  it('is never the same request twice, which servers would answer from a cache', async () => {
    const { client, clock, requests } = clientOf(() => json(200, {}));
    await client.clientInfos();
    await clock.advance(1);
    await client.clientInfos();
    expect(requests[0]?.url).not.toBe(requests[1]?.url);
  });

  it('gives what is usable of each entry, by session', async () => {
    const long = 'x'.repeat(300);
    const events = [
      { type: type('A'), content: { name: 'Element', version: '1.2', url: 'app.element.io' } },
      { type: type('b/c. d'), content: { name: 7, version: null, url: long, more: {} } },
      { type: type('__proto__'), content: { name: 'odd' } },
    ];
    expect(await read(events)).toEqual(
      ok(
        new Map([
          ['A', { name: 'Element', version: '1.2', url: 'app.element.io' }],
          ['b/c. d', { ...none, url: long.slice(0, 256) }],
          ['__proto__', { ...none, name: 'odd' }],
        ]),
      ),
    );
  });

  it.each<[string, unknown]>([
    ['emptied', { type: type('A'), content: {} }],
    ['of wrong types', { type: type('A'), content: { name: ['x'], version: 1 } }],
    ['without content', { type: type('A') }],
    ['a list', { type: type('A'), content: [] }],
    ['of no session', { type: type(''), content: { name: 'x' } }],
    ['of an id that is too long', { type: type('x'.repeat(1_025)), content: { name: 'x' } }],
    ['something else', { type: 'm.direct', content: { name: 'x' } }],
    ['no event', null],
  ])('passes over an entry that is %s', async (_, event) => {
    expect(await read([event])).toEqual(ok(new Map()));
  });

  it('takes 16 MiB and no more', async () => {
    const event = { type: 'x', content: 'x'.repeat(2 ** 19) };
    const events = (megabytes: number) => Array.from({ length: megabytes * 2 }, () => event);
    expect(await read(events(15))).toEqual(ok(new Map()));
    expect(await read(events(16))).toMatchObject({ error: { reason: 'too-large' } });
  });

  it('is a failure where the answer is none', async () => {
    const { client } = clientOf(() => json(200, { account_data: [] }));
    expect(await client.clientInfos()).toMatchObject({ error: { reason: 'shape' } });
  });
});

describe('clearClientInfo', () => {
  it('empties the entry of that session', async () => {
    const { client, requests } = clientOf(() => json(200, {}));
    expect(await client.clearClientInfo(user, 'a/b' as never)).toEqual(ok(null));
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      [
        'PUT',
        `${v3}/user/%40alice%3Aexample.org/account_data/io.element.matrix_client_information.a%2Fb`,
        {},
      ],
    ]);
  });

  it('tells a refusal', async () => {
    const { client } = clientOf(() => json(403, { errcode: 'M_FORBIDDEN' }));
    expect(await client.clearClientInfo(user, 'A' as never)).toMatchObject({
      error: { code: 'forbidden' },
    });
  });
});
