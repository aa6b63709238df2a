// What the service of sessions does beside the list: keys, history, looks, watching, cleaning up.
import { describe, expect, it } from 'vitest';
import { FEW_PATIENCE } from '../../../../electron/core/changes/list-doubt.ts';
import type { AuditReading } from '../../../../electron/core/sessions/audit-reading.ts';
import { ClientInfoCleanUp } from '../../../../electron/core/sessions/client-info-clean-up.ts';
import { goneBefore } from '../../../../electron/core/sessions/pending-deletions.ts';
import type { DeleteAnswer, DeviceList, MatrixClient } from '../../../../electron/matrix/types.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type { AccountId, DeviceId, DeviceIds } from '../../../../electron/shared/ids.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  deferred,
  device,
  devices,
  reading,
  recordingLog,
  session,
  storedList,
  unreachable,
} from '../fake-core.ts';
import { lists, setUp } from './sessions-world.ts';

const [A, B] = ['A' as DeviceId, 'B' as DeviceId];
const verified = { kind: 'verified', fingerprint: 'K' } as const;
/** Lists needn't have Muster's own session then. */
const ownUnknown = account({ deviceId: null });
const present = { kind: 'present', publicKey: 'M' } as const;
const info = { name: 'Element', version: null, url: null };

const deleted: DeleteAnswer = { kind: 'deleted' };
const timedOut: DeleteAnswer = {
  kind: 'failed',
  error: { code: 'timed-out', host: 'x', phase: 'whole' },
  ambiguous: true,
};

describe('what is beside the list', () => {
  it('follows it: the rows first, then their trust', async () => {
    const keys = deferred<AuditReading>();
    const asked: (readonly DeviceId[])[] = [];
    const { open, news, settle } = setUp(
      lists(devices(device('A'))),
      ownUnknown,
      (_, user, ids) => {
        expect(user).toBe('@alice:example.org');
        asked.push(ids);
        return keys.promise;
      },
    );
    await open();
    await settle();
    expect(news.of('sessions.changed').at(-1)).toMatchObject({
      upserted: [session('A')],
      state: { refresh: { kind: 'idle' }, trustCheckedAt: null },
    });
    const before = news.of('sessions.changed').length;
    keys.resolve(reading({ identity: present, trust: new Map([[A, verified]]) }));
    await settle();
    expect(asked).toEqual([[A]]);
    expect(news.of('sessions.changed').slice(before)).toMatchObject([
      { upserted: [{ deviceId: A, trust: verified }], removed: [], state: { trustCheckedAt: NOW } },
    ]);
  });

  it('is read once more when another list came in meanwhile, and never twice at once', async () => {
    const first = deferred<AuditReading>();
    let readings = 0;
    const { relist, open, settle } = setUp(
      lists(devices(device('A')), devices(device('A'), device('B'))),
      ownUnknown,
      () => (readings++ === 0 ? first.promise : Promise.resolve(reading())),
    );
    await open();
    await settle();
    for (let time = 0; time < 3; time += 1) await relist();
    expect(readings).toBe(1);
    first.resolve(reading());
    await settle();
    expect(readings).toBe(2);
  });

  it('is not asked for after a list that failed', async () => {
    const { open, settle, log } = setUp(lists(fail(unreachable)), ownUnknown, () =>
      Promise.reject(new Error('not expected')),
    );
    await open();
    await settle();
    expect(log.records.filter(([level]) => level === 'bug')).toEqual([]);
  });

  it('never costs the list when it breaks', async () => {
    const { open, settle, log, state } = setUp(lists(devices(device('A'))), ownUnknown, () =>
      Promise.reject(new Error('a bug')),
    );
    await open();
    await settle();
    expect(log.records.map(([level]) => level)).toEqual(['bug']);
    expect(state()?.refresh).toEqual({ kind: 'idle' });
  });

  it('is dropped when the account is gone', async () => {
    const late = deferred<AuditReading>();
    const signals: AbortSignal[] = [];
    const { open, sessions, accounts, news, settle } = setUp(
      lists(devices(device('A'))),
      ownUnknown,
      (_, __, ___, ____, signal) => {
        signals.push(signal);
        return late.promise;
      },
    );
    await open();
    await settle();
    accounts.drop(ALICE);
    sessions.forget(ALICE);
    const before = news.of('sessions.changed').length;
    late.resolve(reading({ identity: present }));
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(news.of('sessions.changed')).toHaveLength(before);
  });
});

describe('a failed refresh', () => {
  it('makes nobody gone', async () => {
    const { open, sessions, settle, history } = setUp(
      lists(devices(device('A')), fail(unreachable), devices(device('A'))),
    );
    await open();
    await settle();
    for (let time = 0; time < 2; time += 1) {
      await sessions.refresh({ accountId: ALICE });
      await settle();
    }
    expect(history()).toEqual([]);
  });
});

describe('a sign-out', () => {
  async function signOut(
    answer: DeleteAnswer | Promise<DeleteAnswer>,
    after: readonly Result<DeviceList>[],
    more: Partial<MatrixClient> = {},
    clients: AuditReading['clients'] = null,
  ) {
    const world = setUp(
      {
        ...lists(devices(device('A'), device('B')), ...after),
        deleteDevices: () => Promise.resolve(answer),
        ...more,
      },
      ownUnknown,
      () => Promise.resolve(reading({ clients })),
    );
    await world.open();
    await world.settle();
    const answered = world.sessions.signOutClient(ALICE).deleteDevices([A], null);
    return { ...world, answered };
  }

  it('is told as such once the list confirms it, and as nothing else', async () => {
    const { relist, history } = await signOut(deleted, [
      devices(device('B')),
      devices(device('C')),
    ]);
    await relist();
    await relist();
    expect(history()).toEqual([
      ['A', 'signed-out'],
      ['B', 'gone'],
      ['C', 'appeared'],
    ]);
  });

  it('of which nobody knows whether it arrived counts when the session is gone', async () => {
    const { relist, history } = await signOut(timedOut, [devices(device('B'))]);
    await relist();
    expect(history()).toEqual([['A', 'signed-out']]);
  });

  it.each([
    ['that the server has answered', () => Promise.resolve(deleted)],
    ['that was on its way', () => new Promise<DeleteAnswer>(() => undefined)],
  ])('%s is remembered when Muster ends before the list confirms it', async (_, answered) => {
    const before = setUp({
      ...lists(devices(device('A'), device('B'))),
      deleteDevices: answered,
    });
    await before.open();
    await before.settle();
    void before.sessions.signOutClient(ALICE).deleteDevices([A], null);
    await before.settle();
    const after = before.restart(lists(devices(device('B'))));
    await after.relist();
    expect(after.history()).toEqual([['A', 'signed-out']]);
  });

  it('is seen by a list that comes before the answer', async () => {
    const late = deferred<DeleteAnswer>();
    const { relist, history, answered } = await signOut(late.promise, [devices(device('B'))]);
    await relist();
    late.resolve(deleted);
    await answered;
    expect(history()).toEqual([['A', 'signed-out']]);
  });

  it('is not decided by a list that was asked for before the answer', async () => {
    const old = deferred<Result<DeviceList>>();
    const answers = [
      Promise.resolve(devices(device('A'))),
      old.promise,
      Promise.resolve(devices()),
    ];
    const { relist, open, sessions, settle, history } = setUp({
      listDevices: () => answers.shift() ?? Promise.reject(new Error('unexpected request')),
      deleteDevices: () => Promise.resolve(deleted),
    });
    await open();
    await settle();
    await sessions.refresh({ accountId: ALICE });
    await sessions.signOutClient(ALICE).deleteDevices([A], null);
    old.resolve(devices(device('A')));
    await settle();
    await relist();
    expect(history()).toEqual([['A', 'signed-out']]);
  });

  it("on the server's own page is Muster's doing, too, and is believed at once", async () => {
    const { open, settle, sessions, relist, history, clock } = setUp(
      lists(devices(device('A'), device('B')), devices(device('B'))),
    );
    await open();
    await settle();
    sessions.setOnPage(ALICE, A);
    await relist();
    expect(history()).toEqual([['A', 'signed-out']]);
    expect(clock.now()).toBe(NOW);
  });

  it('on that page is remembered when Muster ends, until the session is gone, however late', async () => {
    const both = devices(device('A'), device('B'));
    const before = setUp(lists(both));
    await before.open();
    await before.settle();
    before.sessions.setOnPage(ALICE, A);
    const after = before.restart(lists(both, both, devices(device('B'))));
    for (let time = 0; time < 3; time += 1) await after.relist();
    expect(after.history()).toEqual([['A', 'signed-out']]);
  });

  it.each([
    ['when that is not to be done any more', null],
    ['when the page is open for another one', B],
  ])('on that page is nobody’s doing here %s, also after a restart', async (_, next) => {
    const before = setUp(lists(devices(device('A'), device('B'))));
    await before.open();
    await before.settle();
    before.sessions.setOnPage(ALICE, A);
    before.sessions.setOnPage(ALICE, next);
    const after = before.restart(lists(...Array.from({ length: 9 }, () => devices(device('B')))));
    await after.relist();
    expect(after.history()).toEqual([['A', 'gone']]);
  });

  it('that the server questioned or refused makes nobody signed out', async () => {
    const challenge = { flows: [], completed: [], params: new Map(), errcode: null } as const;
    const questions: readonly DeleteAnswer[] = [
      { kind: 'challenge', challenge: { ...challenge, session: 's', serverText: null } },
      { kind: 'failed', error: { code: 'wrong-password' }, ambiguous: false },
    ];
    for (const question of questions) {
      const { relist, history, answered } = await signOut(question, [devices(device('B'))]);
      await answered;
      await relist();
      expect(history()).toEqual([['A', 'gone']]);
    }
  });

  it.each([
    [
      "that the server has confirmed is Muster's doing, however far a list is behind",
      deleted,
      'signed-out',
    ],
    ['of which nobody knows is over once a list has the session', timedOut, 'gone'],
  ] as const)('%s', async (_, answer, kind) => {
    const both = devices(device('A'), device('B'));
    const { relist, history, answered } = await signOut(answer, [both, both, devices(device('B'))]);
    await answered;
    for (let time = 0; time < 3; time += 1) await relist();
    expect(history()).toEqual([['A', kind]]);
  });

  it('that stopped at a session that was gone before has signed out those before it alone', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E'];
    const { sessions, open, settle, relist, history } = setUp({
      ...lists(devices(...ids.map((id) => device(id))), devices(device('D'))),
      deleteDevices: () =>
        Promise.resolve({ kind: 'failed', error: { code: 'not-found' }, ambiguous: false }),
    });
    await open();
    await settle();
    await sessions.signOutClient(ALICE).deleteDevices(ids as unknown as DeviceIds, null);
    expect(await relist()).toEqual(ok({ listed: new Set(['D']), signedOut: new Set(['A', 'B']) }));
    expect(history()).toEqual([
      ['A', 'signed-out'],
      ['B', 'signed-out'],
      ['C', 'gone'],
      ['E', 'gone'],
    ]);
  });

  it.each([
    ['none is left', ['A', 'B', 'C'], [], ['C']],
    ['the first is left, so that nothing was done', ['A', 'B', 'C'], ['A'], ['B', 'C']],
    ['it was the only one', ['A'], [], ['A']],
  ])('that stopped tells which were gone where %s', (_, asked, listed, expected) => {
    const before = goneBefore(asked as unknown as DeviceIds, new Set(listed as DeviceId[]));
    expect([...before]).toEqual(expected);
  });

  it('clears what that session wrote about itself, and nothing of another', async () => {
    const cleared: string[] = [];
    const { relist, settle, clock } = await signOut(
      deleted,
      [devices(device('B'))],
      {
        clearClientInfo: (user, deviceId) => {
          cleared.push(`${user} ${deviceId}`);
          return Promise.resolve(ok(null));
        },
      },
      new Map([A, B, 'ELSEWHERE' as DeviceId].map((deviceId) => [deviceId, info])),
    );
    await relist();
    await settle();
    await clock.advance(1_000);
    await relist();
    await clock.advance(1_000);
    expect(cleared).toEqual(['@alice:example.org A']);
  });

  it('clears nothing that is listed again, or that had no entry, and gives up on a failure', async () => {
    const clock = fakeClock();
    const asked: string[] = [];
    const listed = new Set<string>();
    const cleanUp = new ClientInfoCleanUp({
      isListed: (deviceId) => listed.has(deviceId),
      clock,
      log: recordingLog(),
    });
    const run = (answer: Result<null>, ...entries: readonly string[]) => {
      const client: Pick<MatrixClient, 'clearClientInfo'> = {
        clearClientInfo: (_, deviceId) => {
          asked.push(deviceId);
          return Promise.resolve(answer);
        },
      };
      const clients = new Map(entries.map((deviceId) => [deviceId as DeviceId, info]));
      return clock.until(cleanUp.run(client, '@a:b', clients, new AbortController().signal));
    };
    listed.add('BACK');
    cleanUp.add(['BACK', 'NO-ENTRY', 'X', 'Y', 'Z'] as DeviceId[]);
    await run(fail({ code: 'rate-limited', retryAt: NOW }), 'BACK', 'X', 'Y', 'Z');
    expect(asked).toEqual(['X']);
    await run(ok(null), 'BACK', 'X', 'Y', 'Z');
    await run(ok(null), 'BACK', 'X', 'Y', 'Z');
    expect(asked).toEqual(['X', 'Y', 'Z', 'X']);
  });
});

describe('a look at an account', () => {
  const BOB = '00000000-0000-4000-8000-0000000000b0' as AccountId;

  it('ends when another account is opened, and not when the same one is', async () => {
    const { open, sessions, settle, accounts } = setUp(
      lists(devices(device('A')), devices(device('A'), device('B'))),
    );
    accounts.settle(account({ accountId: BOB, userId: '@bob:example.org' }));
    await open();
    await settle();
    await open();
    await settle();
    expect((await open()).sessions).toMatchObject([{ isNew: false }, { isNew: true }]);
    await sessions.open({ accountId: BOB });
    const again = await open();
    expect(again.sessions).toMatchObject([{ isNew: false }, { isNew: false }]);
    expect(again.state.lookedAt).toBe(NOW);
  });

  it('ends when Muster closes', async () => {
    const { open, sessions, settle, store, clock } = setUp(lists(devices(device('B'))));
    store.saveWhole(ownUnknown, storedList([session('A')], { lookedAt: 5 }), []);
    await open();
    await settle();
    await clock.advance(FEW_PATIENCE);
    expect((await open()).sessions).toMatchObject([{ deviceId: B, isNew: true }]);
    sessions.close();
    expect(store.load(ALICE)).toMatchObject({
      sessions: [{ isNew: false }],
      facts: { lookedAt: NOW + FEW_PATIENCE },
    });
  });

  it('tells of sessions that appeared, once and not of the first list', async () => {
    const { open, sessions, settle, appeared } = setUp(
      lists(
        devices(device('A'), device('MUSTER')),
        devices(device('A'), device('B'), device('MUSTER')),
      ),
      account(),
    );
    await open();
    await settle();
    expect(appeared).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      await sessions.refresh({ accountId: ALICE });
      await settle();
    }
    expect(appeared).toEqual([B]);
  });
});

describe('an identity that the user has not accepted', () => {
  const other = { kind: 'present', publicKey: 'OTHER' } as const;

  it('makes no session verified; once accepted, its word counts', async () => {
    let identity: typeof present | typeof other = present;
    const { open, relist, sessions, settle } = setUp(
      lists(devices(device('A')), devices(device('A'))),
      ownUnknown,
      () => Promise.resolve(reading({ identity, trust: new Map([[A, verified]]) })),
    );
    const trust = () => sessions.session({ accountId: ALICE, deviceId: A })?.trust;
    await open();
    await settle();
    expect(trust()).toEqual(verified);
    identity = other;
    await relist();
    await settle();
    expect(sessions.state(ALICE)?.identity.changed).toBe(true);
    expect(trust()).toEqual({ ...verified, kind: 'not-verified' });
    expect(sessions.acceptIdentity({ accountId: ALICE, publicKey: 'OTHER' })).toEqual(ok(null));
    await settle();
    expect(trust()).toEqual(verified);
  });
});

describe('what the user says', () => {
  it('of a session that is not there is said of nothing', () => {
    const { sessions } = setUp({});
    const said = { deviceId: A, pinned: true, note: null };
    expect(sessions.annotate({ accountId: ALICE, ...said })).toEqual(
      fail({ code: 'unknown-subject' }),
    );
    const accountId = 'other' as AccountId;
    expect(sessions.acceptIdentity({ accountId, publicKey: null })).toEqual(
      fail({ code: 'unknown-subject' }),
    );
  });

  it('accepts no other identity than the one that was seen', () => {
    const { sessions } = setUp({});
    expect(sessions.acceptIdentity({ accountId: ALICE, publicKey: 'seen' })).toEqual(
      fail({ code: 'unknown-subject' }),
    );
    expect(sessions.acceptIdentity({ accountId: ALICE, publicKey: null })).toEqual(ok(null));
  });

  it('stays when the server says something else', async () => {
    const { open, sessions, settle, store } = setUp(
      lists(devices(device('A')), devices(device('A', { displayName: 'new' }))),
    );
    await open();
    await settle();
    sessions.annotate({ accountId: ALICE, deviceId: A, pinned: true, note: 'mine' });
    await open();
    await settle();
    const said = { displayName: 'new', pinned: true, note: 'mine' };
    expect(store.load(ALICE)?.sessions).toMatchObject([said]);
  });
});

describe('watching', () => {
  it('reads list and keys of an account that no window has opened', async () => {
    const { sessions, store, clock } = setUp(lists(devices(device('A'))), ownUnknown, () =>
      Promise.resolve(reading({ identity: present, trust: new Map([[A, verified]]) })),
    );
    await clock.until(sessions.watch(ALICE));
    expect(store.load(ALICE)).toMatchObject({
      sessions: [{ deviceId: A, trust: verified }],
      facts: { trustCheckedAt: NOW },
    });
  });

  it('asks one server one thing at a time', async () => {
    const BOB = '00000000-0000-4000-8000-0000000000b0' as AccountId;
    const answers = [deferred<Result<DeviceList>>(), deferred<Result<DeviceList>>()];
    let requests = 0;
    const keys = deferred<AuditReading>();
    const { sessions, accounts, settle } = setUp(
      { listDevices: () => answers[requests++]!.promise },
      ownUnknown,
      () => keys.promise,
    );
    accounts.settle(account({ accountId: BOB, userId: '@bob:example.org' }));
    const both = Promise.all([sessions.watch(ALICE), sessions.watch(BOB)]);
    await settle();
    expect(requests).toBe(1);
    answers[0]?.resolve(devices());
    await settle();
    expect(requests).toBe(1);
    keys.resolve(reading());
    await settle();
    expect(requests).toBe(2);
    answers[1]?.resolve(devices());
    await both;
  });

  it('leaves alone who is signed out, who asked for a pause, and who is gone', async () => {
    const limited = fail({ code: 'rate-limited', retryAt: NOW + 60_000 });
    const server = lists(limited, limited);
    const { sessions, accounts, open, settle } = setUp(server);
    await open();
    await settle();
    await sessions.watch(ALICE);
    expect(server.requests()).toBe(1);
    accounts.setStatus(ALICE, { kind: 'ended', softLogout: false });
    await sessions.watch(ALICE);
    await sessions.watch('other' as AccountId);
    expect(server.requests()).toBe(1);
  });
});
