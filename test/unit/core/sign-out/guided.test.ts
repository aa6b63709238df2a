// A sign-out on an OAuth server's account page: nothing is deleted by a request, one page at a time,
// and only the list says what is gone.
import { describe, expect, it } from 'vitest';
import { nextLook, progressOf } from '../../../../electron/core/sign-out/guided/plan.ts';
import type { AccountPage } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { OperationAnswer } from '../../../../electron/shared/operation.ts';
import {
  account,
  ALICE,
  EARLIER,
  ids,
  unreachable,
  valueOf,
  world,
  type World,
} from './sign-out-world.ts';

const oauth: AccountPage = {
  issuer: 'https://id.example.org/',
  url: 'https://id.example.org/account?lang=en',
  actions: ['org.matrix.device_delete'],
};
const SECOND = 1_000;
const open: OperationAnswer = { kind: 'open-page' };
const pageOf = (id: string) =>
  `https://id.example.org/account?lang=en&action=org.matrix.device_delete&device_id=${id}`;

function oauthWorld(...given: Parameters<typeof world>): World {
  const w = world(...given);
  w.page = ok(oauth);
  w.accounts = [{ ...account, signOutRoute: 'account-page' }];
  return w;
}

const now = (w: World) => w.signOut.snapshots()[0];

describe('a guided sign-out', () => {
  it('opens nothing and sends nothing before the user wants it', async () => {
    const w = oauthWorld(ids(3));
    expect(await w.start(ids(3))).toMatchObject({
      kind: 'guided',
      total: 3,
      gone: 0,
      skipped: 0,
      current: 'D0',
      paused: true,
      page: null,
      problem: null,
    });
    await w.clock.advance(60 * SECOND);
    expect([w.opened, w.calls]).toEqual([[], []]);
    expect(w.plans.get(ALICE)?.ids).toEqual(ids(3));
  });

  it('opens one page after the other, as the list shows what is gone', async () => {
    const w = oauthWorld(ids(3));
    const begun = await w.start(ids(3));
    const opened = await w.answer(begun, open);
    expect(opened).toMatchObject({
      paused: false,
      current: 'D0',
      page: { host: 'id.example.org', direct: true },
    });
    await w.clock.advance(5 * SECOND);
    expect(w.opened).toEqual([pageOf('D0')]);
    w.listed.delete('D0' as DeviceId);
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject({ gone: 1, current: 'D1', paused: false });
    w.listed.delete('D1' as DeviceId);
    w.listed.delete('D2' as DeviceId);
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject({
      kind: 'finished',
      ending: { kind: 'guided' },
      outcomes: { gone: ids(3), stillThere: [], unknown: [] },
    });
    expect(w.opened).toEqual([pageOf('D0'), pageOf('D1')]);
    expect(w.calls).toEqual([]);
    expect(w.plans.size).toBe(0);
  });

  it('goes to the host on which the person signed in, and to no other that the server names', async () => {
    const w = oauthWorld(ids(1));
    w.page = ok({ ...oauth, issuer: 'https://example.org/' });
    const named = oauth.url ?? '';
    expect(await w.confirm(ids(1))).toEqual(fail({ code: 'unsafe-link', address: named }));
    const signedInAt = {
      issuer: 'https://example.org/',
      clientId: 'muster',
      authorizationEndpoint: 'https://id.example.org/authorize',
      tokenEndpoint: 'https://id.example.org/token',
      revocationEndpoint: 'https://id.example.org/revoke',
    };
    w.accounts = [{ ...account, signOutRoute: 'account-page', oauth: signedInAt }];
    await w.answer(await w.start(ids(1)), open);
    expect(w.opened).toEqual([pageOf('D0')]);
  });

  it('says that a look has found the session still there, until it is gone or the page is opened again', async () => {
    const w = oauthWorld(ids(2));
    const begun = await w.start(ids(2));
    const still = { page: { host: 'id.example.org', direct: true, stillListed: true } };
    const fresh = { page: { host: 'id.example.org', direct: true, stillListed: false } };
    expect(await w.answer(begun, open)).toMatchObject(fresh);
    w.relist = () => Promise.resolve(unreachable);
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject(fresh);
    w.relist = w.readList;
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject(still);
    expect(await w.answer(begun, open)).toMatchObject(fresh);
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject(still);
    w.listed.delete('D0' as DeviceId);
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject({ current: 'D1', ...fresh });
  });

  it('looks when the window comes back from the browser, and not twice at once', async () => {
    const w = oauthWorld(ids(2));
    let looks = 0;
    w.relist = () => {
      looks += 1;
      return w.readList();
    };
    w.signOut.wake();
    await w.answer(await w.start(ids(2)), open);
    expect(looks).toBe(1);
    w.signOut.wake();
    expect(looks).toBe(1);
    await w.clock.advance(2 * SECOND);
    w.listed.delete('D0' as DeviceId);
    w.signOut.wake();
    w.signOut.wake();
    await w.clock.advance(0);
    expect(looks).toBe(2);
    expect(now(w)).toMatchObject({ current: 'D1' });
  });

  it('passes over a session when told to, and says at the end that it is still there', async () => {
    const w = oauthWorld(ids(2));
    const begun = await w.start(ids(2));
    await w.answer(begun, open);
    expect(await w.answer(begun, { kind: 'skip' })).toMatchObject({ current: 'D1', skipped: 1 });
    expect(w.opened).toEqual([pageOf('D0'), pageOf('D1')]);
    expect(w.plans.get(ALICE)?.skipped).toEqual(new Set(['D0']));
    expect(await w.answer(begun, { kind: 'skip' })).toMatchObject({
      ending: { kind: 'guided' },
      outcomes: { gone: [], stillThere: ids(2) },
    });
  });

  it('paused, opens nothing and asks nothing by itself', async () => {
    const w = oauthWorld(ids(2));
    const begun = await w.start(ids(2));
    await w.answer(begun, open);
    expect(await w.answer(begun, { kind: 'pause' })).toMatchObject({ paused: true, current: 'D0' });
    w.relist = () => Promise.reject(new Error('nobody may ask'));
    await w.clock.advance(600 * SECOND);
    w.relist = w.readList;
    w.listed.delete('D0' as DeviceId);
    w.signOut.wake();
    await w.clock.advance(0);
    expect(now(w)).toMatchObject({ paused: true, gone: 1, current: 'D1', page: null });
    expect(w.opened).toEqual([pageOf('D0')]);
    await w.answer(begun, open);
    expect(w.opened).toEqual([pageOf('D0'), pageOf('D1')]);
  });

  it('pauses by itself when nothing happens for ten minutes', async () => {
    const w = oauthWorld(ids(1));
    await w.answer(await w.start(ids(1)), open);
    for (let passed = 0; passed < 660; passed += 5) await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject({ kind: 'guided', paused: true, page: { direct: true } });
  });

  it('says why the list can not be read, keeps a pause of the server, and goes on', async () => {
    const w = oauthWorld(ids(1));
    await w.answer(await w.start(ids(1)), open);
    const until = w.clock.now() + 60 * SECOND;
    let looks = 0;
    w.relist = () => {
      looks += 1;
      return Promise.resolve(fail({ code: 'rate-limited', retryAt: until }));
    };
    await w.clock.advance(5 * SECOND);
    expect(now(w)).toMatchObject({ problem: { code: 'rate-limited' }, paused: false });
    await w.clock.advance(50 * SECOND);
    expect(looks).toBe(1);
    w.listed.delete('D0' as DeviceId);
    w.relist = w.readList;
    await w.clock.advance(10 * SECOND);
    expect(now(w)).toMatchObject({ kind: 'finished', outcomes: { gone: ids(1) } });
  });

  it('leaves a server alone for longer and longer that asks for a pause and names none', async () => {
    const w = oauthWorld(ids(1));
    await w.answer(await w.start(ids(1)), open);
    const looks: number[] = [];
    w.relist = () => {
      looks.push(w.clock.now());
      return Promise.resolve(fail({ code: 'rate-limited', retryAt: null }));
    };
    for (let passed = 0; passed < 200; passed += 5) await w.clock.advance(5 * SECOND);
    const pauses = looks.slice(1).map((at, index) => at - looks[index]!);
    expect(pauses).toEqual([5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, 80 * SECOND]);
  });

  it('is paused where the list can not be read at first, or the page not be opened', async () => {
    const w = oauthWorld(ids(1));
    const begun = await w.start(ids(1));
    w.relist = () => Promise.resolve(unreachable);
    expect(await w.answer(begun, open)).toMatchObject({
      paused: true,
      problem: { code: 'unreachable' },
    });
    w.relist = w.readList;
    w.page = ok({ ...oauth, url: 'https://evil.example/' });
    expect(await w.answer(begun, open)).toMatchObject({
      paused: true,
      problem: { code: 'unsafe-link' },
    });
    expect(w.opened).toEqual([]);
  });

  it('is paused where no browser opens, and says which address to take there', async () => {
    const w = oauthWorld(ids(1));
    const begun = await w.start(ids(1));
    const notOpened = { code: 'browser-not-opened', address: pageOf('D0') } as const;
    w.openExternal = () => Promise.resolve(fail(notOpened));
    expect(await w.answer(begun, open)).toMatchObject({ paused: true, problem: notOpened });
    w.openExternal = () => Promise.resolve(ok(null));
    expect(await w.answer(begun, open)).toMatchObject({ paused: false, problem: null });
  });

  it('never opens the page for what has become the own session or protected', async () => {
    const w = oauthWorld(ids(2));
    const begun = await w.start(ids(2));
    w.pinned.add('D0' as DeviceId);
    expect(await w.answer(begun, open)).toMatchObject({ problem: { code: 'bad-request' } });
    w.pinned.clear();
    w.accounts = [{ ...account, deviceId: 'D0' as DeviceId }];
    expect(await w.answer(begun, open)).toMatchObject({ problem: { code: 'bad-request' } });
    expect(w.opened).toEqual([]);
  });

  it('notes whose page is open until that session had its turn, also for the next run', async () => {
    const w = oauthWorld(ids(3));
    const begun = await w.start(ids(3));
    expect(w.onPage).toEqual(new Set());
    await w.answer(begun, open);
    expect(w.onPage).toEqual(new Set(['D0']));
    await w.answer(begun, { kind: 'pause' });
    expect(w.onPage).toEqual(new Set(['D0']));
    await w.answer(begun, { kind: 'skip' });
    expect(w.onPage).toEqual(new Set());
    await w.answer(begun, open);
    w.listed.delete('D1' as DeviceId);
    await w.clock.advance(5 * SECOND);
    expect(w.onPage).toEqual(new Set(['D2']));
    w.signOut.close();
    expect(w.onPage).toEqual(new Set(['D2']));
  });

  it('notes nothing of a page that did not open, nor after its end', async () => {
    const w = oauthWorld(ids(2));
    const begun = await w.start(ids(2));
    w.openExternal = () => Promise.resolve(fail({ code: 'not-found' }));
    await w.answer(begun, open);
    expect(w.onPage).toEqual(new Set());
    w.openExternal = () => Promise.resolve(ok(null));
    await w.answer(begun, open);
    expect(w.onPage).toEqual(new Set(['D0']));
    await w.signOut.cancel({ operationId: begun.operationId });
    expect(w.onPage).toEqual(new Set());
  });

  it('ends as cancelled by the list, and leaves nothing to resume', async () => {
    const w = oauthWorld(ids(2));
    const { operationId } = await w.answer(await w.start(ids(2)), open);
    w.listed.delete('D1' as DeviceId);
    expect(valueOf(await w.signOut.cancel({ operationId }))).toMatchObject({
      ending: { kind: 'cancelled' },
      outcomes: { gone: ['D1'], stillThere: ['D0'] },
    });
    expect(w.plans.size).toBe(0);
    await w.clock.advance(600 * SECOND);
    expect(w.opened).toHaveLength(1);
  });
});

describe('after a restart', () => {
  it('waits, and goes on with what the list still has', async () => {
    const left = {
      operationId: EARLIER,
      way: 'guided' as const,
      ids: ids(4),
      skipped: new Set(['D1' as DeviceId]),
    };
    const w = oauthWorld(['D1', 'D3'] as DeviceId[], new Map([[ALICE, left]]));
    await w.clock.advance(60 * SECOND);
    const resumed = now(w)!;
    expect(resumed).toMatchObject({ kind: 'guided', paused: true, current: 'D0', total: 4 });
    expect(w.opened).toEqual([]);
    expect(await w.answer(resumed, open)).toMatchObject({
      current: 'D3',
      gone: 2,
      skipped: 1,
      paused: false,
    });
    expect(w.opened).toEqual([pageOf('D3')]);
    expect(await w.confirm(ids(1))).toEqual(fail({ code: 'bad-request' }));
  });

  it('tells how far it had come, by the last list, before it asks for anything', async () => {
    const left = {
      operationId: EARLIER,
      way: 'guided' as const,
      ids: ids(4),
      skipped: new Set(['D1' as DeviceId]),
    };
    const last = new Set(['D1', 'D2', 'D3'] as DeviceId[]);
    const w = oauthWorld(ids(4), new Map([[ALICE, left]]), last);
    w.relist = () => Promise.reject(new Error('nobody may ask'));
    await w.clock.advance(60 * SECOND);
    expect(now(w)).toMatchObject({ gone: 1, skipped: 1, current: 'D2', total: 4, paused: true });
    expect(w.opened).toEqual([]);
  });

  it('is over at once where all is gone', async () => {
    const w = oauthWorld(
      [],
      new Map([
        [
          ALICE,
          {
            operationId: EARLIER,
            way: 'guided' as const,
            ids: ids(2),
            skipped: new Set<DeviceId>(),
          },
        ],
      ]),
    );
    expect(await w.answer(now(w)!, open)).toMatchObject({
      ending: { kind: 'guided' },
      outcomes: { gone: ids(2) },
    });
    expect(w.opened).toEqual([]);
  });

  it('leaves what is left to be resumed when Muster closes', async () => {
    const w = oauthWorld(ids(2));
    await w.answer(await w.start(ids(2)), open);
    w.signOut.close();
    expect(w.plans.get(ALICE)?.ids).toEqual(ids(2));
    await w.clock.advance(600 * SECOND);
    expect(w.opened).toHaveLength(1);
  });
});

describe('which way it goes', () => {
  it('is found out before anything is sent, where it is not known', async () => {
    const w = world(ids(1));
    w.accounts = [{ ...account, signOutRoute: 'unknown' }];
    w.page = ok(oauth);
    expect(await w.start(ids(1))).toMatchObject({ kind: 'guided' });
    const other = world(ids(1));
    other.accounts = [{ ...account, signOutRoute: 'unknown' }];
    expect(await other.start(ids(1))).toMatchObject({ kind: 'needs-password' });
    const third = world(ids(1));
    third.accounts = [{ ...account, signOutRoute: 'unknown' }];
    third.page = unreachable;
    expect(await third.confirm(ids(1))).toEqual(unreachable);
    expect([w.calls, third.calls]).toEqual([[], []]);
  });

  it('is asked again when the server refuses the requests', async () => {
    const w = world(ids(2));
    w.script = () => {
      w.page = ok(oauth);
      return { kind: 'unrecognized' };
    };
    const snapshot = await w.start(ids(2));
    expect(snapshot).toMatchObject({ kind: 'guided', operationId: 'operation2', current: 'D0' });
    expect(w.published.map(({ kind }) => kind)).not.toContain('finished');
    expect(await w.answer(snapshot, open)).toMatchObject({ paused: false });
    expect(w.calls).toHaveLength(1);
  });

  it.each([
    [
      { ...oauth, url: null },
      { code: 'unsupported', what: 'sign-out-here', offered: [] },
    ],
    [
      { ...oauth, url: 'http://id.example.org/' },
      { code: 'unsafe-link', address: 'http://id.example.org/' },
    ],
    [
      { ...oauth, url: 'https://evil.example/' },
      { code: 'unsafe-link', address: 'https://evil.example/' },
    ],
  ])('leads nowhere where the page is none: %j', async (page, error) => {
    const w = oauthWorld(ids(1));
    w.page = ok(page);
    expect(await w.confirm(ids(1))).toEqual({
      ok: false,
      error,
    });
    expect([w.calls, w.opened, w.plans.size]).toEqual([[], [], 0]);
  });
});

describe('the plan', () => {
  it('counts what is gone even if it was passed over', () => {
    const plan = { ids: ids(4), skipped: new Set(['D0', 'D1'] as DeviceId[]) };
    expect(progressOf(plan, null)).toEqual({ current: 'D2', gone: 0, skipped: 2 });
    expect(progressOf(plan, new Set(['D1', 'D3'] as DeviceId[]))).toEqual({
      current: 'D3',
      gone: 2,
      skipped: 1,
    });
    expect(progressOf(plan, new Set())).toEqual({ current: null, gone: 4, skipped: 0 });
  });

  it('looks every five seconds for two minutes, then seldom, then not at all', () => {
    expect([0, 119_999, 120_000, 599_999, 600_000].map(nextLook)).toEqual([
      5_000,
      5_000,
      30_000,
      30_000,
      null,
    ]);
  });
});
