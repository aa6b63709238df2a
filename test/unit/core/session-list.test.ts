import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../electron/core/database.ts';
import { diffSessions } from '../../../electron/core/device-diff.ts';
import { createLiveList } from '../../../electron/core/session-list.ts';
import { createSessionStore } from '../../../electron/core/session-store.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import type { Session, SessionList, SessionListDelta } from '../../../electron/shared/model.ts';
import { account, ALICE, recordingLog, session, temporaryFolder, windows } from './fake-core.ts';

const someSession = fc.record({
  deviceId: fc
    .oneof(fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor', 'a\0'), fc.string())
    .map((id) => id as DeviceId),
  displayName: fc.option(fc.constantFrom('x', 'y')),
  lastSeenAt: fc.option(fc.nat(2)),
  lastSeenIp: fc.option(fc.constantFrom('::1', '10.0.0.1')),
}) satisfies fc.Arbitrary<Session>;

const someList = fc.uniqueArray(someSession, { selector: ({ deviceId }) => deviceId });

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
  const database = openDatabase({
    path: join(temporaryFolder(), 'muster.sqlite'),
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const store = createSessionStore(database);
  const news = windows();
  const create = () =>
    createLiveList({
      accountId: ALICE,
      store,
      accounts: { get: () => account(), setSessionCount: () => undefined },
      publish: news.publish,
    });
  return { database, store, news, create, list: create() };
}

describe('a difference', () => {
  it('names each session that is new, changed or gone, and no other', () => {
    fc.assert(
      fc.property(someList, someList, (before, after) => {
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
  });
});

describe('a live list', () => {
  it('is what a window has that replays its deltas, and what is read at the next start', () => {
    fc.assert(
      fc.property(fc.array(someList, { maxLength: 5 }), (answers) => {
        const { database, news, list, create } = setUp();
        const begin = list.snapshot();
        answers.forEach((sessions, time) => {
          list.setRefresh({ kind: 'refreshing' });
          list.replace({ sessions, dropped: time }, time);
        });
        const replayed = news.of('sessions.changed').reduce(replay, begin);
        expect(replayed).toEqual(list.snapshot());
        expect(new Set(replayed.sessions)).toEqual(new Set(answers.at(-1) ?? []));

        const reopened = create().snapshot();
        expect(new Set(reopened.sessions)).toEqual(new Set(replayed.sessions));
        expect(reopened.state).toEqual(replayed.state);
        database.close();
      }),
      { numRuns: 30 },
    );
  });

  it('folds in what is newly known of one session, and says nothing when nothing is', () => {
    const { list, news, create } = setUp();
    list.replace({ sessions: [session('A'), session('B')], dropped: 0 }, 1);
    list.fold(session('A'));
    expect(news.of('sessions.changed')).toHaveLength(1);
    list.fold(session('A', { displayName: 'named' }));
    expect(news.of('sessions.changed').at(-1)).toMatchObject({
      upserted: [session('A', { displayName: 'named' })],
      removed: [],
    });
    expect(create().session('A' as DeviceId)?.displayName).toBe('named');
  });

  it('stores all of it with the first write that succeeds after one that failed', () => {
    const { database, list, create } = setUp();
    const limit = (pages: number) =>
      database.read(null, (connection) => connection.exec(`PRAGMA max_page_count = ${pages}`));
    const many = Array.from({ length: 500 }, (_, index) =>
      session(`D${index}`, { displayName: 'x'.repeat(100) }),
    );
    list.replace({ sessions: [session('OLD')], dropped: 0 }, 1);
    limit(1);
    list.replace({ sessions: many, dropped: 0 }, 2);
    expect(database.status()).toEqual({ kind: 'failed', reason: 'disk-full' });
    expect(list.snapshot().sessions).toHaveLength(500);

    limit(1_000_000);
    list.fold(session('D0', { displayName: 'renamed' }));
    expect(database.status()).toEqual({ kind: 'ready' });
    expect(new Set(create().snapshot().sessions)).toEqual(new Set(list.snapshot().sessions));
  });
});
