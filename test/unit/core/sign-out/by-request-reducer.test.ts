// The reducer of a sign-out by requests, event by event in each of its phases.
import { describe, expect, it } from 'vitest';
import {
  EXPIRY_MS,
  POLL_MS,
  WAIT_MAX_MS,
} from '../../../../electron/core/sign-out/by-request/chunk.ts';
import {
  beginByRequest,
  byRequest,
} from '../../../../electron/core/sign-out/by-request/reducer.ts';
import type {
  ByRequest,
  ByRequestEvent,
  ByRequestOutcome,
  ByRequestStep,
} from '../../../../electron/core/sign-out/by-request/types.ts';
import type { DeleteAnswer } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { challenge, ids, timedOut, unreachable } from './sign-out-world.ts';

const all = ids(130);
const begun = (kind: 'new' | 'interrupted' = 'new'): ByRequest =>
  beginByRequest(all, 'https://matrix.example.org', kind);

const person = {
  begin: { kind: 'begin' },
  password: { kind: 'given', what: 'password' },
  text: { kind: 'given', what: 'text' },
  finishedThere: { kind: 'finished-there' },
  openPage: { kind: 'open-page' },
  openPolicy: { kind: 'open-policy', index: 0 },
  otherWay: { kind: 'other-way', stage: 'm.login.dummy' },
  goOn: { kind: 'go-on' },
  wake: { kind: 'wake' },
  pause: { kind: 'pause' },
  skip: { kind: 'skip' },
} as const satisfies Record<string, ByRequestEvent>;

const answered = (answer: DeleteAnswer) => ({ kind: 'answered', answer, tookMs: 10 }) as const;
const failing = (error: AppError) => answered({ kind: 'failed', error, ambiguous: false });
const listed = (list: readonly DeviceId[] = all) =>
  ({
    kind: 'listed',
    list: ok({ listed: new Set(list), signedOut: new Set<DeviceId>() }),
  }) as const;
const unread = { kind: 'listed', list: unreachable } as const;
const due = { kind: 'due' } as const;
const opened = { kind: 'opened', opened: ok(null) } as const;
const notOpened = { code: 'browser-not-opened', address: 'https://example.org/' } as const;
const handedOver = { kind: 'handed-over', done: true } as const;
const outcomes = {
  listed: listed(),
  answered: answered({ kind: 'deleted' }),
  notAllowed: { kind: 'not-allowed' },
  due,
  opened,
  handedOver,
} as const satisfies Record<string, ByRequestOutcome>;
const broke = { kind: 'broke', reference: 'r' } as const;
const cancel = { kind: 'cancel' } as const;

type Told = ByRequestEvent | ByRequestOutcome | typeof broke;
const isOutcome = ({ kind }: Told): boolean =>
  kind === 'broke' || Object.values(outcomes).some((outcome) => outcome.kind === kind);

function tell(state: ByRequest, event: Told, now = NOW): ByRequestStep {
  const whole = (isOutcome(event) ? { ...event, turn: state.turn } : event) as ByRequestEvent;
  return byRequest.step(state, whole, now);
}

/** After these events, of which each outcome belongs to the turn that is. */
function after(from: ByRequest, ...events: readonly Told[]): ByRequest {
  return events.reduce((state, event) => tell(state, event).state, from);
}

const sso = answered(challenge('S', null, ['m.login.sso']));
const serverFailed = failing({ code: 'server-failed', status: 500, serverText: null });
const limited = (ms: number) => failing({ code: 'rate-limited', retryAt: NOW + ms });

const looking = after(begun(), person.begin);
const sending = after(looking, listed());
const asking = after(sending, answered(challenge('S')));
const confirming = after(asking, person.password);
const askingBrowser = after(sending, sso);
const opening = after(askingBrowser, person.openPage);
const watched = after(opening, opened);
const openingAgain = after(watched, person.openPage);
const polling = after(watched, due);
const checking = after(polling, serverFailed);
const sendingAlone = after(askingBrowser, person.finishedThere, listed());
const checkingAlone = after(sendingAlone, serverFailed);
const waiting = after(sending, limited(60_000));
const pausing = after(sending, outcomes.answered);
const rereading = after(sending, answered(timedOut));
const handingOver = after(sending, answered({ kind: 'unrecognized' }));
const ending = after(asking, cancel);
const phases = {
  ...{ fresh: begun(), interrupted: begun('interrupted'), looking, sending, asking, confirming },
  ...{ askingBrowser, opening, watched, openingAgain, polling, checking, checkingAlone },
  ...{ waiting, pausing, rereading, handingOver, ending },
  finished: after(ending, listed()),
  over: after(handingOver, handedOver),
};
type Name = keyof typeof phases;
const names = Object.keys(phases) as Name[];
const namesWhere = (holds: (state: ByRequest) => boolean) =>
  names.filter((name) => holds(phases[name]));

describe('an event', () => {
  it.each<[keyof typeof person, readonly Name[]]>([
    ['begin', ['fresh']],
    ['password', ['asking']],
    ['text', []],
    ['finishedThere', ['askingBrowser', 'watched']],
    ['openPage', ['askingBrowser', 'watched']],
    ['openPolicy', []],
    ['otherWay', []],
    ['goOn', ['interrupted']],
    ['wake', []],
    ['pause', []],
    ['skip', []],
  ])('of the person, %s, means something in these phases alone', (event, heard) => {
    expect(namesWhere((state) => tell(state, person[event]).state !== state)).toEqual(heard);
  });

  it.each<[keyof typeof outcomes, readonly Name[]]>([
    ['listed', ['looking', 'confirming', 'checking', 'checkingAlone', 'rereading', 'ending']],
    ['answered', ['sending', 'polling']],
    ['notAllowed', ['sending', 'polling']],
    ['due', ['asking', 'askingBrowser', 'watched', 'waiting', 'pausing']],
    ['opened', ['opening', 'openingAgain']],
    ['handedOver', ['handingOver']],
  ])('that is an outcome, %s, means something in these phases alone', (event, heard) => {
    expect(namesWhere((state) => tell(state, outcomes[event]).state !== state)).toEqual(heard);
  });
});

describe('what is shown', () => {
  const figures = { total: 130, answered: 0 };
  const shown = (name: Name) => byRequest.show(phases[name]);

  it('is that it works, or reads the list', () => {
    for (const name of ['fresh', 'looking', 'sending', 'confirming', 'checkingAlone'] as const)
      expect(shown(name)).toEqual({ kind: 'working', step: 'signing-out', ...figures });
    expect(shown('pausing')).toMatchObject({ kind: 'working', step: 'signing-out', answered: 100 });
    expect(shown('handingOver')).toMatchObject({ kind: 'working', step: 'signing-out' });
    for (const name of ['rereading', 'ending'] as const)
      expect(shown(name)).toEqual({ kind: 'working', step: 'checking', ...figures });
  });

  it('is the question, also while its page opens or the server is looked at', () => {
    expect(shown('asking')).toMatchObject({ kind: 'needs-password', host: 'matrix.example.org' });
    for (const name of ['askingBrowser', 'opening'] as const)
      expect(shown(name)).toMatchObject({ kind: 'needs-browser', opened: false });
    for (const name of ['watched', 'openingAgain', 'polling', 'checking'] as const)
      expect(shown(name)).toMatchObject({ kind: 'needs-browser', opened: true });
  });

  it('is what it waits for, that there is something left, the end, and nothing of what went on', () => {
    const error = { code: 'rate-limited', retryAt: NOW + 60_000 };
    expect(shown('waiting')).toEqual({ kind: 'waiting', until: NOW + 60_000, error, ...figures });
    expect(shown('interrupted')).toEqual({ kind: 'interrupted', ...figures });
    expect(shown('finished')).toMatchObject({ kind: 'finished', ending: { kind: 'cancelled' } });
    expect(shown('over')).toBeNull();
  });
});

describe('a phase', () => {
  it('waits for the person, or is over', () => {
    const stable = ['interrupted', 'asking', 'askingBrowser', 'watched', 'finished', 'over'];
    expect(namesWhere((state) => byRequest.isStable(state))).toEqual(stable);
  });

  it('hears an answer later while it only looks behind the question', () => {
    expect(namesWhere((state) => byRequest.defersAnswers(state))).toEqual(['polling', 'checking']);
  });

  it('that waits may be cut short: a pause of the server by nothing but the person', () => {
    const hastened = (by: 'person' | 'wake', now: number) =>
      namesWhere((state) => byRequest.mayHasten(state, by, now));
    expect(hastened('person', NOW)).toEqual(['waiting']);
    expect(hastened('wake', NOW + 59_999)).toEqual([]);
    expect(hastened('wake', NOW + 60_000)).toEqual(['waiting']);
    expect(byRequest.mayHasten(after(rereading, unread), 'wake', NOW)).toBe(true);
  });

  it('tells why a page was not opened until it is', () => {
    const failed = after(opening, { kind: 'opened', opened: fail(notOpened) });
    expect(byRequest.problemOf(failed)).toEqual(notOpened);
    expect(byRequest.problemOf(after(failed, person.openPage, opened))).toBeNull();
    expect(namesWhere((state) => byRequest.problemOf(state) !== null)).toEqual([]);
  });
});

describe('a page', () => {
  const reasonOf = (state: ByRequest) => {
    const body = byRequest.show(state);
    return body && 'reason' in body ? body.reason : null;
  };

  it('that is looked at without news stays as it is on screen, and is told of when asked', () => {
    expect(reasonOf(after(polling, sso))).toBe('server-asked');
    expect(reasonOf(after(checking, listed()))).toBe('server-asked');
    expect(reasonOf(after(sendingAlone, sso))).toBe('not-yet');
    expect(reasonOf(after(checkingAlone, listed()))).toBe('no-answer');
  });

  it('that was no answer is asked for again while the list has any of the chunk', () => {
    const state = after(checkingAlone, listed(all.slice(1)));
    expect([state.phase.kind, state.answered]).toEqual(['asking', 0]);
  });

  it('is looked at every three seconds, ten minutes from when it was opened first', () => {
    expect(tell(opening, opened).command).toEqual({ kind: 'wait', ms: POLL_MS });
    const later = tell(openingAgain, opened, NOW + EXPIRY_MS - 1_000);
    expect(later.command).toEqual({ kind: 'wait', ms: 1_000 });
    expect(tell(later.state, due, NOW + EXPIRY_MS).state.phase.kind).toBe('ending');
  });

  it('of terms is read beside the question, which stays', () => {
    const policies = { a: { en: { name: 'A', url: 'https://example.org/terms' } } };
    const terms = challenge('S', null, ['m.login.terms']);
    if (terms.kind !== 'challenge') throw new Error('no challenge');
    const params = new Map([['m.login.terms', { policies }]]);
    const asked = answered({ ...terms, challenge: { ...terms.challenge, params } });
    const consent = after(sending, asked);
    const reading = tell(consent, person.openPolicy);
    expect(reading.command).toEqual({ kind: 'open', url: 'https://example.org/terms' });
    const read = tell(reading.state, opened);
    expect(byRequest.show(read.state)).toEqual(byRequest.show(consent));
    expect(read.command).toEqual({ kind: 'wait', ms: EXPIRY_MS });
  });
});

describe('an end', () => {
  const endOf = ({ note }: ByRequestStep) => (note?.kind === 'ended' ? note.ending : null);

  it('asks whether something else goes on only where the server has another way', () => {
    expect(tell(sending, answered({ kind: 'unrecognized' })).command).toEqual({
      kind: 'hand-over',
    });
    const impossible = tell(sending, answered(challenge(null, null, ['m.login.sso'])));
    expect(impossible.command).toEqual({ kind: 'look' });
    const error = { code: 'unsupported', what: 'confirmation', offered: ['m.login.sso'] };
    expect(endOf(tell(impossible.state, listed()))).toEqual({ kind: 'failed', error });
    const alone = tell(handingOver, { kind: 'handed-over', done: false });
    expect(alone.command).toEqual({ kind: 'look' });
  });

  it('of a request that was aborted is a cancel', () => {
    const state = after(sending, failing({ code: 'cancelled' }));
    expect(endOf(tell(state, listed()))).toEqual({ kind: 'cancelled' });
  });

  it('comes when the pauses of a server add up to more than twenty minutes', () => {
    const half = limited(WAIT_MAX_MS / 2);
    const full = after(sending, half, due, half);
    expect(full.phase.kind).toBe('waiting');
    expect(after(full, due, limited(500)).phase.kind).toBe('ending');
  });

  it('is complete, and somebody was asked, where the list has none any more after a look', () => {
    const one = beginByRequest(all.slice(0, 1), 'https://matrix.example.org', 'new');
    const asked = after(one, person.begin, listed(), sso, person.finishedThere, listed());
    const state = after(asked, serverFailed, listed([]));
    expect(endOf(tell(state, listed([])))).toEqual({ kind: 'completed', asked: true });
  });

  it('by a bug looks at the list first; one on that way ends at once', () => {
    const error = { code: 'internal', reference: 'r' };
    const first = tell(asking, broke);
    expect(first.command).toEqual({ kind: 'look' });
    expect(endOf(tell(first.state, listed()))).toEqual({ kind: 'failed', error });
    const atOnce = tell(ending, broke);
    expect([atOnce.command, endOf(atOnce)]).toEqual([null, { kind: 'cancelled' }]);
  });

  it('is not cancelled twice; where only the list is missing, it is not waited for', () => {
    expect(tell(ending, cancel).state).toBe(ending);
    const one = beginByRequest(all.slice(0, 1), 'https://matrix.example.org', 'new');
    const last = after(one, person.begin, listed(), outcomes.answered);
    for (const state of [last, after(last, unread)]) {
      const step = tell(state, cancel);
      expect(step.command).toEqual({ kind: 'look' });
      expect(endOf(tell(step.state, unread))).toEqual({ kind: 'completed', asked: false });
    }
  });

  it('that is abandoned is noted only where nothing is left to be gone on with', () => {
    expect(endOf(tell(asking, { kind: 'abandon' }))).toEqual({ kind: 'cancelled' });
    for (const name of ['sending', 'pausing', 'waiting', 'ending'] as const) {
      const { command, note, state } = tell(phases[name], { kind: 'abandon' });
      expect([command, note, state.phase.kind]).toEqual([null, null, 'finished']);
    }
  });
});
