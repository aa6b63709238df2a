import { describe, expect, it } from 'vitest';
import { EXPIRY_MS, WAIT_MAX_MS } from '../../../../electron/core/sign-out/by-request/chunk.ts';
import { STRIKES_MAX } from '../../../../electron/core/sign-out/by-request/patience.ts';
import type { DeleteAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { AccountId, DeviceId, OperationId } from '../../../../electron/shared/ids.ts';
import {
  account,
  ALICE,
  EARLIER,
  challenge,
  ids,
  OWN,
  PASSWORD,
  timedOut,
  unreachable,
  valueOf,
  world,
  WRONG,
  type World,
} from './sign-out-world.ts';

const completed = { kind: 'completed', asked: true };
const cancelled = { kind: 'cancelled' };

function refused(code: string): DeleteAnswer {
  return { kind: 'failed', error: { code } as never, ambiguous: false };
}

describe('with a password', () => {
  it('asks once the server does, sends the same ids again, and reports by the list', async () => {
    const w = world(ids(3));
    const asked = await w.start(ids(3));
    expect(asked).toEqual({
      operationId: 'operation2',
      accountId: ALICE,
      total: 3,
      answered: 0,
      kind: 'needs-password',
      reason: 'server-asked',
      host: 'matrix.example.org:8448',
      serverText: null,
      alternatives: [],
    });
    const finished = await w.answer(asked, PASSWORD);
    expect(finished).toMatchObject({
      kind: 'finished',
      answered: 3,
      ending: completed,
      outcomes: { gone: ids(3), goneBefore: [], stillThere: [], unknown: [] },
    });
    expect(w.calls.map(({ ids: sent, auth }) => [sent, auth])).toEqual([
      [ids(3), null],
      [
        ids(3),
        {
          type: 'm.login.password',
          identifier: { type: 'm.id.user', user: '@alice:example.org' },
          password: PASSWORD,
          session: 'session1',
        },
      ],
    ]);
    expect(w.signOut.snapshots()).toEqual([finished]);
    expect(w.published.at(-1)).toEqual(finished);
    expect(w.listed).toEqual(new Set([OWN]));
  });

  it('asks again with the reason after a wrong one', async () => {
    const w = world(ids(1));
    const again = await w.answer(await w.start(ids(1)), WRONG);
    expect(again).toMatchObject({
      kind: 'needs-password',
      reason: 'rejected',
      serverText: 'Invalid password',
    });
    expect(await w.answer(again, PASSWORD)).toMatchObject({ ending: completed });
    expect(w.calls.map(({ auth }) => auth?.session)).toEqual([undefined, 'session1', 'session1']);
  });

  it('asks once for a selection of several chunks, and pauses between them', async () => {
    const all = ids(1_000);
    const w = world(all);
    const finished = await w.answer(await w.start(all), PASSWORD);
    expect(finished).toMatchObject({ answered: 1_000, ending: completed, outcomes: { gone: all } });
    const questions = w.published.filter(({ kind }) => kind === 'needs-password');
    expect(questions).toHaveLength(1);
    const first = w.calls.filter(({ auth }) => auth === null);
    expect(first.map(({ ids: sent }) => sent.length)).toEqual([100, 200, 400, 300]);
    expect(first.flatMap(({ ids: sent }) => sent)).toEqual(all);
    for (const [index, call] of first.entries())
      if (index > 0) expect(call.at - first[index - 1]!.at).toBeGreaterThanOrEqual(1_000);
    expect(w.published.map(({ answered }) => answered).filter((n, i, a) => n !== a[i - 1])).toEqual(
      [0, 100, 300, 700, 1_000],
    );
  });

  it('asks again when a later chunk refuses the password, and goes on there', async () => {
    const all = ids(150);
    const w = world(all);
    let changed = true;
    w.script = ({ ids: sent, auth }) =>
      changed && sent.length === 50 && auth !== null ? challenge('session2', 'Changed') : undefined;
    const again = await w.answer(await w.start(all), PASSWORD);
    expect(again).toMatchObject({
      kind: 'needs-password',
      reason: 'rejected',
      serverText: 'Changed',
      answered: 100,
    });
    changed = false;
    expect(await w.answer(again, PASSWORD)).toMatchObject({ outcomes: { gone: all } });
  });

  it('goes through a silent stage by itself', async () => {
    const w = world(ids(1));
    w.script = (_, index) =>
      index === 0 ? challenge('s', null, ['m.login.dummy']) : { kind: 'deleted' };
    expect(await w.start(ids(1))).toMatchObject({
      ending: { kind: 'completed', asked: false },
    });
    expect(w.calls[1]!.auth).toEqual({ type: 'm.login.dummy', session: 's' });
  });
});

describe('without a password', () => {
  it('is never asked for where the server grants it', async () => {
    const w = world(ids(300));
    w.grace = true;
    expect(await w.start(ids(300))).toMatchObject({
      ending: { kind: 'completed', asked: false },
      outcomes: { gone: ids(300) },
    });
    expect(w.published.some(({ kind }) => kind === 'needs-password')).toBe(false);
  });
});

describe('what the list says', () => {
  it('counts, not what the server answered', async () => {
    const w = world(ids(2));
    w.script = () => {
      w.listed.delete('D0' as DeviceId);
      return { kind: 'deleted' };
    };
    expect(await w.start(ids(2))).toMatchObject({
      answered: 2,
      ending: { kind: 'completed' },
      outcomes: { gone: ['D0'], stillThere: ['D1'], unknown: [] },
    });
  });

  it('is unknown when it cannot be read', async () => {
    const w = world(ids(2));
    w.grace = true;
    w.relist = () => Promise.resolve(unreachable);
    expect(await w.start(ids(2))).toMatchObject({
      ending: { kind: 'completed' },
      outcomes: { gone: [], stillThere: [], unknown: ids(2) },
    });
  });

  it('is unknown, and the operation ends, when reading it is a bug', async () => {
    const w = world(ids(1));
    w.grace = true;
    w.relist = () => Promise.reject(new Error('bug'));
    expect(await w.start(ids(1))).toMatchObject({
      kind: 'finished',
      outcomes: { unknown: ids(1) },
    });
    expect(w.logged).toContain('sign-out-broke');
  });
});

describe('429', () => {
  it('is waited for in sight, and the same request goes out again', async () => {
    const w = world(ids(2));
    const until = w.clock.now() + 7_000;
    w.script = (_, index) =>
      index === 1
        ? { kind: 'failed', error: { code: 'rate-limited', retryAt: until }, ambiguous: false }
        : undefined;
    const finished = await w.answer(await w.start(ids(2)), PASSWORD);
    expect(finished).toMatchObject({ ending: completed, outcomes: { gone: ids(2) } });
    const pause = { kind: 'waiting', until, error: { code: 'rate-limited', retryAt: until } };
    expect(w.published).toContainEqual(expect.objectContaining(pause));
    expect(w.calls[2]).toMatchObject({ auth: w.calls[1]!.auth, ids: w.calls[1]!.ids });
    expect(w.calls[2]!.at).toBe(until);
  });

  it('that names no time is waited for longer and longer, and said to name none', async () => {
    const w = world(ids(1));
    const limited = fail({ code: 'rate-limited', retryAt: null });
    w.script = (_, index) =>
      index < 4 ? { kind: 'failed', error: limited.error, ambiguous: false } : undefined;
    expect(await w.start(ids(1))).toMatchObject({ kind: 'needs-password' });
    const pauses = w.calls.slice(1).map(({ at }, index) => at - w.calls[index]!.at);
    expect(pauses).toEqual([5_000, 10_000, 20_000, 40_000]);
    const waits = w.published.filter((snapshot) => snapshot.kind === 'waiting');
    expect(waits.map(({ error, until }) => [error, until])).toEqual(
      w.calls.slice(1).map(({ at }) => [limited.error, at]),
    );
    w.script = () => ({ kind: 'failed', error: limited.error, ambiguous: false });
    const begun = w.clock.now();
    expect(await w.answer(w.signOut.snapshots()[0]!, PASSWORD)).toMatchObject({
      ending: { kind: 'failed', error: { code: 'rate-limited', retryAt: null } },
    });
    expect(w.clock.now() - begun).toBeLessThanOrEqual(WAIT_MAX_MS);
  });

  it('is not waited for without end', async () => {
    const w = world(ids(1));
    w.script = () => ({
      kind: 'failed',
      error: { code: 'rate-limited', retryAt: w.clock.now() + 600_000 },
      ambiguous: false,
    });
    const begun = w.clock.now();
    expect(await w.start(ids(1))).toMatchObject({
      ending: { kind: 'failed', error: { code: 'rate-limited' } },
      outcomes: { stillThere: ids(1) },
    });
    expect(w.clock.now() - begun).toBeLessThanOrEqual(WAIT_MAX_MS);
  });
});

describe('a request whose fate is unknown', () => {
  it('was carried out: nothing is sent again', async () => {
    const w = world(ids(2));
    w.script = ({ ids: sent, auth }) => {
      if (auth === null) return undefined;
      for (const id of sent) w.listed.delete(id);
      return timedOut;
    };
    const finished = await w.answer(await w.start(ids(2)), PASSWORD);
    expect(finished).toMatchObject({ ending: completed, outcomes: { gone: ids(2) } });
    expect(w.calls).toHaveLength(2);
  });

  it('was carried out in part: the rest is tried once more, in its own UIA session', async () => {
    const w = world(ids(4));
    w.script = ({ auth }, index) => {
      if (index !== 1 || auth === null) return undefined;
      w.listed.delete('D1' as DeviceId);
      return timedOut;
    };
    const finished = await w.answer(await w.start(ids(4)), PASSWORD);
    expect(finished).toMatchObject({ ending: completed, outcomes: { gone: ids(4) } });
    const rest = ['D0', 'D2', 'D3'];
    expect(w.calls.slice(2).map(({ ids: sent, auth }) => [sent, auth?.session])).toEqual([
      [rest, undefined],
      [rest, 'session2'],
    ]);
    expect(w.published.filter(({ kind }) => kind === 'needs-password')).toHaveLength(1);
  });

  it('fails for good when nothing comes of it again and again while the list has all of them', async () => {
    const w = world(ids(2));
    w.script = () => timedOut;
    expect(await w.start(ids(2))).toMatchObject({
      ending: { kind: 'failed', error: { code: 'timed-out' } },
      outcomes: { stillThere: ids(2) },
    });
    expect(w.calls).toHaveLength(STRIKES_MAX + 1);
    expect(w.clock.now() - w.calls[0]!.at).toBeLessThan(2 * 60_000);
  });

  it('is followed by smaller ones', async () => {
    const w = world(ids(100));
    w.script = ({ ids: sent }) => (sent.length > 30 ? timedOut : undefined);
    const finished = await w.answer(await w.start(ids(100)), PASSWORD);
    expect(finished).toMatchObject({ ending: completed, outcomes: { gone: ids(100) } });
    expect(w.calls.map(({ ids: sent }) => sent.length)).toContain(25);
  });
});

describe('a network that breaks', () => {
  const refusal: DeleteAnswer = {
    kind: 'failed',
    error: { code: 'unreachable', host: 'matrix.example.org:8448' },
    ambiguous: false,
  };

  /** Out of reach from the `from`th request on, until `back` milliseconds later. */
  function breaks(w: World, from: number, back: number, answer: DeleteAnswer = refusal): void {
    let since: number | null = null;
    const isAway = (): boolean => since !== null && w.clock.now() < since + back;
    w.script = (_, index) => {
      if (index === from) since = w.clock.now();
      return isAway() ? answer : undefined;
    };
    w.relist = () => (isAway() ? Promise.resolve(unreachable) : w.readList());
  }

  it.each([
    ['for six seconds', 6_000, refusal],
    ['for an hour', 3_600_000, refusal],
    ['with a request on its way', 6_000, timedOut],
    ['because the server restarts', 20_000, refused('server-failed')],
    ['and calls the token unknown', 20_000, refused('session-ended')],
    ['with the keychain', 20_000, refused('vault')],
  ] as const)(
    '%s is waited for in sight; then the rest goes, with the same password',
    async (_, back, answer) => {
      const all = ids(400);
      const w = world(all);
      breaks(w, 2, back, answer);
      const finished = await w.answer(await w.start(all), PASSWORD);
      expect(finished).toMatchObject({ ending: completed, outcomes: { gone: all } });
      expect(w.published.filter(({ kind }) => kind === 'needs-password')).toHaveLength(1);
      const waits = w.published.filter((shown) => shown.kind === 'waiting');
      expect(waits.length).toBeGreaterThan(1);
      for (const shown of waits) expect(shown).toMatchObject({ error: { code: 'unreachable' } });
    },
  );

  it('asks for the password again where the server does', async () => {
    const all = ids(150);
    const w = world(all);
    breaks(w, 2, 60_000);
    const breaking = w.script;
    let isOld = false;
    w.script = (call, index) => {
      if (isOld && call.auth !== null) return challenge('session9', 'Changed');
      isOld ||= index > 2;
      return breaking(call, index);
    };
    const again = await w.answer(await w.start(all), PASSWORD);
    expect(again).toMatchObject({ kind: 'needs-password', reason: 'rejected', answered: 100 });
  });

  it('is not waited for when the person tries now, or the computer wakes up', async () => {
    for (const hasten of [
      (w: World) =>
        void w.signOut.answer({
          operationId: 'operation2' as OperationId,
          answer: { kind: 'try-now' },
        }),
      (w: World) => w.signOut.wake(),
    ]) {
      const w = world(ids(3));
      const asked = await w.start(ids(3));
      let isAway = true;
      w.script = () => (isAway ? refusal : undefined);
      w.relist = () => (isAway ? Promise.resolve(unreachable) : w.readList());
      const answered = w.signOut.answer({
        ...asked,
        answer: { kind: 'password', password: PASSWORD },
      });
      await w.clock.advance(0);
      for (let pause = 0; pause < 9; pause += 1) await w.clock.advance(60_000);
      const tried = w.clock.now();
      expect(w.signOut.snapshots()[0]).toMatchObject({ kind: 'waiting', until: tried + 300_000 });
      isAway = false;
      hasten(w);
      await w.clock.advance(0);
      expect(valueOf(await w.clock.until(answered))).toMatchObject({ ending: completed });
      expect(w.clock.now() - tried).toBeLessThan(5_000);
    }
  });

  it('that is gone on with by waking does not cut short what the server asked for', async () => {
    const w = world(ids(1));
    const until = w.clock.now() + 60_000;
    w.script = (_, index) =>
      index === 0
        ? { kind: 'failed', error: { code: 'rate-limited', retryAt: until }, ambiguous: false }
        : undefined;
    const started = w.confirm(ids(1));
    await w.clock.advance(0);
    w.signOut.wake();
    await w.clock.advance(30_000);
    expect(w.calls).toHaveLength(1);
    await w.clock.until(started);
    expect(w.calls[1]!.at).toBe(until);
  });

  it('is given up after hours, and says what is left', async () => {
    const w = world(ids(4));
    breaks(w, 1, Infinity);
    const finished = await w.answer(await w.start(ids(4)), PASSWORD);
    expect(finished).toMatchObject({
      ending: { kind: 'failed', error: { code: 'unreachable' } },
      outcomes: { unknown: ids(4) },
    });
    expect(w.clock.now() - w.calls[0]!.at).toBeGreaterThan(4 * 3_600_000);
  });

  it('before the last look is waited for, too, unless the person stops', async () => {
    for (const isStopped of [false, true]) {
      const w = world(ids(4));
      w.grace = true;
      let away = true;
      w.relist = () => (away ? Promise.resolve(unreachable) : w.readList());
      const started = w.confirm(ids(4));
      await w.clock.advance(0);
      expect(w.signOut.snapshots()[0]).toMatchObject({ kind: 'waiting', answered: 4 });
      const { operationId } = w.signOut.snapshots()[0]!;
      if (isStopped) await w.signOut.cancel({ operationId });
      away = false;
      expect(valueOf(await w.clock.until(started))).toMatchObject({
        ending: { kind: 'completed' },
        outcomes: isStopped ? { unknown: ids(4) } : { gone: ids(4) },
      });
    }
  });

  it('and a list that is behind does not make it believe that sessions are back', async () => {
    const w = world(ids(150));
    w.grace = true;
    let doubts = 3;
    w.relist = () =>
      doubts-- > 0 ? Promise.resolve(fail({ code: 'doubtful-list', lacks: 'own' })) : w.readList();
    expect(await w.start(ids(150))).toMatchObject({
      ending: { kind: 'completed' },
      outcomes: { gone: ids(150) },
    });
  });
});

describe('an end in the middle', () => {
  it.each([
    ['a token that was revoked', 'session-ended'],
    ['an account that was locked', 'account-locked'],
  ])('of %s is told as what it is', async (_, code) => {
    const w = world(ids(250));
    w.grace = true;
    w.relist = () => Promise.resolve(fail({ code } as never));
    w.script = (_, index) => (index === 1 ? refused(code) : undefined);
    expect(await w.start(ids(250))).toMatchObject({
      answered: 100,
      ending: { kind: 'failed', error: { code } },
      outcomes: { unknown: ids(250) },
    });
    expect(w.calls).toHaveLength(2);
  });

  it('is told also where a request is lost first', async () => {
    const w = world(ids(2));
    w.script = () => timedOut;
    w.relist = () => Promise.resolve(fail({ code: 'session-ended', softLogout: false }));
    expect(await w.start(ids(2))).toMatchObject({ ending: { error: { code: 'session-ended' } } });
  });
});

describe('after a restart of Muster', () => {
  const plan = (count: number) =>
    new Map([
      [
        ALICE,
        {
          operationId: EARLIER,
          way: 'by-request' as const,
          ids: ids(count),
          skipped: new Set<DeviceId>(),
        },
      ],
    ]);

  it('nothing is sent before the person goes on; then what the list still has goes', async () => {
    const w = world(ids(250).slice(100), plan(250));
    await w.clock.advance(3_600_000);
    const [interrupted] = w.signOut.snapshots();
    expect(interrupted).toMatchObject({ kind: 'interrupted', total: 250 });
    expect(w.calls).toEqual([]);
    const asked = await w.answer(interrupted!, { kind: 'go-on' });
    expect(asked).toMatchObject({ kind: 'needs-password' });
    expect(await w.answer(asked, PASSWORD)).toMatchObject({
      ending: completed,
      outcomes: { gone: ids(250).slice(100), goneBefore: ids(100) },
    });
    expect(w.calls[0]!.ids[0]).toBe('D100');
    expect(w.plans.size).toBe(0);
  });

  it('it can be stopped, and is over at once where all is gone', async () => {
    const w = world(ids(3), plan(3));
    const { operationId } = w.signOut.snapshots()[0]!;
    expect(valueOf(await w.signOut.cancel({ operationId }))).toMatchObject({
      ending: cancelled,
      outcomes: { stillThere: ids(3) },
    });
    expect([w.calls, w.plans.size]).toEqual([[], 0]);
    const gone = world([], plan(3));
    expect(await gone.answer(gone.signOut.snapshots()[0]!, { kind: 'go-on' })).toMatchObject({
      kind: 'finished',
      outcomes: { goneBefore: ids(3) },
    });
    expect(gone.calls).toEqual([]);
  });

  it('it is offered if it was under way, and not if it was only asked for the password', async () => {
    const w = world(ids(250));
    const asked = await w.start(ids(250));
    expect(w.plans.get(ALICE)).toMatchObject({ way: 'by-request', ids: ids(250) });
    const answered = w.signOut.answer({
      ...asked,
      answer: { kind: 'password', password: PASSWORD },
    });
    await w.clock.advance(0);
    w.signOut.close();
    await answered;
    expect(w.plans.get(ALICE)?.ids).toEqual(ids(250));
    const idle = world(ids(2));
    await idle.start(ids(2));
    idle.signOut.close();
    expect(idle.plans.size).toBe(0);
  });
});

describe('a session that is gone already', () => {
  /** As palpo answers: signs out in order up to the first that it doesn't know, and stops there. */
  function stopsAtUnknown(w: World): void {
    w.script = ({ ids: sent, auth }) => {
      if (auth === null) return undefined;
      for (const id of sent) if (!w.listed.delete(id)) return refused('not-found');
      return { kind: 'deleted' };
    };
  }

  const without = (...gone: readonly string[]) => ids(150).filter((id) => !gone.includes(id));

  it('is left out, wherever it stands, and the rest goes with the same password', async () => {
    const w = world(ids(150));
    stopsAtUnknown(w);
    const asked = await w.start(ids(150));
    const gone = ['D0', 'D40', 'D41', 'D120', 'D149'] as DeviceId[];
    for (const id of gone) w.listed.delete(id);
    expect(await w.answer(asked, PASSWORD)).toMatchObject({
      ending: completed,
      outcomes: { gone: without(...gone), goneBefore: gone, stillThere: [] },
    });
    expect(w.published.filter(({ kind }) => kind === 'needs-password')).toHaveLength(1);
  });

  it('is known from the list before the first request, and not asked for', async () => {
    const w = world(ids(150));
    for (const id of ['D3', 'D148'] as DeviceId[]) w.listed.delete(id);
    expect(await w.answer(await w.start(ids(150)), PASSWORD)).toMatchObject({
      outcomes: { gone: without('D3', 'D148'), goneBefore: ['D3', 'D148'] },
    });
    expect(w.calls.flatMap(({ ids: sent }) => sent)).not.toContain('D3');
  });

  it('is told from those that a request has signed out before it came to it', async () => {
    const w = world(ids(150));
    stopsAtUnknown(w);
    const { script } = w;
    w.script = (call, index) => {
      // Somebody else is faster than the request that follows the look at the list.
      if (index === 1) for (const id of ['D40', 'D60'] as DeviceId[]) w.listed.delete(id);
      return script(call, index);
    };
    expect(await w.answer(await w.start(ids(150)), PASSWORD)).toMatchObject({
      outcomes: { gone: without('D40', 'D60'), goneBefore: ['D40', 'D60'] },
    });
  });

  it('needs no request where there are no others', async () => {
    const w = world(ids(2));
    for (const id of ids(2)) w.listed.delete(id);
    expect(await w.start(ids(2))).toMatchObject({
      ending: { kind: 'completed' },
      outcomes: { gone: [], goneBefore: ids(2) },
    });
    expect(w.calls).toEqual([]);
  });

  it('is not called signed out where the sign-out was stopped before its turn', async () => {
    const w = world(ids(3));
    const asked = await w.start(ids(3));
    w.listed.delete('D1' as DeviceId);
    expect(await w.clock.until(w.signOut.cancel(asked))).toMatchObject({
      value: { outcomes: { gone: [], goneBefore: ['D1'], stillThere: ['D0', 'D2'] } },
    });
  });

  it('is no reason to go on where the list has all of them, or can not be read', async () => {
    for (const list of [null, fail({ code: 'forbidden', serverText: null })]) {
      const w = world(ids(3));
      w.script = () => refused('not-found');
      if (list !== null) w.relist = () => Promise.resolve(list);
      expect(await w.start(ids(3))).toMatchObject({
        ending: { kind: 'failed', error: { code: list?.error.code ?? 'not-found' } },
      });
      expect(w.calls).toHaveLength(1);
    }
  });
});

describe('a lost UIA session', () => {
  it('is replaced with the same password, without asking', async () => {
    const w = world(ids(2));
    w.script = (_, index) => (index === 1 ? { kind: 'session-lost' } : undefined);
    const finished = await w.answer(await w.start(ids(2)), PASSWORD);
    expect(finished).toMatchObject({ ending: completed, outcomes: { gone: ids(2) } });
    expect(w.calls.map(({ auth }) => auth?.session)).toEqual([
      undefined,
      'session1',
      undefined,
      'session2',
    ]);
  });

  it('ends the operation the second time', async () => {
    const w = world(ids(1));
    w.script = ({ auth }) => (auth === null ? undefined : { kind: 'session-lost' });
    expect(await w.answer(await w.start(ids(1)), PASSWORD)).toMatchObject({
      ending: { kind: 'failed', error: { code: 'no-progress' } },
    });
  });
});

describe('an end that nothing can be done about', () => {
  it.each([
    [
      'sessions are managed elsewhere',
      { kind: 'unrecognized' },
      { code: 'unsupported', what: 'sign-out-here', offered: [] },
    ],
    [
      'a way that leads nowhere',
      challenge(null, null, ['m.login.sso']),
      { code: 'unsupported', what: 'confirmation', offered: ['m.login.sso'] },
    ],
    ['the account is locked', refused('account-locked'), { code: 'account-locked' }],
    ['another user', refused('forbidden'), { code: 'forbidden' }],
  ] satisfies [string, DeleteAnswer, unknown][])('%s', async (_, answer, error) => {
    const w = world(ids(250));
    w.script = () => answer;
    expect(await w.start(ids(250))).toMatchObject({
      ending: { kind: 'failed', error },
      outcomes: { stillThere: ids(250) },
    });
    expect(w.calls).toHaveLength(1);
  });

  it('is a bug: it gets a reference, and the operation ends', async () => {
    const w = world(ids(1));
    w.script = () => Promise.reject(new Error('bug'));
    expect(await w.start(ids(1))).toMatchObject({
      ending: { kind: 'failed', error: { code: 'internal', reference: 'ref-1' } },
      outcomes: { stillThere: ids(1) },
    });
  });
});

describe('a bug', () => {
  const internal = { kind: 'failed', error: { code: 'internal', reference: 'ref-1' } };

  it('in finding out who else could do it ends the operation as failed, and frees the account', async () => {
    const w = world(ids(1));
    w.script = () => ({ kind: 'unrecognized' });
    w.findPage = () => Promise.reject(new Error('bug'));
    const end = await w.start(ids(1));
    expect(end).toMatchObject({ ending: internal, outcomes: { stillThere: ids(1) } });
    expect(valueOf(await w.signOut.cancel(end))).toEqual(end);
    expect(await w.start(ids(1))).toMatchObject({ kind: 'finished' });
  });

  it('in opening a page, on a question or in a guided sign-out, leaves neither hanging', async () => {
    const w = world(ids(1));
    w.openExternal = () => Promise.reject(new Error('bug'));
    w.script = () => challenge('s', null, ['m.login.sso']);
    const question = await w.start(ids(1));
    expect(await w.answer(question, { kind: 'open-page' })).toMatchObject({ ending: internal });
    const guided = world(
      ids(1),
      new Map([
        [ALICE, { operationId: EARLIER, way: 'guided' as const, ids: ids(1), skipped: new Set() }],
      ]),
    );
    guided.openExternal = w.openExternal;
    guided.page = ok({ issuer: '', url: 'https://matrix.example.org:8448/account', actions: [] });
    const [resumed] = guided.signOut.snapshots();
    expect(await guided.answer(resumed!, { kind: 'open-page' })).toMatchObject({
      ending: internal,
    });
  });

  it('on the way to the end, too, ends it at once, and nothing is known', async () => {
    const w = world(ids(1));
    w.script = () => Promise.reject(new Error('bug'));
    w.relist = () => Promise.reject(new Error('another bug'));
    expect(await w.start(ids(1))).toMatchObject({
      ending: internal,
      outcomes: { unknown: ids(1) },
    });
    expect(w.logged.filter((line) => line === 'sign-out-broke')).toHaveLength(2);
  });

  it('of a request that nobody waits for any more changes nothing', async () => {
    const w = world(ids(1));
    w.script = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('bug'))));
    const started = w.confirm(ids(1));
    await w.clock.advance(0);
    await w.signOut.cancel({ operationId: 'operation2' as OperationId });
    expect(valueOf(await started)).toMatchObject({ ending: cancelled });
  });
});

describe('start', () => {
  it.each([
    ['has become the own one', (w: World) => (w.accounts = [{ ...account, deviceId: ids(1)[0]! }])],
    ['is one of an account that was removed', (w: World) => (w.accounts = [])],
    ['is protected', (w: World) => w.pinned.add(ids(1)[0]!)],
    ['could be signed out, but Muster quits', (w: World) => w.signOut.close()],
  ])('looks again after it has asked which way it goes: one %s', async (_, change) => {
    for (const page of [
      null,
      { issuer: '', url: 'https://matrix.example.org:8448/', actions: [] },
    ]) {
      const w = world(ids(2));
      w.accounts = [{ ...account, signOutRoute: 'unknown' }];
      w.findPage = () => {
        change(w);
        return Promise.resolve(ok(page));
      };
      const started = await w.confirm(ids(2));
      expect(started).toEqual(fail({ code: 'bad-request' }));
      expect([w.calls, w.plans.size]).toEqual([[], 0]);
    }
  });

  it('begins one of two that ask at once which way it goes', async () => {
    const w = world(ids(2));
    w.accounts = [{ ...account, signOutRoute: 'unknown' }];
    const both = await Promise.all(ids(2).map((id) => w.confirm([id])));
    expect(both.map(({ ok: isOk }) => isOk)).toEqual([true, false]);
    expect(w.calls).toHaveLength(1);
  });

  it.each([
    ['no session', []],
    ['the own session', [OWN]],
    ['the own session among others', [...ids(3), OWN]],
    ['a session twice', ['A', 'B', 'A'] as DeviceId[]],
  ])('refuses %s, and sends nothing', async (_, deviceIds) => {
    const w = world(ids(3));
    expect(await w.confirm(deviceIds)).toEqual(fail({ code: 'bad-request' }));
    expect(w.calls).toHaveLength(0);
  });

  it('refuses an unknown account, and several sessions where the own one is unknown', async () => {
    const w = world(ids(3));
    w.accounts = [{ ...account, deviceId: null }];
    expect(await w.confirm(ids(2))).toEqual(fail({ code: 'bad-request' }));
    w.accounts = [];
    expect(await w.confirm(ids(1))).toEqual(fail({ code: 'bad-request' }));
    expect(w.calls).toHaveLength(0);
  });

  it('allows one operation at a time for an account', async () => {
    const w = world(ids(3));
    const asked = await w.start(ids(1));
    expect(await w.confirm(ids(2))).toEqual(fail({ code: 'bad-request' }));
    await w.answer(asked, PASSWORD);
    expect(await w.start(ids(2))).toMatchObject({ kind: 'needs-password' });
  });

  it('keeps its own copy of the list', async () => {
    const w = world(ids(3));
    const mine = ids(2);
    const asked = await w.start(mine);
    mine.push(OWN);
    await w.answer(asked, PASSWORD);
    expect(w.calls.at(-1)!.ids).toEqual(ids(2));
    expect(w.listed).toEqual(new Set([OWN, 'D2']));
  });

  it('never sends a session that has become the own one meanwhile', async () => {
    const w = world(ids(150));
    const asked = await w.start(ids(150));
    w.accounts = [{ ...account, deviceId: 'D120' as DeviceId }];
    expect(await w.answer(asked, PASSWORD)).toMatchObject({
      ending: { kind: 'failed', error: { code: 'bad-request' } },
    });
    expect(w.listed.has('D120' as DeviceId)).toBe(true);
  });

  it("never takes Muster's session of the same Matrix ID at another address, nor any where that is unknown", async () => {
    const w = world(ids(3));
    const other = { ...account, accountId: 'elsewhere' as AccountId, deviceId: ids(3)[1]! };
    const start = (deviceIds: readonly DeviceId[]) => w.confirm(deviceIds);
    w.accounts = [account, other];
    expect(await start(ids(3))).toEqual(fail({ code: 'bad-request' }));
    expect(await start([ids(3)[1]!])).toEqual(fail({ code: 'bad-request' }));
    w.accounts = [account, { ...other, deviceId: null }];
    expect(await start(ids(2))).toEqual(fail({ code: 'bad-request' }));
    expect(w.calls).toEqual([]);
    w.accounts = [account, { ...other, userId: '@bob:example.org' }];
    expect((await start(ids(3))).ok).toBe(true);
  });

  it('leaves what is pinned out of a bulk, and takes it alone', async () => {
    const w = world(ids(3));
    w.grace = true;
    w.pinned.add(ids(3)[1]!);
    expect(await w.confirm(ids(3))).toEqual(fail({ code: 'bad-request' }));
    expect(w.calls).toEqual([]);
    const alone = await w.start([ids(3)[1]!]);
    expect(alone).toMatchObject({ ending: { kind: 'completed' } });
    expect(w.listed.has(ids(3)[1]!)).toBe(false);
  });

  it('never takes the offline key store, not even alone', async () => {
    const w = world(ids(2));
    w.grace = true;
    w.dehydrated.add(ids(2)[1]!);
    for (const chosen of [ids(2), [ids(2)[1]!]]) {
      expect(await w.confirm(chosen)).toEqual(fail({ code: 'bad-request' }));
    }
    expect(w.calls).toEqual([]);
  });

  it('stops before the chunk that was protected meanwhile, even where it is one session', async () => {
    const w = world(ids(101));
    w.grace = true;
    w.script = () => {
      w.pinned.add(ids(101)[100]!);
      return undefined;
    };
    const end = await w.start(ids(101));
    expect(end).toMatchObject({
      ending: { kind: 'failed', error: { code: 'bad-request' } },
      outcomes: { stillThere: [ids(101)[100]] },
    });
    expect(w.calls).toHaveLength(1);
  });
});

describe('cancel', () => {
  it('ends an open question', async () => {
    const w = world(ids(1));
    const { operationId } = await w.start(ids(1));
    expect(valueOf(await w.signOut.cancel({ operationId }))).toMatchObject({
      ending: cancelled,
      outcomes: { stillThere: ids(1) },
    });
    expect(w.calls).toHaveLength(1);
  });

  it('stops between chunks; what went is gone', async () => {
    const w = world(ids(250));
    w.grace = true;
    const started = w.confirm(ids(250));
    await w.clock.advance(0);
    const { operationId } = w.signOut.snapshots()[0]!;
    const finished = valueOf(await w.signOut.cancel({ operationId }));
    expect(finished).toMatchObject({
      answered: 100,
      ending: cancelled,
      outcomes: { gone: ids(250).slice(0, 100), stillThere: ids(250).slice(100) },
    });
    expect(valueOf(await started)).toEqual(finished);
    expect(w.calls).toHaveLength(1);
  });

  it('stops a wait for the server', async () => {
    const w = world(ids(1));
    w.script = () => ({
      kind: 'failed',
      error: { code: 'rate-limited', retryAt: w.clock.now() + 60_000 },
      ambiguous: false,
    });
    const started = w.confirm(ids(1));
    await w.clock.advance(0);
    expect(w.signOut.snapshots()[0]?.kind).toBe('waiting');
    await w.signOut.cancel({ operationId: 'operation2' as OperationId });
    expect(valueOf(await started)).toMatchObject({
      ending: cancelled,
      outcomes: { stillThere: ids(1) },
    });
    expect(w.calls).toHaveLength(1);
  });

  it('aborts a request under way, then looks at the list', async () => {
    const w = world(ids(2));
    w.script = ({ signal }) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => {
          w.listed.delete('D0' as DeviceId);
          resolve({ kind: 'failed', error: { code: 'cancelled' }, ambiguous: true });
        });
      });
    const started = w.confirm(ids(2));
    await w.clock.advance(0);
    const finished = valueOf(await w.signOut.cancel({ operationId: 'operation2' as OperationId }));
    expect(finished).toMatchObject({
      ending: cancelled,
      outcomes: { gone: ['D0'], stillThere: ['D1'] },
    });
    expect(valueOf(await started)).toEqual(finished);
  });

  it('is final, even when the server comes back with a question', async () => {
    const w = world(ids(1));
    w.script = ({ signal }) =>
      new Promise((resolve) => signal?.addEventListener('abort', () => resolve(challenge('s'))));
    const started = w.confirm(ids(1));
    await w.clock.advance(0);
    await w.signOut.cancel({ operationId: 'operation2' as OperationId });
    expect(valueOf(await started)).toMatchObject({ kind: 'finished', ending: cancelled });
  });

  it('changes nothing about one that is finished, or is being cancelled', async () => {
    const w = world(ids(1));
    const { operationId } = await w.start(ids(1));
    const [one, two] = await Promise.all([
      w.signOut.cancel({ operationId }),
      w.signOut.cancel({ operationId }),
    ]);
    expect(one).toEqual(two);
    expect(await w.signOut.cancel({ operationId })).toEqual(one);
    expect(w.published.filter(({ kind }) => kind === 'finished')).toHaveLength(1);
  });
});

describe('a question', () => {
  it('expires after ten minutes', async () => {
    const w = world(ids(1));
    const asked = await w.start(ids(1));
    await w.clock.advance(EXPIRY_MS - 1);
    expect(w.signOut.snapshots()).toEqual([asked]);
    await w.clock.advance(1);
    expect(w.signOut.snapshots()[0]).toMatchObject({ kind: 'finished', ending: cancelled });
  });

  it('has ten minutes of its own when it is asked again', async () => {
    const w = world(ids(1));
    const asked = await w.start(ids(1));
    await w.clock.advance(EXPIRY_MS - 1);
    const again = await w.answer(asked, WRONG);
    await w.clock.advance(EXPIRY_MS - 1);
    expect(w.signOut.snapshots()).toEqual([again]);
  });

  it('does not expire once it is answered', async () => {
    const w = world(ids(1));
    await w.answer(await w.start(ids(1)), PASSWORD);
    await w.clock.advance(EXPIRY_MS);
    expect(w.signOut.snapshots()[0]).toMatchObject({ ending: completed });
  });

  it('takes one answer; a second one sends nothing', async () => {
    const w = world(ids(1));
    const { operationId } = await w.start(ids(1));
    const first = w.signOut.answer({
      operationId,
      answer: { kind: 'password', password: PASSWORD },
    });
    const second = await w.signOut.answer({
      operationId,
      answer: { kind: 'password', password: WRONG },
    });
    expect(valueOf(second).kind).toBe('working');
    expect(valueOf(await w.clock.until(first))).toMatchObject({ ending: completed });
    expect(
      valueOf(
        await w.signOut.answer({ operationId, answer: { kind: 'password', password: WRONG } }),
      ),
    ).toMatchObject({
      ending: completed,
    });
    expect(w.calls).toHaveLength(2);
  });
});

it('an unknown operation can be neither answered nor cancelled', async () => {
  const { signOut } = world([]);
  const operationId = 'nobody' as OperationId;
  const unknown = fail({ code: 'unknown-subject' });
  expect(
    await signOut.answer({ operationId, answer: { kind: 'password', password: PASSWORD } }),
  ).toEqual(unknown);
  expect(await signOut.cancel({ operationId })).toEqual(unknown);
});

it('dismiss forgets a finished operation, and no other', async () => {
  const w = world(ids(1));
  const asked = await w.start(ids(1));
  expect(await w.signOut.dismiss(asked)).toEqual(fail({ code: 'bad-request' }));
  await w.answer(asked, PASSWORD);
  expect(await w.signOut.dismiss(asked)).toEqual(ok(null));
  expect(w.signOut.snapshots()).toEqual([]);
  expect(await w.signOut.dismiss(asked)).toEqual(ok(null));
});

it('forgetAccount ends its operations at once, and sends nothing more', async () => {
  const w = world(ids(250));
  w.grace = true;
  const started = w.confirm(ids(250));
  await w.clock.advance(0);
  w.relist = () => Promise.reject(new Error('nobody may ask for the list now'));
  w.signOut.forgetAccount(ALICE);
  expect(w.signOut.snapshots()).toEqual([]);
  expect(valueOf(await started)).toMatchObject({
    ending: cancelled,
    outcomes: { unknown: ids(250) },
  });
  await w.clock.advance(60_000);
  expect(w.calls).toHaveLength(1);
  expect(w.published.filter(({ kind }) => kind === 'finished')).toHaveLength(1);
  expect(w.logged).not.toContain('sign-out-broke');
});

it('close ends everything, and nothing can be started any more', async () => {
  const w = world(ids(2));
  await w.start(ids(1));
  w.signOut.close();
  expect(w.published.at(-1)).toMatchObject({ ending: cancelled, outcomes: { unknown: ids(1) } });
  expect(await w.confirm(ids(1))).toMatchObject({
    ok: false,
  });
  await w.clock.advance(EXPIRY_MS);
  expect(w.calls).toHaveLength(1);
});
