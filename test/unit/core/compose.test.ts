// The services as the hosts get them, over a homeserver of one fetch function.
import { FEW_PATIENCE } from '../../../electron/core/changes/list-doubt.ts';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compose, type Host } from '../../../electron/compose.ts';
import type { Keytar, Notification, SystemSettings } from '../../../electron/core/ports.ts';
import { defaultSettings } from '../../../electron/core/store/settings-store.ts';
import { createDispatch } from '../../../electron/ipc/dispatch.ts';
import type { Fetch } from '../../../electron/matrix/types.ts';
import { ok } from '../../../electron/shared/errors.ts';
import type { AccountId } from '../../../electron/shared/ids.ts';
import { fakeClock, json } from '../matrix/fake-ports.ts';
import { inProcess } from '../../fixtures/in-process-keychain.ts';
import { countingIds, deferred, temporaryFolder, windows } from './fake-core.ts';

const TOKEN = 'syt_YWxpY2U_CanaryTokenOfAlice_0aBcDe';
const PASSWORD = 'canary-password-of-alice';

function fakeKeytar(): Keytar & { readonly items: ReadonlyMap<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    setPassword: (_, name, secret) => Promise.resolve(void items.set(name, secret)),
    getPassword: (_, name) => Promise.resolve(items.get(name) ?? null),
    deletePassword: (_, name) => Promise.resolve(items.delete(name)),
  };
}

/** Answers what the test needs; `requests` is method, path and bearer token of each. */
function fakeHomeserver() {
  const requests: string[] = [];
  const userAgents = new Set<string | null>();
  const names: unknown[] = [];
  let aborted = 0;
  let devices: readonly object[] = [{ device_id: 'MUSTER' }, { device_id: 'OLD' }];
  let list: (() => Promise<Response>) | null = null;
  const routes: Readonly<Record<string, () => Response | Promise<Response>>> = {
    'GET /_matrix/client/versions': () => json(200, { versions: ['v1.11'] }),
    'GET /_matrix/client/v3/login': () => json(200, { flows: [{ type: 'm.login.password' }] }),
    'POST /_matrix/client/v3/login': () =>
      json(200, { user_id: '@alice:localhost', device_id: 'MUSTER', access_token: TOKEN }),
    'GET /_matrix/client/v3/devices': () => list?.() ?? json(200, { devices }),
    'POST /_matrix/client/v3/logout': () => json(200, {}),
  };
  const fetch: Fetch = async (url, init) => {
    const request = `${init.method ?? 'GET'} ${new URL(url).pathname}`;
    const bearer = new Headers(init.headers).get('authorization');
    requests.push(bearer === null ? request : `${request} ${bearer}`);
    userAgents.add(new Headers(init.headers).get('user-agent'));
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as object) : {};
    if ('initial_device_display_name' in body) names.push(body.initial_device_display_name);
    const abort = new Promise<never>((_, reject) =>
      init.signal?.addEventListener('abort', () => {
        aborted++;
        reject(new DOMException('x', 'AbortError'));
      }),
    );
    const answer = routes[request]?.() ?? json(404, { errcode: 'M_UNRECOGNIZED' });
    return Promise.race([answer, abort]);
  };
  return {
    fetch,
    requests,
    userAgents,
    names,
    aborted: () => aborted,
    setDevices: (given: readonly object[]) => (devices = given),
    setList: (given: () => Promise<Response>) => (list = given),
  };
}

function setUp(given: Partial<Host> = {}, keytar = fakeKeytar()) {
  const news = windows();
  const clock = fakeClock();
  const homeserver = fakeHomeserver();
  const notifications: Notification[] = [];
  const applied: SystemSettings[] = [];
  let watch: readonly string[] = [];
  const host: Host = {
    info: {
      version: '1.0.0',
      platform: 'linux',
      computer: 'kitchen',
      demo: false,
      host: 'electron',
    },
    dataDir: temporaryFolder(),
    startKeychain: () => inProcess(keytar),
    fetch: homeserver.fetch,
    addressesOf: () => Promise.resolve([]),
    clock,
    random: () => 0.5,
    monotonic: () => clock.now(),
    newId: countingIds(),
    publish: news.publish,
    openExternal: () => Promise.resolve(ok(null)),
    notify: (notification) => void notifications.push(notification),
    chooseFile: () => Promise.resolve(null),
    printReport: null,
    lastPress: () => clock.now(),
    ask: () => Promise.resolve(false),
    showWatch: (lines) => void (watch = lines),
    applySystemSettings: (settings) => void applied.push(settings),
    ...given,
  };
  const services = compose(host);
  const { handlers } = services;

  async function signIn(): Promise<AccountId> {
    const begun = await clock.until(handlers['signIn.begin']({ address: 'http://127.0.0.1:8008' }));
    const attemptId =
      begun.ok && begun.value.kind === 'ready'
        ? begun.value.attemptId
        : expect.fail(JSON.stringify(begun));
    const answer = await clock.until(
      handlers['signIn.password']({
        attemptId,
        identifier: { kind: 'user', user: 'alice' },
        password: PASSWORD,
        keptIn: 'keychain',
      }),
    );
    if (!answer.ok || answer.value.kind !== 'signed-in') expect.fail(JSON.stringify(answer));
    await clock.advance(0);
    return answer.value.accountId;
  }

  return {
    ...{ host, services, handlers, homeserver, keytar, clock, news, signIn },
    ...{ notifications, applied, watch: () => watch },
  };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('Muster', () => {
  it('is still signed in after a restart, and shows the last list before the server answers', async () => {
    const first = setUp();
    const accountId = await first.signIn();
    await first.services.close();

    const answer = deferred<Response>();
    const second = setUp({ dataDir: first.host.dataDir }, first.keytar);
    second.homeserver.setList(async () => (await answer.promise).clone());
    const snapshot = await second.handlers['app.snapshot'](null);
    expect(snapshot).toMatchObject({
      value: {
        accounts: [{ accountId, status: { kind: 'signed-in' }, sessionCount: 2 }],
        vault: { kind: 'ready' },
        store: { kind: 'ready' },
        operations: [],
      },
    });
    const opened = await second.handlers['sessions.open']({ accountId });
    expect(opened).toMatchObject({
      value: {
        sessions: [{ deviceId: 'MUSTER' }, { deviceId: 'OLD' }],
        state: { refresh: { kind: 'refreshing' } },
      },
    });
    answer.resolve(json(200, { devices: [{ device_id: 'MUSTER' }] }));
    await second.clock.advance(0);
    await second.clock.advance(FEW_PATIENCE);
    const removed = second.news.of('sessions.changed').flatMap((delta) => delta.removed);
    expect(removed).toEqual(['OLD']);
    const lists = second.homeserver.requests.filter((request) => request.includes('/devices'));
    expect(new Set(lists)).toEqual(new Set([`GET /_matrix/client/v3/devices Bearer ${TOKEN}`]));
    await second.services.close();
  });

  it('writes neither token nor password to any file, event or answer', async () => {
    const { host, services, signIn, handlers, news, keytar, clock } = setUp();
    const accountId = await signIn();
    const answers = [
      await handlers['app.snapshot'](null),
      await handlers['sessions.open']({ accountId }),
      await clock.until(handlers['accounts.openAccountPage']({ accountId })),
    ];
    services.log.bug('test', new Error(`Bearer ${TOKEN}`));
    const events = [news.of('accounts.changed'), news.of('sessions.changed')];
    const before = filesBelow(host.dataDir).map((path) => readFileSync(path, 'latin1'));
    await services.close();
    const after = filesBelow(host.dataDir).map((path) => readFileSync(path, 'latin1'));

    expect([...keytar.items.values()]).toEqual([TOKEN]);
    expect(after.join()).toContain('@alice:localhost');
    for (const text of [...before, ...after, JSON.stringify([answers, events])]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(PASSWORD);
    }
  });

  it('removes an account with its session, its token and its list', async () => {
    const { host, services, signIn, handlers, homeserver, keytar, clock } = setUp();
    const accountId = await signIn();
    const removed = await clock.until(handlers['accounts.remove']({ accountId, insist: false }));
    expect(removed).toEqual(ok({ kind: 'removed', sessionEnded: true }));
    expect(homeserver.requests.at(-1)).toBe(`POST /_matrix/client/v3/logout Bearer ${TOKEN}`);
    expect(keytar.items.size).toBe(0);
    await services.close();

    const later = setUp({ dataDir: host.dataDir });
    expect(await later.handlers['app.snapshot'](null)).toMatchObject({ value: { accounts: [] } });
    await later.services.close();
  });

  it('signs the demo in without a keychain', async () => {
    const { services, handlers, keytar, clock } = setUp();
    await clock.until(
      services.signInDemo([
        { baseUrl: 'http://127.0.0.1:8008', user: 'alice', password: PASSWORD },
      ]),
    );
    expect(await handlers['app.snapshot'](null)).toMatchObject({
      value: { accounts: [{ keptIn: 'this-run', status: { kind: 'signed-in' } }] },
    });
    expect(keytar.items.size).toBe(0);
    await services.close();
  });

  it('sets a damaged database aside, says so, and begins anew', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'muster.sqlite'), 'damaged '.repeat(1_000));
    const { services, handlers, signIn } = setUp({ dataDir });
    const fileName = 'muster.sqlite.damaged-2026-11-24';
    expect(await handlers['app.snapshot'](null)).toMatchObject({
      value: { store: { kind: 'begun-anew', fileName } },
    });
    const accountId = await signIn();
    await services.close();
    expect(readFileSync(join(dataDir, fileName), 'utf8')).toBe('damaged '.repeat(1_000));

    const later = setUp({ dataDir });
    expect(await later.handlers['app.snapshot'](null)).toMatchObject({
      value: { accounts: [{ accountId, sessionCount: 2 }], store: { kind: 'ready' } },
    });
    await later.services.close();
  });

  it('runs without a database, says so, and makes no session that it could not remember', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'muster.sqlite'));
    const { services, handlers, homeserver, clock } = setUp({ dataDir });
    expect(await handlers['app.snapshot'](null)).toMatchObject({
      value: { store: { kind: 'failed', reason: 'failed' } },
    });
    const begun = await clock.until(handlers['signIn.begin']({ address: 'http://127.0.0.1:8008' }));
    const { attemptId } = begun.ok && begun.value.kind === 'ready' ? begun.value : expect.fail();
    const identifier = { kind: 'user', user: 'alice' } as const;
    const login = { attemptId, identifier, password: PASSWORD, keptIn: 'keychain' } as const;
    expect(await clock.until(handlers['signIn.password'](login))).toMatchObject({
      value: { kind: 'ready', problem: { code: 'store', reason: 'failed' } },
    });
    expect(homeserver.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    await services.close();
  });

  it('notices a new session while nobody looks, tells the desktop, and has it in the history', async () => {
    const { services, handlers, signIn, homeserver, clock, notifications } = setUp();
    const accountId = await signIn();
    homeserver.setDevices([
      { device_id: 'MUSTER' },
      { device_id: 'OLD' },
      { device_id: 'NEW', display_name: 'Element Web' },
    ]);
    for (let minute = 0; minute < 32; minute += 1) await clock.advance(60_000);
    expect(notifications).toEqual([
      {
        title: 'New session',
        body: '“Element Web” has signed in to @alice:localhost.',
        destination: { accountId, deviceId: 'NEW' },
      },
    ]);
    const filter = { kinds: [], text: '', during: null };
    const query = { accountId, filter, before: null };
    expect(await handlers['history.acts'](query)).toMatchObject({
      value: { acts: [{ kind: 'appeared', events: [{ deviceId: 'NEW' }] }], before: null },
    });
    expect(await handlers['history.timeline']({ accountId })).toMatchObject({
      value: { step: 'hour', points: [{ appeared: 1, sessions: 3 }] },
    });
    await services.close();
  });

  it('applies what it asks of the desktop at the start, and when the user changes it', async () => {
    const { services, handlers, applied } = setUp();
    const settings = { ...defaultSettings, startAtLogin: true };
    await handlers['settings.save'](settings);
    expect(applied).toMatchObject([
      { startAtLogin: false, keepInTray: false },
      { startAtLogin: true, keepInTray: false },
    ]);
    await services.close();
  });

  it('tells servers the word that the user set for this computer, or else its kind, and nothing more', async () => {
    const { services, handlers, signIn, homeserver, clock } = setUp();
    await signIn();
    expect(homeserver.names).toEqual(['Muster on kitchen']);
    expect([...homeserver.userAgents]).toEqual(['Muster/1.0.0 (kitchen; Linux)']);
    homeserver.userAgents.clear();
    await handlers['settings.save']({ ...defaultSettings, computerName: 'Attic 2' });
    await signIn();
    await clock.advance(0);
    expect(homeserver.names.at(-1)).toBe('Muster on Attic 2');
    expect([...homeserver.userAgents]).toEqual(['Muster/1.0.0 (Attic 2; Linux)']);
    await services.close();
  });

  it('ends what is under way when it closes, and answers calls that come after', async () => {
    const { services, signIn, handlers, homeserver, clock } = setUp();
    const accountId = await signIn();
    homeserver.setList(() => new Promise(() => undefined));
    await handlers['sessions.refresh']({ accountId });
    await clock.advance(0);
    const before = homeserver.aborted();
    await services.close();
    await clock.advance(0);
    expect(homeserver.aborted()).toBeGreaterThan(before);

    const dispatch = createDispatch(handlers, services.log);
    expect(await dispatch('settings.save', null)).toMatchObject({ ok: false });
    expect(await dispatch('app.snapshot', null)).toMatchObject({ ok: true });
  });
});
