// A sign-out on an OAuth server, as a pure reducer: the sessions are signed out by the person, on the
// server's own page, one by one. The page for each is opened after a look at the list, which is then
// watched, until the session is gone.
import type { AccountPage } from '../../../matrix/types.ts';
import { fail, type AppError, type Result } from '../../../shared/errors.ts';
import type { DeviceId } from '../../../shared/ids.ts';
import type { OperationEnding } from '../../../shared/operation.ts';
import { unnamedPause } from '../../pauses.ts';
import { pageForSession, type PageOwner } from '../account-page.ts';
import { isStop, type Flow, type Note, type PersonEvent, type StopEvent } from '../flow.ts';
import { outcomesOf } from '../plan.ts';
import { LEAST_PAUSE, nextLook, progressOf } from './plan.ts';
import { show, shownOf } from './show.ts';
import type {
  Guided,
  GuidedCommand,
  GuidedEvent,
  GuidedOutcome,
  GuidedPlan,
  GuidedStep,
  Phase,
  SessionPage,
  Shown,
} from './types.ts';

/** Paused. `listed`: what is known of the list, null for nothing. */
export function beginGuided(
  plan: GuidedPlan,
  owner: PageOwner,
  listed: ReadonlySet<DeviceId> | null,
): Guided {
  const phase = { kind: 'paused', page: null, problem: null } as const;
  return { turn: 0, owner, plan, listed, lookedAt: -Infinity, waited: 0, phase };
}

export const guided: Flow<Guided, GuidedCommand, GuidedOutcome> = {
  step,
  show,
  isStable: ({ phase: { kind } }) =>
    kind === 'paused' || kind === 'watching' || kind === 'finished',
  mayHasten: () => false,
  defersAnswers: () => false,
  problemOf: () => null,
};

type InPhase<K extends Phase['kind']> = Extract<Phase, { kind: K }>;

const cancelled: OperationEnding = { kind: 'cancelled' };

function step(state: Guided, event: GuidedEvent, now: number): GuidedStep {
  const { phase } = state;
  if (phase.kind === 'finished' || ('turn' in event && event.turn !== state.turn))
    return nothing(state);
  if (isStop(event)) return stop(state, event);
  switch (event.kind) {
    case 'listed':
      return listed(state, event.list, now);
    case 'page-found':
      return phase.kind === 'opening' && phase.page === null
        ? open(state, phase, event.found)
        : nothing(state);
    case 'opened':
      return phase.kind === 'opening' ? opened(state, phase, event.opened, now) : nothing(state);
    case 'due':
      return phase.kind === 'watching' ? check(state, phase, 'watch') : nothing(state);
    case 'begin':
    case 'wake':
    case 'given':
    case 'open-page':
    case 'open-policy':
    case 'finished-there':
    case 'other-way':
    case 'go-on':
    case 'try-now':
    case 'pause':
    case 'skip':
      return phase.kind === 'ending' ? nothing(state) : ofPerson(state, phase, event, now);
  }
}

function stop(state: Guided, event: StopEvent): GuidedStep {
  const { phase } = state;
  const ending = phase.kind === 'ending' ? phase.ending : null;
  switch (event.kind) {
    case 'abandon':
      // Nothing is noted: it is gone on with after a restart.
      return { ...finish(state, ending ?? cancelled, null), note: null };
    case 'broke': {
      const error = { code: 'internal', reference: event.reference } as const;
      return ending === null ? end(state, { kind: 'failed', error }) : finish(state, ending, null);
    }
    case 'cancel':
      return ending === null ? end(state, cancelled) : nothing(state);
  }
}

function ofPerson(
  state: Guided,
  phase: InPhase<'paused' | 'checking' | 'opening' | 'watching'>,
  event: PersonEvent,
  now: number,
): GuidedStep {
  const isIdle = phase.kind === 'paused' || phase.kind === 'watching';
  const goal = phase.kind === 'watching' ? 'watch' : 'pause';
  switch (event.kind) {
    case 'begin':
      return whoseTurn(state) === null ? end(state, throughAll) : nothing(state);
    case 'open-page': {
      const isOpening =
        phase.kind === 'opening' || (phase.kind === 'checking' && phase.goal === 'open');
      return isOpening ? nothing(state) : check(state, phase, 'open');
    }
    case 'finished-there':
      return isIdle ? check(state, phase, goal) : nothing(state);
    case 'wake': {
      const isDue = isIdle && phase.page !== null && now - state.lookedAt >= LEAST_PAUSE;
      return isDue ? check(state, phase, goal) : nothing(state);
    }
    case 'pause':
      return phase.kind === 'paused' ? nothing(state) : pause(state, shownOf(phase));
    case 'skip':
      return skip(state, phase);
    case 'given':
    case 'open-policy':
    case 'other-way':
    case 'go-on':
    case 'try-now':
      return nothing(state);
  }
}

function skip(state: Guided, phase: Phase): GuidedStep {
  const deviceId = whoseTurn(state);
  if (deviceId === null) return nothing(state);
  const plan = { ...state.plan, skipped: new Set([...state.plan.skipped, deviceId]) };
  const next = { ...state, plan };
  const nobody = { page: null, problem: null };
  const wasPaused =
    phase.kind === 'paused' || (phase.kind === 'checking' && phase.goal === 'pause');
  const step =
    whoseTurn(next) === null
      ? end(next, throughAll)
      : wasPaused
        ? pause(next, nobody)
        : check(next, nobody, 'open');
  return { ...step, note: { kind: 'skipped', deviceId } };
}

/** Reads the list. Before a page is opened it is always read: what is gone already needs no page. */
function check(state: Guided, phase: Phase | Shown, goal: InPhase<'checking'>['goal']): GuidedStep {
  return to(state, { kind: 'checking', goal, ...shownOf(phase) }, { kind: 'look' });
}

function listed(state: Guided, list: Result<ReadonlySet<DeviceId>>, now: number): GuidedStep {
  const { phase } = state;
  if (phase.kind === 'ending') return finish(state, phase.ending, list.ok ? list.value : null);
  if (phase.kind !== 'checking') return nothing(state);
  const looked = { ...state, lookedAt: now };
  return list.ok
    ? goOn({ ...looked, listed: list.value, waited: 0 }, phase, now)
    : unread(looked, phase, list.error, now);
}

function unread(
  state: Guided,
  { goal, page }: InPhase<'checking'>,
  problem: AppError,
  now: number,
): GuidedStep {
  return goal === 'watch' && page !== null
    ? watch(state, page, problem, now)
    : pause(state, { page, problem });
}

/** The list was read just now. */
function goOn(state: Guided, { goal, page }: InPhase<'checking'>, now: number): GuidedStep {
  const deviceId = whoseTurn(state);
  if (deviceId === null) {
    return progressOf(state.plan, state.listed).skipped === 0
      ? finish(state, throughAll, state.listed)
      : end(state, throughAll);
  }
  const isOpen = page?.deviceId === deviceId;
  if (goal === 'pause') return pause(state, { page: isOpen ? page : null, problem: null });
  return goal === 'watch' && isOpen
    ? watch(state, page, null, now)
    : to(state, { kind: 'opening', deviceId, page: null }, { kind: 'find-page' });
}

function open(
  state: Guided,
  { deviceId }: InPhase<'opening'>,
  found: Result<AccountPage | null>,
): GuidedStep {
  const target = targetOf(found, state.owner, deviceId);
  if (!target.ok) return pause(state, { page: null, problem: target.error });
  const page = target.value;
  return to(state, { kind: 'opening', deviceId, page }, { kind: 'open', deviceId, url: page.url });
}

function targetOf(
  found: Result<AccountPage | null>,
  owner: PageOwner,
  deviceId: DeviceId,
): ReturnType<typeof pageForSession> {
  if (!found.ok) return found;
  return found.value === null
    ? fail({ code: 'not-found' })
    : pageForSession(found.value, owner, deviceId);
}

function opened(
  state: Guided,
  { deviceId, page }: InPhase<'opening'>,
  answer: Result<null>,
  now: number,
): GuidedStep {
  if (page === null) return nothing(state);
  if (!answer.ok) return pause(state, { page: null, problem: answer.error });
  const { host } = new URL(page.url);
  return watch(state, { deviceId, host, direct: page.direct, at: now }, null, now);
}

/** Until the next look; a person who has gone to do something else isn't waited for. */
function watch(
  state: Guided,
  page: SessionPage,
  problem: AppError | null,
  now: number,
): GuidedStep {
  const ms = nextLook(now - page.at);
  if (ms === null) return pause(state, { page, problem });
  const phase: Phase = { kind: 'watching', page, problem };
  if (problem?.code !== 'rate-limited') return to(state, phase, { kind: 'wait', ms });
  const named = problem.retryAt;
  const asked = named === null ? unnamedPause(state.waited) : named - now;
  const waited = state.waited + (named === null ? asked : 0);
  return to({ ...state, waited }, phase, { kind: 'wait', ms: Math.max(ms, asked) });
}

function pause(state: Guided, shown: Shown): GuidedStep {
  return to(state, { kind: 'paused', ...shown }, null);
}

/** All sessions had their turn. */
const throughAll: OperationEnding = { kind: 'guided' };

function end(state: Guided, ending: OperationEnding): GuidedStep {
  return to(state, { kind: 'ending', ending }, { kind: 'look' });
}

/** `list`: null where it could not be read. */
function finish(
  state: Guided,
  ending: OperationEnding,
  list: ReadonlySet<DeviceId> | null,
): GuidedStep {
  const { ids } = state.plan;
  // What is done on the server's page can't be told from what others did.
  const outcomes = outcomesOf(ids, list && { listed: list, signedOut: new Set(ids) });
  const note: Note = { kind: 'ended', ending, outcomes };
  return { ...to(state, { kind: 'finished', ending, outcomes }, null), note };
}

/** On to a phase, in a new turn. */
function to(state: Guided, phase: Phase, command: GuidedCommand | null): GuidedStep {
  return { state: { ...state, turn: state.turn + 1, phase }, command, note: null };
}

/** The event means nothing now. */
function nothing(state: Guided): GuidedStep {
  return { state, command: null, note: null };
}

/** Null at the end. */
function whoseTurn({ plan, listed: list }: Guided): DeviceId | null {
  return progressOf(plan, list).current;
}
