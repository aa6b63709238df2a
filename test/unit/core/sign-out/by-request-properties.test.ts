// What holds for the reducer of a sign-out by requests whatever server, list and person do, in any order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAUSE_MAX } from '../../../../electron/core/pauses.ts';
import type { ListSeen } from '../../../../electron/core/ports.ts';
import { STRIKES_MAX, UNREAD_MAX } from '../../../../electron/core/sign-out/by-request/patience.ts';
import {
  beginByRequest,
  byRequest,
} from '../../../../electron/core/sign-out/by-request/reducer.ts';
import type {
  ByRequest,
  ByRequestCommand,
  ByRequestEvent,
  ByRequestStep,
} from '../../../../electron/core/sign-out/by-request/types.ts';
import type { DeleteAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { challenge, ids, timedOut, unreachable } from './sign-out-world.ts';

const confirmed = ids(130);
/** Each UIA session has it in its name, nothing else does. */
const MARK = 'uia-session';
const stages = ['m.login.password', 'm.login.registration_token', 'm.login.terms', 'm.login.sso'];

const failing = (error: object, ambiguous = false): DeleteAnswer => ({
  kind: 'failed',
  error: error as never,
  ambiguous,
});

const answer: fc.Arbitrary<DeleteAnswer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.nat(3),
        fc.array(fc.constantFrom(...stages, 'm.login.dummy'), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(null, 'Wrong'),
      )
      .map(([n, flow, refusal]) => challenge(`${MARK}-${n}`, refusal, flow)),
  },
  { weight: 4, arbitrary: fc.constant<DeleteAnswer>({ kind: 'deleted' }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<DeleteAnswer>(
      { kind: 'session-lost' },
      { kind: 'unrecognized' },
      timedOut,
      timedOut,
      timedOut,
      failing({ code: 'forbidden', serverText: null }),
      failing({ code: 'unreachable', host: 'x' }),
      failing({ code: 'server-failed', status: 502, serverText: null }, true),
      failing({ code: 'session-ended', softLogout: false }),
      failing({ code: 'vault', reason: 'locked' }),
      failing({ code: 'not-found' }),
      failing({ code: 'rate-limited', retryAt: NOW + 60_000 }),
      failing({ code: 'rate-limited', retryAt: NOW - 60_000 }),
      failing({ code: 'rate-limited', retryAt: NOW + 10 ** 12 }),
      failing({ code: 'request-refused', status: 400, errcode: null, serverText: null }),
      failing({ code: 'cancelled' }, true),
    ),
  },
);

const person: fc.Arbitrary<ByRequestEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<ByRequestEvent>({ kind: 'given', what: 'password' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<ByRequestEvent>(
      { kind: 'begin' },
      { kind: 'given', what: 'text' },
      { kind: 'given', what: 'consent' },
      { kind: 'finished-there' },
      { kind: 'open-page' },
      { kind: 'open-policy', index: 0 },
      { kind: 'wake' },
      { kind: 'pause' },
      { kind: 'skip' },
      { kind: 'try-now' },
      { kind: 'go-on' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...stages).map((stage) => ({ kind: 'other-way', stage }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ByRequestEvent>({ kind: 'cancel' }, { kind: 'abandon' }),
  },
);

const plays = fc.array(
  fc.record({
    /** Null: the command gets its outcome. */
    event: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: person }),
    answer,
    /** So many of the confirmed are gone from the list; null: it can't be read. */
    gone: fc.option(fc.constantFrom(0, 50, 100, 130), { nil: null, freq: 6 }),
    unreadable: fc.constantFrom<AppError>(
      { code: 'cancelled' },
      { code: 'unreachable', host: 'x' },
      { code: 'doubtful-list', lacks: 'own' },
      { code: 'rate-limited', retryAt: NOW + 5_000 },
      { code: 'session-ended', softLogout: false },
    ),
    mayGo: fc.integer({ min: 0, max: 19 }).map((n) => n > 0),
    breaks: fc.integer({ min: 0, max: 29 }).map((n) => n === 0),
    late: fc.integer({ min: 0, max: 14 }).map((n) => n === 0),
    pass: fc.constantFrom(0, 10, 3_000, 600_000, -3_600_000, 10 ** 8),
  }),
  { maxLength: 60 },
);
type Turn = typeof plays extends fc.Arbitrary<(infer T)[]> ? T : never;

/** The first `gone` are not in it; every other one of them was signed out. */
function seen(gone: number): ListSeen {
  const signedOut = confirmed.slice(0, gone).filter((_, index) => index % 2 === 0);
  return { listed: new Set(confirmed.slice(gone)), signedOut: new Set(signedOut) };
}

function outcomeOf(
  command: ByRequestCommand,
  { answer: sent, gone, unreadable, mayGo }: Turn,
): object {
  switch (command.kind) {
    case 'send':
      return mayGo ? { kind: 'answered', answer: sent, tookMs: 10 } : { kind: 'not-allowed' };
    case 'open':
      return { kind: 'opened', opened: mayGo ? ok(null) : unreachable };
    case 'look':
      return {
        kind: 'listed',
        list: gone === null ? fail(unreadable) : ok(seen(gone)),
      };
    case 'wait':
      return { kind: 'due' };
    case 'hand-over':
      return { kind: 'handed-over', done: mayGo };
  }
}

interface Moment extends ByRequestStep {
  readonly before: ByRequest;
  readonly event: ByRequestEvent;
}

const isOver = ({ phase: { kind } }: ByRequest): boolean =>
  kind === 'finished' || kind === 'handed-over';

/** `check` sees each step of a play in order; it is made anew for each play. */
function checkEach(makeCheck: () => (moment: Moment) => void): void {
  fc.assert(
    fc.property(plays, (turns) => {
      const check = makeCheck();
      let now = NOW;
      let command = null as ByRequestCommand | null;
      let state = beginByRequest(confirmed, 'https://matrix.example.org', 'new');
      const tell = (event: ByRequestEvent): void => {
        const before = state;
        const step = byRequest.step(before, event, now);
        state = step.state;
        if (step.state !== before) ({ command } = step);
        check({ ...step, before, event });
      };
      for (const turn of turns) {
        now += turn.pass;
        const number = state.turn - (turn.late ? 1 : 0);
        if (turn.event !== null) tell(turn.event);
        else if (turn.breaks) tell({ kind: 'broke', reference: 'r', turn: number });
        else if (command !== null)
          tell({ ...outcomeOf(command, turn), turn: number } as ByRequestEvent);
        else if (!isOver(state)) tell({ kind: 'begin' });
      }
    }),
    { numRuns: 3_000 },
  );
}

describe('whatever happens', () => {
  it('nothing is sent before it begins', () => {
    checkEach(() => {
      let begun = false;
      return ({ event, command }) => {
        begun ||= event.kind === 'begin';
        if (command?.kind === 'send') expect(begun).toBe(true);
      };
    });
  });

  it('only what was confirmed is sent, in its order, and each request of a chunk has the same ids', () => {
    const reached = { anew: 0, later: 0 };
    checkEach(() => {
      const begun = new Set<string>();
      let chunk: readonly DeviceId[] = [];
      return ({ command, before }) => {
        if (command?.kind !== 'send') return;
        expect(command.ids.length).toBeGreaterThan(0);
        expect(confirmed.filter((id) => command.ids.includes(id))).toEqual(command.ids);
        const from = before.phase.kind === 'waiting' ? before.phase.then : before.phase;
        const isFirst = from.kind === 'looking' && from.next.kind === 'begin';
        if (isFirst || from.kind === 'pausing') {
          ({ ids: chunk } = command);
          if (command.ids.some((id) => begun.has(id))) reached.anew += 1;
          for (const id of command.ids) begun.add(id);
          if (command.ids.includes('D129' as DeviceId)) reached.later += 1;
        }
        expect(command.ids).toEqual(chunk);
      };
    });
    // What happens to be played differs; that it is played at all must not.
    expect(reached.later).toBeGreaterThan(20);
    expect(reached.anew).toBeGreaterThan(5);
  });

  it('never is a second request sent before the first one has come to something', () => {
    checkEach(() => {
      let out = false;
      return ({ command, event }) => {
        if (event.kind === 'answered' || event.kind === 'broke' || event.kind === 'not-allowed')
          out = false;
        if (event.kind === 'cancel' || event.kind === 'abandon') out = false;
        if (command?.kind === 'send') {
          expect(out).toBe(false);
          out = true;
        }
      };
    });
  });

  it('what failed without a trace is tried a bounded number of times, and waits are never too long', () => {
    checkEach(() => ({ state, command }) => {
      expect(state.patience.strikes).toBeLessThanOrEqual(STRIKES_MAX + 1);
      expect(state.patience.unread).toBeLessThanOrEqual(UNREAD_MAX);
      if (command?.kind !== 'wait') return;
      expect(command.ms).toBeGreaterThanOrEqual(0);
      expect(command.ms).toBeLessThanOrEqual(PAUSE_MAX);
    });
  });

  it('what a person gives is used until a question is open again, and never for another', () => {
    checkEach(() => {
      let given: string | null = null;
      return ({ event, command, state, before }) => {
        if (event.kind === 'given' && state !== before) given = event.what;
        if (command?.kind === 'send' && command.auth.kind === 'stage') {
          const { stage } = command.auth;
          if (stage === 'm.login.password') expect(given).toBe('password');
          if (stage === 'm.login.registration_token') expect(given).toBe('text');
        }
        if (byRequest.isStable(state)) given = null;
      };
    });
  });

  it('nothing of a UIA session is left at an end, nor in what is shown of it', () => {
    checkEach(() => ({ state }) => {
      const { kind } = state.phase;
      if (isOver(state) || kind === 'ending' || kind === 'handing-over')
        expect(JSON.stringify(state)).not.toContain(MARK);
      expect(JSON.stringify(byRequest.show(state))).not.toContain(MARK);
    });
  });

  it('what is late means nothing, nor anything after the end', () => {
    checkEach(() => ({ before, event, state, command, note }) => {
      const isLate = 'turn' in event && event.turn !== before.turn;
      if (isLate || isOver(before)) expect([state, command, note]).toEqual([before, null, null]);
    });
  });

  it('it always waits for something, unless it is over', () => {
    checkEach(() => ({ before, state, command }) => {
      if (state !== before) expect(command === null).toBe(isOver(state));
    });
  });

  it('it ends once, and each session is in exactly one list', () => {
    let ends = 0;
    checkEach(() => {
      let ended = false;
      return ({ note, state }) => {
        if (note?.kind !== 'ended') return;
        expect([ended, state.phase.kind]).toEqual([false, 'finished']);
        ended = true;
        ends += 1;
        const { gone, goneBefore, stillThere, unknown } = note.outcomes;
        const all = [...gone, ...goneBefore, ...stillThere, ...unknown];
        expect(all.sort()).toEqual([...confirmed].sort());
      };
    });
    expect(ends).toBeGreaterThan(100);
  });

  it('it ends from everywhere within two steps of a cancel', () => {
    fc.assert(
      fc.property(plays, (turns) => {
        let state = beginByRequest(confirmed, 'https://matrix.example.org', 'new');
        let command: ByRequestCommand | null = null;
        for (const turn of [null, ...turns]) {
          const event: ByRequestEvent =
            turn === null || command === null
              ? { kind: 'begin' }
              : (turn.event ??
                ({ ...outcomeOf(command, turn), turn: state.turn } as ByRequestEvent));
          const step = byRequest.step(state, event, NOW);
          if (step.state !== state) ({ command } = step);
          ({ state } = step);
        }
        const stopped = byRequest.step(state, { kind: 'cancel' }, NOW).state;
        const event = { kind: 'listed', list: unreachable, turn: stopped.turn } as const;
        expect(isOver(byRequest.step(stopped, event, NOW).state)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('it ends by itself, whatever always fails, and also after a restart', () => {
    fc.assert(
      fc.property(plays, fc.constantFrom('new', 'interrupted'), (turns, kind) => {
        fc.pre(turns.length > 0);
        let state = beginByRequest(confirmed, 'https://matrix.example.org', kind);
        let command: ByRequestCommand | null = null;
        let now = NOW;
        const told: ByRequestEvent[] = [{ kind: kind === 'new' ? 'begin' : 'go-on' }];
        for (let steps = 0; !isOver(state); steps += 1) {
          expect(steps).toBeLessThan(40_000);
          const turn = turns[steps % turns.length]!;
          const event =
            told.pop() ?? ({ ...outcomeOf(command!, turn), turn: state.turn } as ByRequestEvent);
          // Nobody answers a question.
          if (command?.kind === 'wait') now += command.ms;
          const step = byRequest.step(state, event, now);
          if (step.state !== state) ({ command } = step);
          ({ state } = step);
        }
      }),
      { numRuns: 500 },
    );
  });
});
