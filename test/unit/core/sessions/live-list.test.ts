import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../../electron/core/store/database.ts';
import { diffSessions } from '../../../../electron/core/changes/device-diff.ts';
import { LiveList } from '../../../../electron/core/sessions/live-list.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { ServerClock } from '../../../../electron/matrix/server-clock.ts';
import type { HistoryEvent } from '../../../../electron/shared/history.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Device, SessionList, SessionListDelta } from '../../../../electron/shared/model.ts';
import type { Trust } from '../../../../electron/shared/trust.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  device,
  reading,
  recordingLog,
  session,
  temporaryFolder,
  windows,
  storedHistory,
} from '../fake-core.ts';

const A = 'A' as DeviceId;

const someDevice = fc.record({
  deviceId: fc
    .oneof(fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor', 'a\0'), fc.string())
    .map((id) => id as DeviceId),
  displayName: fc.option(fc.constantFrom('x', 'y')),
  lastSeenAt: fc.option(fc.nat(2)),
  lastSeenIp: fc.option(fc.constantFrom('::1', '10.0.0.1')),
}) satisfies fc.Arbitrary<Device>;

const someList = fc.uniqueArray(someDevice, { selector: ({ deviceId }) => deviceId });

const someTrust: fc.Arbitrary<Trust> = fc.constantFrom(
  { kind: 'verified', fingerprint: 'K1' },
  { kind: 'not-verified', fingerprint: 'K1' },
  { kind: 'broken-signature' },
  { kind: 'unchecked' },
);

const someSessions = fc.uniqueArray(
  fc
    .record({
      ...{ known: someDevice, trust: someTrust, isNew: fc.boolean(), pinned: fc.boolean() },
      client: fc.option(fc.constant({ name: 'Element', version: null, url: null })),
    })
    .map(({ known, ...facts }) => session(known.deviceId, { ...known, ...facts })),
  { selector: ({ deviceId }) => deviceId },
);

const someTrusts = fc.array(someTrust, { minLength: 4, maxLength: 4 });

const asDevice = ({ deviceId, displayName, lastSeenAt, lastSeenIp }: Device): Device => ({
  ...{ deviceId, displayName, lastSeenAt, lastSeenIp },
});

const nobodyLeaves = (): boolean => false;

/** What a window does with a delta. */
function replay(list: SessionList, delta: SessionListDelta): SessionList {
  expect(delta.baseRevision).toBe(list.revision);
  const sessions = new Map(list.sessions.map((known) => [known.deviceId, known]));
  for (const changed of delta.upserted) sessions.set(changed.deviceId, changed);
  for (const deviceId of delta.removed) sessions.delete(deviceId);
  return {
    accountId: delta.accountId,
    revision: delta.revision,
    sessions: [...sessions.values()],
    state: delta.state,
  };
}

function setUp() {
  const database = new Database({
    path: join(temporaryFolder(), 'muster.sqlite'),
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const store = new SessionStore(database);
  const news = windows();
  const create = () =>
    new LiveList({
      accountId: ALICE,
      store,
      accounts: { get: () => account(), setSessionCount: () => undefined },
      inactiveDays: () => 90,
      serverClock: new ServerClock({ now: () => NOW }),
      publish: news.publish,
    });
  const list = create();
  return {
    ...{ database, store, news, create, list },
    /** The list that the server gives at a time. */
    read: (at: number, ...sessions: readonly Device[]) =>
      list.replace({ sessions, dropped: 0 }, at, nobodyLeaves),
    /** What is stored of the history, oldest first. */
    history: (): readonly HistoryEvent[] => storedHistory(database, ALICE),
  };
}

describe('what a server makes doubtful', () => {
  const doubtful = { ...device('D1'), nameDoubtful: true as const };

  it('is known as long as its list says so', () => {
    const { list } = setUp();
    list.replace({ sessions: [doubtful], dropped: 0, seenBySyncOnly: true }, 1, nobodyLeaves);
    expect(list.snapshot()).toMatchObject({
      sessions: [{ deviceId: 'D1', nameDoubtful: true }],
      state: { seenBySyncOnly: true },
    });
    list.replace({ sessions: [device('D1')], dropped: 0 }, 2, nobodyLeaves);
    expect(list.session('D1' as DeviceId)?.nameDoubtful).toBeUndefined();
    expect(list.state.seenBySyncOnly).toBeUndefined();
  });
});

describe('a difference', () => {
  it('names each session that is new, changed or gone, and no other', () => {
    fc.assert(
      fc.property(someSessions, someSessions, (before, after) => {
        const known = new Map(before.map((each) => [each.deviceId, each]));
        const { upserted, removed } = diffSessions(known, after);
        const afterIds = new Set(after.map(({ deviceId }) => deviceId));
        expect(new Set(removed)).toEqual(
          new Set([...known.keys()].filter((deviceId) => !afterIds.has(deviceId))),
        );
        expect(upserted).toEqual(
          after.filter((each) => JSON.stringify(known.get(each.deviceId)) !== JSON.stringify(each)),
        );
      }),
    );
  });

  // Without a figure: what is not linear does not end within the limit of a test.
  it('takes 100,000 sessions', () => {
    const before = Array.from({ length: 100_000 }, (_, index) => session(`D${index}`));
    const after = before.slice(1).concat(session('new'));
    const known = new Map(before.map((each) => [each.deviceId, each]));
    expect(diffSessions(known, after)).toEqual({ upserted: [session('new')], removed: ['D0'] });
  }, 60_000);
});

describe('a live list', () => {
  it('is what a window has that replays its deltas, and what is read at the next start', () => {
    fc.assert(
      fc.property(fc.array(someList, { maxLength: 5 }), someTrusts, (answers, trusts) => {
        const { database, news, list, create } = setUp();
        const begin = list.snapshot();
        answers.forEach((sessions, time) => {
          list.setRefresh({ kind: 'refreshing' });
          list.replace({ sessions, dropped: time }, time, nobodyLeaves);
          const trust = new Map(sessions.map(({ deviceId }) => [deviceId, trusts[time % 4]!]));
          list.audit(reading({ trust, identity: { kind: 'none' }, readAt: time }));
          if (time === 2) list.endLook(time);
        });
        const replayed = news.of('sessions.changed').reduce(replay, begin);
        expect(replayed).toEqual(list.snapshot());
        expect(new Set(replayed.sessions.map(asDevice))).toEqual(new Set(answers.at(-1) ?? []));

        const reopened = create().snapshot();
        expect(new Set(reopened.sessions)).toEqual(new Set(replayed.sessions));
        expect(reopened.state).toEqual(replayed.state);
        database.close();
      }),
      { numRuns: 30 },
    );
  });

  it('folds in what is newly known of one session, and says nothing when nothing is', () => {
    const { list, news, create, read, history } = setUp();
    read(NOW, device('A'), device('B'));
    list.upsert(device('A'), NOW);
    expect(news.of('sessions.changed')).toHaveLength(1);
    const named = session('A', { displayName: 'named' });
    expect(list.upsert(device('A', { displayName: 'named' }), NOW)).toEqual(named);
    expect(news.of('sessions.changed').at(-1)).toMatchObject({ upserted: [named], removed: [] });
    expect(create().session(A)?.displayName).toBe('named');
    expect(history().map(({ change }) => change)).toEqual([
      { kind: 'renamed', from: null, to: 'named' },
    ]);
  });

  it('stores all of it with the first write that succeeds after one that failed', () => {
    const { database, list, create, read, history } = setUp();
    const limit = (pages: number) =>
      database.read(null, (connection) => connection.exec(`PRAGMA max_page_count = ${pages}`));
    const many = Array.from({ length: 500 }, (_, index) =>
      device(`D${index}`, { displayName: 'x'.repeat(100) }),
    );
    read(1, device('OLD'));
    list.annotate('OLD' as DeviceId, { pinned: true, note: 'mine' });
    limit(1);
    read(2, ...many);
    expect(database.status()).toEqual({ kind: 'failed', reason: 'disk-full' });
    expect(list.snapshot().sessions).toHaveLength(500);
    expect(history()).toEqual([]);

    limit(1_000_000);
    list.upsert(device('D0', { displayName: 'renamed' }), 3);
    expect(database.status()).toEqual({ kind: 'ready' });
    expect(new Set(create().snapshot().sessions)).toEqual(new Set(list.snapshot().sessions));
    const kinds = history().map(({ change }) => change.kind);
    // What could not be written before, then the last change.
    expect(kinds).toEqual(['gone', ...many.map(() => 'appeared'), 'renamed']);
    read(4, device('OLD'));
    expect(list.session('OLD' as DeviceId)).toMatchObject({ pinned: true, note: 'mine' });
  });
});

describe('the history of a list', () => {
  it('begins with the second list', () => {
    const { read, history } = setUp();
    expect(read(1, device('A')).appeared).toEqual([]);
    expect(history()).toEqual([]);
    expect(read(2, device('A'), device('B')).appeared.map(({ deviceId }) => deviceId)).toEqual([
      'B',
    ]);
    expect(history()).toMatchObject([{ deviceId: 'B', at: 2, change: { kind: 'appeared' } }]);
  });

  it('has each event once, in a database that is opened again', () => {
    const { read, create, history } = setUp();
    read(1, device('A'));
    read(2, device('A'), device('B'));
    const again = create();
    again.replace({ sessions: [device('A'), device('B')], dropped: 0 }, 3, nobodyLeaves);
    again.replace({ sessions: [device('B')], dropped: 0 }, 4, nobodyLeaves);
    expect(history().map(({ deviceId, change }) => [deviceId, change.kind])).toEqual([
      ['B', 'appeared'],
      ['A', 'gone'],
    ]);
  });

  it('tells of a session that comes and goes each time, and keeps what the user said of it', () => {
    const { list, read, history } = setUp();
    read(1, device('A'));
    list.annotate(A, { pinned: true, note: null });
    read(2);
    read(3, device('A'));
    expect(history().map(({ change }) => change.kind)).toEqual(['gone', 'listed-again']);
    expect(list.session(A)).toMatchObject({ pinned: true, firstSeenAt: 1, isNew: false });
  });

  it('says who it was that signed a session out', () => {
    const { list, read, history } = setUp();
    read(1, device('A', { displayName: 'Old phone' }), device('B'));
    const news = list.replace({ sessions: [], dropped: 0 }, 2, (deviceId) => deviceId === A);
    expect(news.signedOut).toEqual([A]);
    expect(history()).toMatchObject([
      { deviceId: 'A', displayName: 'Old phone', change: { kind: 'signed-out' } },
      { deviceId: 'B', change: { kind: 'gone' } },
    ]);
  });

  it('puts no first sight ahead of a clock that was set back', () => {
    const { list, read } = setUp();
    read(1_000, device('A'));
    read(500, device('A'), device('B'));
    expect(list.snapshot().sessions.map(({ firstSeenAt }) => firstSeenAt)).toEqual([500, 500]);
    expect(list.session('B' as DeviceId)?.isNew).toBe(true);
  });
});

describe('what is read beside a list', () => {
  const verified = { kind: 'verified', fingerprint: 'K' } as const;
  const notVerified = { kind: 'not-verified', fingerprint: 'K' } as const;
  const identity = { kind: 'present', publicKey: 'M1' } as const;
  const client = { name: 'Element', version: '1', url: null };
  const of = (trust: Trust) => new Map([[A, trust]]);

  it('is shown with its time, and kept', () => {
    const { list, read, news, create } = setUp();
    read(1, device('A'), device('B'));
    const clients = new Map([[A, client]]);
    const report = { identity, trust: of(verified), unlisted: ['U' as DeviceId], dehydrated: [A] };
    list.audit(reading({ ...report, clients, keyBackup: 'present', readAt: 2 }));
    const shown = session('A', { firstSeenAt: 1, trust: verified, dehydrated: true, client });
    expect(news.of('sessions.changed').at(-1)).toMatchObject({
      upserted: [shown],
      state: {
        fetchedAt: 1,
        trustCheckedAt: 2,
        identity: { current: identity, pinned: 'M1', changed: false },
        unlisted: ['U'],
        keyBackup: 'present',
      },
    });
    expect(create().snapshot()).toEqual({ ...list.snapshot(), revision: 0 });
  });

  it('changes nothing where the keys could not be read, but the key backup is not claimed', () => {
    const { list, read, history } = setUp();
    read(1, device('A'));
    list.audit(reading({ identity, trust: of(verified), dehydrated: [A], keyBackup: 'present' }));
    const before = list.snapshot();
    list.audit(reading({ trust: of({ kind: 'unchecked' }), readAt: NOW + 1 }));
    expect(list.snapshot()).toEqual({
      ...before,
      revision: before.revision + 1,
      state: { ...before.state, keyBackup: 'unchecked' },
    });
    expect(history()).toEqual([]);
  });

  it('is an event only where both sides were really checked', () => {
    const { list, read, history } = setUp();
    read(1, device('A'));
    for (const trust of [verified, { kind: 'unchecked' }, notVerified, verified] as const) {
      list.audit(reading({ identity, trust: of(trust), readAt: 2 }));
    }
    expect(history().map(({ change }) => change)).toEqual([
      { kind: 'trust-changed', from: 'not-verified', to: 'verified' },
    ]);
  });

  it('raises an alarm on another identity, until the user accepts it', () => {
    const { list, read, history, create } = setUp();
    read(1, device('A'));
    list.audit(reading({ identity, readAt: 2 }));
    list.audit(reading({ identity: { kind: 'present', publicKey: 'M2' }, readAt: 3 }));
    const changed = { pinned: 'M1', changed: true };
    expect(create().state.identity).toMatchObject(changed);
    list.audit(reading({ readAt: 4 }));
    expect(list.state.identity).toMatchObject(changed);
    list.acceptIdentity();
    expect(create().state.identity).toMatchObject({ pinned: 'M2', changed: false });
    expect(history()).toMatchObject([
      {
        deviceId: null,
        at: 3,
        change: { kind: 'identity-changed', from: 'M1', to: 'M2' },
      },
    ]);
  });
});

describe('a look', () => {
  it('ends what was new, for this run and the next', () => {
    const { list, read, create } = setUp();
    read(1, device('A', { lastSeenIp: '192.0.2.1' }));
    read(2, device('A', { lastSeenIp: '192.0.2.2' }), device('B'));
    const news = [
      { deviceId: 'A', isNew: false, previousIp: '192.0.2.1' },
      { deviceId: 'B', isNew: true },
    ];
    expect(list.snapshot()).toMatchObject({ sessions: news, state: { lookedAt: null } });
    expect(create().snapshot().sessions).toMatchObject(news);
    list.endLook(3);
    const old = { isNew: false, previousIp: null };
    for (const each of [list, create()]) {
      expect(each.snapshot()).toMatchObject({ sessions: [old, old], state: { lookedAt: 3 } });
    }
  });

  it('has no new session that is Muster’s own', () => {
    const { list, read } = setUp();
    read(1, device('A'));
    expect(read(2, device('A'), device('MUSTER')).appeared).toEqual([]);
    expect(list.session('MUSTER' as DeviceId)?.isNew).toBe(false);
  });
});

describe('pin and note', () => {
  it('that could not be written say so, are in use, and go along with the next write', () => {
    const { database, list, read, create } = setUp();
    read(1, device('A'));
    const limit = (pages: number) =>
      database.read(null, (connection) => connection.exec(`PRAGMA max_page_count = ${pages}`));
    limit(1);
    const note = 'x'.repeat(2_000).concat('\\'.repeat(2_000));
    const saved = list.annotate(A, { pinned: true, note });
    expect(saved).toMatchObject({ ok: false, error: { code: 'store', reason: 'disk-full' } });
    expect(list.session(A)?.note).toBe(note);
    limit(1_000_000);
    read(2, device('A'));
    expect(create().session(A)).toMatchObject({ pinned: true, note });
  });

  it('show at once and are kept', () => {
    const { list, read, news, create } = setUp();
    read(1, device('A'));
    expect(list.annotate(A, { pinned: true, note: 'hall \0 \ud800' }).ok).toBe(true);
    const shown = { pinned: true, note: 'hall \0 \ud800' };
    expect(news.of('sessions.changed').at(-1)?.upserted).toMatchObject([shown]);
    expect(create().session(A)).toMatchObject(shown);
  });
});
