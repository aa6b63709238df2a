import { describe, expect, it } from 'vitest';
import { FEW_PATIENCE } from '../../../../electron/core/changes/list-doubt.ts';
import { retryAt } from '../../../../electron/core/sessions/refresh-retry.ts';
import type { DeviceList, MatrixClient } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import { unknownList } from '../../../../electron/shared/model.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  deferred,
  device,
  devices,
  session,
  storedList,
  unreachable,
} from '../fake-core.ts';
import { lists, setUp } from './sessions-world.ts';

const A = 'A' as DeviceId;
const ended: AppError = { code: 'session-ended', softLogout: false };
const whoami: MatrixClient['whoami'] = () =>
  Promise.resolve(ok({ userId: '@alice:example.org', deviceId: null }));

describe('opening a list', () => {
  it('gives the stored one at once, and what the server says as a change of it', async () => {
    const answer = deferred<Result<DeviceList>>();
    const { open, store, news, clock, settle, accounts } = setUp({
      listDevices: () => answer.promise,
    });
    store.saveWhole(account(), storedList([session('A')], { fetchedAt: 7, dropped: 1 }), []);

    const list = await open();
    expect(list).toMatchObject({
      sessions: [session('A')],
      state: { fetchedAt: 7, dropped: 1, refresh: { kind: 'refreshing' } },
    });
    answer.resolve(ok({ sessions: [device('B')], dropped: 0 }));
    await settle();
    await clock.advance(FEW_PATIENCE);
    const at = NOW + FEW_PATIENCE;
    const appeared = session('B', { isNew: true, firstSeenAt: at });
    expect(news.of('sessions.changed').at(-2)).toEqual({
      accountId: ALICE,
      baseRevision: list.revision,
      revision: list.revision + 1,
      upserted: [appeared],
      removed: [A],
      state: { ...unknownList, fetchedAt: at },
    });
    expect(store.load(ALICE)?.sessions).toEqual([appeared]);
    expect(accounts.get(ALICE)?.sessionCount).toBe(1);
    expect(news.of('accounts.changed').at(-1)?.[0]?.sessionCount).toBe(1);
  });

  it('has the ids of the last list before any is read, and none where none ever was', () => {
    const { sessions } = setUp({});
    expect(sessions.listedIds(ALICE)).toBeNull();
    expect(sessions.listedIds('other' as AccountId)).toBeNull();
    const stored = setUp({});
    stored.store.saveWhole(account(), storedList([session('A'), session('B')]), []);
    expect(stored.sessions.listedIds(ALICE)).toEqual(new Set(['A', 'B']));
  });

  it('does not know an account that is not there', async () => {
    const { sessions } = setUp({});
    expect(await sessions.open({ accountId: 'other' as AccountId })).toEqual(
      fail({ code: 'unknown-subject' }),
    );
  });

  it.each([
    [{ kind: 'expired-with-run' }, { code: 'vault', reason: 'locked-or-missing' }],
    [
      { kind: 'ended', softLogout: true },
      { code: 'session-ended', softLogout: true },
    ],
  ] as const)('asks no server without a live token: %o', async (status, error) => {
    const { open, sessions, store } = setUp({}, account({ status }));
    store.saveWhole(account(), storedList([session('A')], { fetchedAt: 7 }), []);
    expect(await open()).toMatchObject({
      sessions: [session('A')],
      state: { refresh: { kind: 'idle' } },
    });
    const subject = { accountId: ALICE, deviceId: A };
    expect(await sessions.refresh(subject)).toEqual(fail(error));
    expect(await sessions.detail(subject)).toEqual(fail(error));
    expect(await sessions.rename({ ...subject, displayName: 'x' })).toEqual(fail(error));
    expect(await sessions.relist(ALICE)).toEqual(fail(error));
  });
});

describe('a refresh', () => {
  it('is one request, however often the list is opened', async () => {
    const server = lists(devices());
    const { open, settle } = setUp(server);
    await Promise.all([open(), open(), open()]);
    await settle();
    expect(server.requests()).toBe(1);
  });

  it('that somebody asks for ends with a list that was requested after that', async () => {
    const old = deferred<Result<DeviceList>>();
    let requests = 0;
    const { open, sessions, settle, state } = setUp({
      listDevices: () =>
        requests++ === 0 ? old.promise : Promise.resolve(devices(device('A'), device('B'))),
    });
    await open();
    await sessions.refresh({ accountId: ALICE });
    await sessions.refresh({ accountId: ALICE });
    expect(requests).toBe(1);
    old.resolve(devices(device('A')));
    await settle();
    expect(requests).toBe(2);
    expect(sessions.session({ accountId: ALICE, deviceId: 'B' as DeviceId })).toBeDefined();
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('comes back by itself while the server is out of reach, ever later', async () => {
    const server = lists(...Array.from({ length: 5 }, () => fail(unreachable)), devices());
    const { open, clock, state, settle } = setUp(server);
    await open();
    await settle();
    for (const pause of [33_000, 66_000, 132_000, 330_000, 330_000]) {
      expect(state()?.refresh).toEqual({
        kind: 'failed',
        error: unreachable,
        retryAt: clock.now() + pause,
      });
      const before = server.requests();
      await clock.advance(pause - 1);
      expect(server.requests()).toBe(before);
      await clock.advance(1);
      expect(server.requests()).toBe(before + 1);
    }
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('gives a list that takes long ever more time, up to three minutes, until it is read', async () => {
    const allowed: (number | undefined)[] = [];
    const late = fail({ code: 'timed-out', host: 'x', phase: 'headers' });
    const { open, settle, clock, state } = setUp({
      listDevices: (_, headersMs) => {
        allowed.push(headersMs);
        return Promise.resolve((headersMs ?? 0) < 150_000 ? late : devices(device('A')));
      },
    });
    await open();
    await settle();
    for (let pause = 0; pause < 6; pause += 1) await clock.advance(360_000);
    expect(allowed).toEqual([20_000, 40_000, 80_000, 160_000]);
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('comes back once when the server asked for a pause, and does not disturb it before', async () => {
    const limited = (at: number) => fail({ code: 'rate-limited', retryAt: at });
    const server = lists(limited(NOW + 5_000), limited(NOW + 20_000), devices());
    const { open, sessions, clock, state, settle } = setUp(server);
    await open();
    await settle();
    expect(state()?.refresh).toMatchObject({ kind: 'failed', retryAt: NOW + 5_000 });
    await open();
    await clock.advance(4_999);
    expect(server.requests()).toBe(1);
    await clock.advance(1);
    expect(server.requests()).toBe(2);
    expect(state()?.refresh).toMatchObject({ kind: 'failed', retryAt: null });
    await clock.advance(100_000);
    expect(server.requests()).toBe(2);

    await sessions.refresh({ accountId: ALICE });
    await settle();
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('comes back after growing pauses when the server named none, and does not disturb it before', async () => {
    const limited = fail({ code: 'rate-limited', retryAt: null });
    const server = lists(limited, limited, limited, devices());
    const { open, sessions, clock, state, settle } = setUp(server);
    await open();
    await settle();
    for (const pause of [33_000, 66_000, 132_000]) {
      const before = server.requests();
      expect(state()?.refresh).toMatchObject({ kind: 'failed', retryAt: clock.now() + pause });
      await open();
      await sessions.watch(ALICE);
      await clock.advance(pause - 1);
      expect(server.requests()).toBe(before);
      await clock.advance(1);
      expect(server.requests()).toBe(before + 1);
    }
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('does not come back after an answer that will not change', () => {
    const errors: AppError[] = [
      { code: 'tls', host: 'x' },
      { code: 'bad-answer', host: 'x', reason: 'html' },
      { code: 'vault', reason: 'locked' },
      ended,
    ];
    for (const error of errors) {
      expect(retryAt(error, { failures: 0, rateLimited: false }, NOW, 0)).toBeNull();
    }
  });

  it('that the user asks for ends the wait', async () => {
    const server = lists(fail(unreachable), devices());
    const { open, sessions, clock, state, settle } = setUp(server);
    await open();
    await settle();
    await sessions.refresh({ accountId: ALICE });
    await settle();
    expect(state()?.refresh).toEqual({ kind: 'idle' });
    await clock.advance(600_000);
    expect(server.requests()).toBe(2);
  });

  it('keeps the list when it fails', async () => {
    const { open, sessions, settle } = setUp(lists(devices(device('A')), fail(unreachable)));
    await open();
    await settle();
    await sessions.refresh({ accountId: ALICE });
    await settle();
    expect(await open()).toMatchObject({ sessions: [session('A')], state: { fetchedAt: NOW } });
  });

  it('ends in a logged bug, not in silence, when something throws', async () => {
    const { open, state, log, settle } = setUp({});
    await open();
    await settle();
    expect(state()?.refresh).toEqual({
      kind: 'failed',
      error: { code: 'internal', reference: 'reference' },
      retryAt: null,
    });
    expect(log.records.map(([level]) => level)).toEqual(['bug']);
  });
});

describe('a token that is called dead', () => {
  it('ends the account when the server says so twice; the list stays', async () => {
    const server = lists(devices(device('A')), fail(ended));
    const soft: AppError = { code: 'session-ended', softLogout: true };
    const { open, sessions, accounts, state, news, settle } = setUp({
      ...server,
      whoami: () => Promise.resolve(fail(soft)),
    });
    await open();
    await settle();
    await sessions.refresh({ accountId: ALICE });
    await settle();
    expect(accounts.get(ALICE)?.status).toEqual({ kind: 'ended', softLogout: true });
    expect(news.of('accounts.changed').at(-1)?.[0]?.status.kind).toBe('ended');
    expect(state()?.refresh).toEqual({ kind: 'failed', error: soft, retryAt: null });
    expect((await open()).sessions).toEqual([session('A')]);
  });

  it('is not believed the first time', async () => {
    const { open, accounts, state, settle } = setUp({
      ...lists(fail(ended), devices(device('A'))),
      whoami,
    });
    await open();
    await settle();
    expect(accounts.get(ALICE)?.status).toEqual({ kind: 'signed-in' });
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('is not called dead when the second look reached nobody', async () => {
    const { open, accounts, state, settle } = setUp({
      ...lists(fail(ended)),
      whoami: () => Promise.resolve(fail(unreachable)),
    });
    await open();
    await settle();
    expect(accounts.get(ALICE)?.status).toEqual({ kind: 'signed-in' });
    expect(state()?.refresh).toMatchObject({ kind: 'failed', error: unreachable });
  });
});

describe('reading the list for a sign-out', () => {
  it('does not take an answer from before', async () => {
    const old = deferred<Result<DeviceList>>();
    const later = Promise.resolve(devices(device('A'), device('B')));
    const answers = [old.promise, later];
    const { open, sessions, settle } = setUp({
      listDevices: () => answers.shift() ?? Promise.reject(new Error('unexpected request')),
    });
    await open();
    const relist = Promise.all([sessions.relist(ALICE), sessions.relist(ALICE)]);
    await settle();
    expect(answers).toHaveLength(1);
    old.resolve(devices(device('A')));
    const ids = ok({ listed: new Set(['A', 'B']), signedOut: new Set() });
    expect(await relist).toEqual([ids, ids]);
    expect(answers).toEqual([]);
  });

  it('says why it could not', async () => {
    const { sessions } = setUp(lists(fail(unreachable)));
    expect(await sessions.relist(ALICE)).toEqual(fail(unreachable));
  });
});

describe('the details of a session', () => {
  const subject = { accountId: ALICE, deviceId: A };

  it('are asked for on their own, and the list learns from them', async () => {
    const seen = session('A', { lastSeenAt: 5 });
    const { open, sessions, settle } = setUp({
      ...lists(devices(device('A'))),
      getDevice: () => Promise.resolve(ok(device('A', { lastSeenAt: 5 }))),
    });
    await open();
    await settle();
    expect(await sessions.detail(subject)).toEqual(
      ok({ kind: 'found', session: seen, fetchedAt: NOW }),
    );
    expect((await open()).sessions).toEqual([seen]);
  });

  it('of one that is gone say so, and the list is read again', async () => {
    const { open, sessions, relist, settle } = setUp({
      ...lists(devices(device('A'), device('B')), devices(device('B'))),
      getDevice: () => Promise.resolve(fail({ code: 'not-found' })),
    });
    await open();
    await settle();
    expect(await sessions.detail(subject)).toEqual(ok({ kind: 'gone' }));
    await relist();
    expect((await open()).sessions).toEqual([session('B')]);
  });

  it('can find that the account has ended', async () => {
    const { sessions, accounts } = setUp({
      getDevice: () => Promise.resolve(fail(ended)),
      whoami: () => Promise.resolve(fail(ended)),
    });
    expect(await sessions.detail(subject)).toEqual(fail(ended));
    expect(accounts.get(ALICE)?.status).toEqual({ kind: 'ended', softLogout: false });
  });
});

describe('renaming a session', () => {
  const rename = { accountId: ALICE, deviceId: A, displayName: 'Kitchen' };
  const old = session('A', { displayName: 'Old', lastSeenAt: 5, lastSeenIp: '::1' });

  it('shows at once, and keeps what was known of its last use', async () => {
    const { open, sessions, store, settle, history } = setUp({
      ...lists(devices(old)),
      renameDevice: () => Promise.resolve(ok(null)),
    });
    await open();
    await settle();
    const renamed = { ...old, displayName: 'Kitchen' };
    expect(await sessions.rename(rename)).toEqual(ok({ kind: 'renamed', session: renamed }));
    expect(store.load(ALICE)?.sessions).toEqual([renamed]);
    expect(history()).toEqual([['A', 'renamed']]);
    expect((await open()).sessions).toEqual([renamed]);
  });

  it('with an empty name leaves none', async () => {
    const { open, sessions, settle, history } = setUp({
      ...lists(devices(old)),
      renameDevice: () => Promise.resolve(ok(null)),
    });
    await open();
    await settle();
    const nameless = { ...old, displayName: null };
    expect(await sessions.rename({ ...rename, displayName: '' })).toEqual(
      ok({ kind: 'renamed', session: nameless }),
    );
    expect(history()).toEqual([['A', 'renamed']]);
    expect((await open()).sessions).toEqual([nameless]);
  });

  it('is not undone by a list that was under way', async () => {
    const before = deferred<Result<DeviceList>>();
    const renamed = { ...old, displayName: 'Kitchen' };
    const answers = [
      Promise.resolve(devices(old)),
      before.promise,
      Promise.resolve(devices(renamed)),
    ];
    const { open, sessions, settle } = setUp({
      listDevices: () => answers.shift() ?? Promise.reject(new Error('unexpected request')),
      renameDevice: () => Promise.resolve(ok(null)),
    });
    await open();
    await settle();
    await sessions.refresh({ accountId: ALICE });
    await sessions.rename(rename);
    before.resolve(devices(old));
    await settle();
    expect(answers).toEqual([]);
    expect((await open()).sessions).toEqual([renamed]);
  });

  it.each([
    ['not-found', ok({ kind: 'gone' })],
    ['unsafe-id', fail({ code: 'unsafe-id' })],
    ['name-too-long', fail({ code: 'name-too-long' })],
  ] as const)('answers %s', async (code, outcome) => {
    const { open, sessions, settle } = setUp({
      ...lists(devices(old)),
      renameDevice: () => Promise.resolve(fail({ code })),
    });
    await open();
    await settle();
    expect(await sessions.rename(rename)).toEqual(outcome);
    expect((await open()).sessions).toEqual([old]);
  });
});

describe('an account that is gone', () => {
  it('has its requests aborted, its retries ended and its late answers dropped', async () => {
    const late = deferred<Result<DeviceList>>();
    const signals: (AbortSignal | undefined)[] = [];
    const { open, sessions, accounts, news, store } = setUp({
      listDevices: (signal) => {
        signals.push(signal);
        return late.promise;
      },
      getDevice: () => Promise.resolve(ok(device('A'))),
    });
    await open();
    const detail = sessions.detail({ accountId: ALICE, deviceId: A });
    accounts.drop(ALICE);
    sessions.forget(ALICE);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
    const before = news.of('sessions.changed').length;
    late.resolve(devices(device('A')));
    expect(await detail).toEqual(fail({ code: 'unknown-subject' }));
    expect(news.of('sessions.changed')).toHaveLength(before);
    expect(store.load(ALICE)).toBeNull();
  });

  it('is not retried after Muster has closed', async () => {
    const server = lists(fail(unreachable));
    const { open, sessions, clock, settle } = setUp(server);
    await open();
    await settle();
    sessions.close();
    await clock.advance(600_000);
    expect(server.requests()).toBe(1);
  });
});
