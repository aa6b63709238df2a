// What a list that is read again means to a sign-out by requests, and with what it goes on.
import { describe, expect, it } from 'vitest';
import { STRIKES_MAX, UNREAD_MAX } from '../../../../electron/core/sign-out/by-request/patience.ts';
import {
  beginByRequest,
  byRequest,
} from '../../../../electron/core/sign-out/by-request/reducer.ts';
import { PAUSE_MS } from '../../../../electron/core/sign-out/by-request/steps.ts';
import type {
  ByRequest,
  ByRequestOutcome,
  ByRequestStep,
} from '../../../../electron/core/sign-out/by-request/types.ts';
import { CHUNK_START } from '../../../../electron/core/sign-out/plan.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { ids } from './sign-out-world.ts';

const all = ids(130);
const first = all.slice(0, CHUNK_START);
const SECOND = 1_000;

const down: AppError = { code: 'server-failed', status: 502, serverText: null };
const forbidden: AppError = { code: 'forbidden', serverText: null };
const due = { kind: 'due' } as const;
const deleted = { kind: 'answered', answer: { kind: 'deleted' }, tookMs: 5_000 } as const;
const failing = (error: AppError) =>
  ({ kind: 'answered', answer: { kind: 'failed', error, ambiguous: false }, tookMs: 10 }) as const;
const listed = (list: readonly DeviceId[] = all) =>
  ({
    kind: 'listed',
    list: ok({ listed: new Set(list), signedOut: new Set<DeviceId>() }),
  }) as const;
const unread = (error: AppError = down) => ({ kind: 'listed', list: fail(error) }) as const;

function tell(state: ByRequest, event: ByRequestOutcome, now = NOW): ByRequestStep {
  return byRequest.step(state, { ...event, turn: state.turn }, now);
}

function after(state: ByRequest, ...events: readonly ByRequestOutcome[]): ByRequest {
  return events.reduce((before, event) => tell(before, event).state, state);
}

const begun = beginByRequest(all, 'https://matrix.example.org', 'new');
const looking = byRequest.step(begun, { kind: 'begin' }, NOW).state;
const sending = after(looking, listed());
/** A request has failed so, and the list is read. */
const rereading = (error: AppError) => after(sending, failing(error));
const endOf = ({ state, note }: ByRequestStep) =>
  note?.kind === 'ended' ? note.ending : state.phase.kind === 'ending' ? state.phase.ending : null;
const waits = ({ command }: ByRequestStep) => (command?.kind === 'wait' ? command.ms : null);
const sizeOfNext = (step: ByRequestStep) => {
  const { command } = tell(step.state, due);
  return command?.kind === 'send' ? command.ids.length : null;
};

/** The same request fails and the list has all of them, until nothing goes on by itself at once. */
function strike(times: number, error: AppError = down): ByRequestStep {
  let step = tell(rereading(error), listed());
  for (let strikes = 1; strikes < times; strikes += 1)
    step = tell(after(step.state, due, failing(error)), listed());
  return step;
}

describe('a request that failed', () => {
  it('is tried again soon where the list has all of them, the first time', () => {
    const step = strike(1);
    expect([step.state.phase.kind, waits(step)]).toEqual(['pausing', PAUSE_MS]);
    expect(step.state.queue).toEqual(all);
  });

  it('is tried again after ever longer waits from the second time on, which is shown', () => {
    for (const [times, ms] of [
      [2, 2],
      [3, 4],
      [STRIKES_MAX, 30],
    ] as const) {
      const step = strike(times);
      expect(waits(step)).toBe(ms * SECOND);
      expect(byRequest.show(step.state)).toMatchObject({ kind: 'waiting', error: down });
    }
  });

  it('ends it with its reason after more times than that', () => {
    expect(endOf(strike(STRIKES_MAX + 1))).toEqual({ kind: 'failed', error: down });
  });

  it('begins anew with counting when a session is gone by now', () => {
    const again = after(strike(4).state, due, failing(down));
    const step = tell(again, listed(all.slice(1)));
    expect([step.state.phase.kind, waits(step)]).toEqual(['pausing', PAUSE_MS]);
    expect(step.state.queue).toEqual(all.slice(1));
    expect(step.state.patience).toEqual({ strikes: 0, unread: 0 });
  });

  it('is complete where all are gone by now', () => {
    expect(endOf(tell(rereading(down), listed([])))).toMatchObject({ kind: 'completed' });
  });

  it('is followed by smaller ones where it may have been too much, and not where one is gone', () => {
    expect(sizeOfNext(strike(1))).toBe(CHUNK_START / 2);
    expect(sizeOfNext(tell(rereading(down), listed(all.slice(1))))).toBe(CHUNK_START / 2);
    expect(sizeOfNext(strike(2))).toBe(CHUNK_START / 4);
    const notFound = tell(rereading({ code: 'not-found' }), listed(all.slice(1)));
    expect(sizeOfNext(notFound)).toBe(CHUNK_START);
  });

  it('with 404 ends it where the list has all of them', () => {
    const error = { code: 'not-found' } as const;
    expect(endOf(tell(rereading(error), listed()))).toEqual({ kind: 'failed', error });
  });
});

describe('what an earlier run has left', () => {
  it('goes on with what the list still has, without a strike', () => {
    const interrupted = beginByRequest(all, 'https://matrix.example.org', 'interrupted');
    const { state } = byRequest.step(interrupted, { kind: 'go-on' }, NOW);
    for (const list of [all, first]) {
      const step = tell(state, listed(list));
      expect([step.state.phase.kind, waits(step)]).toEqual(['pausing', PAUSE_MS]);
      expect(step.state.patience.strikes).toBe(0);
      expect(step.state.queue).toEqual(list);
      expect(sizeOfNext(step)).toBe(CHUNK_START);
    }
  });
});

describe('a list that can not be read', () => {
  it('is read again after ever longer waits, and then it goes on', () => {
    let step = tell(rereading(down), unread());
    for (const seconds of [1, 2, 4]) {
      expect(waits(step)).toBe(seconds * SECOND);
      expect(byRequest.show(step.state)).toMatchObject({ kind: 'waiting', error: down });
      const again = tell(step.state, due, NOW + seconds * SECOND);
      expect(again.command).toEqual({ kind: 'look' });
      step = tell(again.state, unread());
    }
  });

  it('counts no more once it was read', () => {
    const read = tell(after(rereading(down), unread(), due), listed());
    expect(read.state.patience).toEqual({ strikes: 1, unread: 0 });
  });

  it('ends it at once where no later one can be read either', () => {
    const step = tell(rereading(down), unread(forbidden));
    expect(endOf(step)).toEqual({ kind: 'failed', error: forbidden });
  });

  it('ends it after hours', () => {
    let state = rereading(down);
    for (let times = 0; times < UNREAD_MAX; times += 1) {
      state = after(state, unread());
      expect(state.phase.kind).toBe('waiting');
      const { phase } = state;
      state = tell(state, due, phase.kind === 'waiting' ? phase.until : NOW).state;
    }
    expect(endOf(tell(state, unread()))).toEqual({ kind: 'failed', error: down });
  });

  it('is waited for anew when somebody cuts the wait short', () => {
    const waiting = after(rereading(down), unread(), due, unread());
    const { phase } = waiting;
    const until = phase.kind === 'waiting' ? phase.until : expect.fail();
    expect(tell(waiting, due, until - 1).state.patience.unread).toBe(0);
    expect(tell(waiting, due, until).state.patience.unread).toBeGreaterThan(0);
  });
});

describe('the last look', () => {
  const one = beginByRequest(all.slice(0, 1), 'https://matrix.example.org', 'new');
  const lookingForOne = byRequest.step(one, { kind: 'begin' }, NOW).state;
  const sent = after(lookingForOne, listed());
  const completed = after(sent, deleted);
  const completion = { kind: 'completed', asked: false };

  it('is waited for where the server has answered, then looked again', () => {
    const step = tell(completed, unread());
    expect(waits(step)).toBe(SECOND);
    const again = tell(step.state, due, NOW + SECOND);
    expect(again.command).toEqual({ kind: 'look' });
    expect(again.state.phase.kind).toBe('ending');
    const seen = tell(again.state, listed([]));
    expect(seen.note).toMatchObject({ ending: completion, outcomes: { unknown: [] } });
  });

  it('that can never be made leaves unknown what became of them', () => {
    const { note } = tell(completed, unread(forbidden));
    expect(note).toMatchObject({ ending: completion, outcomes: { unknown: one.ids } });
  });

  it('is not waited for where it was cancelled', () => {
    const { state } = byRequest.step(sent, { kind: 'cancel' }, NOW);
    const { note } = tell(state, unread());
    expect(note).toMatchObject({ ending: { kind: 'cancelled' }, outcomes: { unknown: one.ids } });
  });
});

describe('a wait that is over', () => {
  it('goes on with the request that the server paused', () => {
    const paused = after(sending, failing({ code: 'rate-limited', retryAt: NOW + SECOND }));
    const { command } = tell(paused, due, NOW + SECOND);
    expect(command).toMatchObject({ kind: 'send', ids: first });
  });

  it('goes on with the next chunk', () => {
    const { command } = tell(strike(2).state, due, NOW + 2 * SECOND);
    expect(command).toMatchObject({ kind: 'send', ids: all.slice(0, CHUNK_START / 4) });
  });
});
