// What the embedded homeserver offers beyond the protocol: its people, its faults, its certificate,
// and the command that starts it alone. Other tests stand on these.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { type FaultAction } from '../homeserver/faults.ts';
import { type Homeserver } from '../homeserver/homeserver.ts';
import { type HomeserverOptions, startHomeserver, startTlsServer } from '../homeserver/server.ts';
import { loginBody, text, wireTo } from './subject.ts';

const eve = '@eve:demo.muster.test';
let running: Homeserver | null = null;

afterEach(async () => {
  await running?.close();
  running = null;
});

async function startWith(options: HomeserverOptions): Promise<Homeserver> {
  running = await startHomeserver(options);
  return running;
}

async function tokenOf({ baseUrl }: Homeserver, user: string, password: string): Promise<string> {
  const { body } = await wireTo(baseUrl).call('POST', '/login', loginBody(user, password));
  return text(body, 'access_token');
}

describe('people', () => {
  test('the demo has the same two on every start, with sessions of the last two years', async () => {
    const homeserver = await startWith({ demo: true });
    expect(homeserver.users.map(({ userId, sessions }) => [userId, sessions])).toEqual([
      ['@ada:demo.muster.test', 214],
      ['@bridge-ops:demo.muster.test', 1_806],
    ]);
    const again = await startHomeserver({ demo: true });
    for (const { userId } of homeserver.users)
      expect(again.devicesOf(userId)).toEqual(homeserver.devicesOf(userId));
    await again.close();

    const token = await tokenOf(homeserver, 'bridge-ops', 'keep-it-running');
    const { body } = await wireTo(homeserver.baseUrl).call('GET', '/devices', undefined, token);
    const { devices } = body as { devices: readonly { last_seen_ts: number | null }[] };
    const ages = devices.flatMap(({ last_seen_ts: seen }) =>
      seen === null ? [] : [(Date.now() - seen) / 86_400_000],
    );
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ages)).toBeLessThan(731);
    expect(ages.length).toBeLessThan(devices.length);
  });

  test('an account of 100,000 sessions', async () => {
    const users = [{ localpart: 'eve', password: 'pw', sessions: 100_000 }];
    const homeserver = await startWith({ users });
    const token = await tokenOf(homeserver, 'eve', 'pw');
    const { body } = await wireTo(homeserver.baseUrl).call('GET', '/devices', undefined, token);
    expect((body as { devices: readonly unknown[] }).devices).toHaveLength(100_001);
    expect(new Set(homeserver.devicesOf(eve)).size).toBe(100_001);
  });

  test('two stages, of which none alone is enough', async () => {
    const flows = [['m.login.password', 'm.login.dummy']];
    const sessions = [{ deviceId: 'A' }];
    const homeserver = await startWith({
      users: [{ localpart: 'eve', password: 'pw', flows, sessions }],
    });
    const token = await tokenOf(homeserver, 'eve', 'pw');
    const wire = wireTo(homeserver.baseUrl);
    const ask = (auth?: unknown) =>
      wire.call('POST', '/delete_devices', { devices: ['A'], auth }, token);
    const first = await ask();
    expect(first).toMatchObject({ status: 401, body: { flows: [{ stages: flows[0] }] } });
    const session = text(first.body, 'session');
    expect(await ask({ ...loginBody('eve', 'pw'), session })).toMatchObject({
      status: 401,
      body: { completed: ['m.login.password'] },
    });
    expect(homeserver.devicesOf(eve)).toContain('A');
    expect(await ask({ type: 'm.login.dummy', session })).toEqual({ status: 200, body: {} });
    expect(homeserver.devicesOf(eve)).not.toContain('A');
  });

  test('a hostile list is served as it stands', async () => {
    const homeserver = await startWith({ users: [{ localpart: 'eve', password: 'pw' }] });
    const raw = '{"devices":[null,{"device_id":"__proto__"},';
    homeserver.setRawDevices(eve, raw);
    const authorization = `Bearer ${await tokenOf(homeserver, 'eve', 'pw')}`;
    const url = `${homeserver.baseUrl}/_matrix/client/v3/devices`;
    expect(await (await fetch(url, { headers: { authorization } })).text()).toBe(raw);
  });
});

describe('faults', () => {
  async function provoke(action: FaultAction, carryOut = false) {
    const homeserver = await startWith({ users: [{ localpart: 'eve', password: 'pw' }] });
    homeserver.fault({
      match: (_method, path) => path.endsWith('/login'),
      times: 1,
      carryOut,
      action,
    });
    const logIn = () =>
      fetch(`${homeserver.baseUrl}/_matrix/client/v3/login`, {
        method: 'POST',
        body: JSON.stringify(loginBody('eve', 'pw')),
        redirect: 'manual',
        signal: AbortSignal.timeout(5_000),
      });
    return { homeserver, logIn };
  }

  test('an answer as given, once; then all is well again', async () => {
    const headers = { 'content-type': 'text/html' };
    const action = { kind: 'answer', status: 502, headers, body: '<h1>Bad gateway</h1>' } as const;
    const { logIn, homeserver } = await provoke(action);
    const bad = await logIn();
    expect([bad.status, bad.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await bad.text()).toBe('<h1>Bad gateway</h1>');
    expect(homeserver.devicesOf(eve)).toEqual([]);
    expect((await logIn()).status).toBe(200);
  });

  test('a reset, before and after the deed', async () => {
    const before = await provoke({ kind: 'reset' });
    await expect(before.logIn()).rejects.toThrow('fetch failed');
    expect(before.homeserver.devicesOf(eve)).toHaveLength(0);
    await before.homeserver.close();
    const after = await provoke({ kind: 'reset' }, true);
    await expect(after.logIn()).rejects.toThrow('fetch failed');
    expect(after.homeserver.devicesOf(eve)).toHaveLength(1);
  });

  test('half an answer', async () => {
    const { logIn } = await provoke({ kind: 'cut-short' });
    const response = await logIn();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  test('a late answer, and none', async () => {
    const late = await provoke({ kind: 'delay', ms: 150 });
    const startedAt = performance.now();
    expect((await late.logIn()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(140);
    await late.homeserver.close();
    const never = await provoke({ kind: 'hang' });
    const pending = never.logIn();
    const outcome = expect(pending).rejects.toThrow('fetch failed');
    await expect
      .poll(() => never.homeserver.requestsTo('POST', '/_matrix/client/v3/login'))
      .toHaveLength(1);
    await never.homeserver.close();
    await outcome;
  });

  test('a redirect', async () => {
    const { logIn } = await provoke({ kind: 'redirect', to: 'https://elsewhere.test/' });
    const response = await logIn();
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://elsewhere.test/',
    ]);
  });

  test('a gzip bomb, and a list without end', async () => {
    const bomb = await provoke({ kind: 'gzip-bomb', bytes: 10_000_000 });
    const body = await (await bomb.logIn()).text();
    expect(body.length).toBeGreaterThan(10_000_000);
    expect(() => JSON.parse(body) as unknown).not.toThrow();
    await bomb.homeserver.close();
    const { logIn } = await provoke({ kind: 'endless' });
    const reader = (await logIn()).body!.getReader();
    let bytes = 0;
    while (bytes < 20_000_000) bytes += (await reader.read()).value?.length ?? 0;
    await reader.cancel();
  });

  test('are logged with their bodies', async () => {
    const { logIn, homeserver } = await provoke({ kind: 'answer', status: 500 });
    await logIn();
    const [request] = homeserver.requestsTo('POST', '/_matrix/client/v3/login');
    expect(request?.body).toEqual(loginBody('eve', 'pw'));
  });
});

test('a certificate that nobody trusts', async () => {
  running = await startTlsServer({});
  const versions = `${running.baseUrl}/_matrix/client/versions`;
  const refusal = await fetch(versions).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
});

describe('npm run homeserver', () => {
  function run(...flags: string[]) {
    return spawn(process.execPath, ['--import', 'tsx', 'test/homeserver/cli.ts', ...flags]);
  }

  /** For one that ends by itself: its exit code and what it said. */
  async function outcome(...flags: string[]): Promise<{ exitCode: number | null; said: string }> {
    const child = run(...flags);
    const [said] = await Promise.all([readAll(child.stderr), once(child, 'exit')]);
    return { exitCode: child.exitCode, said };
  }

  test('prints one line of JSON when it is ready, and ends when told to', async () => {
    const child = run('--port', '0', '--personality', 'dendrite');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const rest = readAll(child.stdout);
    const ready = JSON.parse(line.toString()) as { baseUrl: string };
    expect(ready).toEqual({
      baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      personality: 'dendrite',
      users: [
        { userId: '@ada:demo.muster.test', password: 'lovelace-1843', sessions: 214 },
        { userId: '@bridge-ops:demo.muster.test', password: 'keep-it-running', sessions: 1_806 },
      ],
    });
    expect((await fetch(`${ready.baseUrl}/_matrix/client/versions`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await rest).toBe('');
  });

  test.each([
    [['--port', 'abc'], '--port must be'],
    [['--port', '65536'], '--port must be'],
    [['--personality', 'conduit'], '--personality must be'],
    [['--sessions', '5'], '--sessions'],
  ])('says what is wrong with %j', async (flags, words) => {
    const { exitCode, said } = await outcome(...flags);
    expect(said).toContain(words);
    expect(exitCode).toBe(2);
  });

  test('says that a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    expect(await outcome('--port', String(port))).toEqual({
      exitCode: 1,
      said: `port ${port} is taken; choose another with --port\n`,
    });
    taken.close();
  });
});
