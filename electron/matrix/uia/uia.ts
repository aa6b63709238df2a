// User-Interactive Authentication as a pure reducer (spec "User-Interactive Authentication API",
// protocol.md 1.2). It decides what to send and what to ask; it knows no request and no secret.
// What the person answers is never part of a state or a command: a `send` that follows `answered`
// means "with the answer that you were given just now".
import type { AskReason } from '../../shared/operation.ts';
import type { UiaChallenge } from '../types.ts';
import { chooseFlow, handlingOf, nextStage, otherWays } from './flow.ts';
import type {
  UiaProgress,
  UiaAuth,
  UiaEnding,
  UiaEvent,
  UiaQuestion,
  UiaState,
  UiaStep,
} from './types.ts';
import { readPolicies } from './wire.ts';

/** Most requests of one confirmation, the first one included, those not that were refused as wrong. */
export const ROUNDS_MAX = 20;

/** Most requests that are sent to look whether the browser is done: ten minutes of them. */
export const POLLS_MAX = 200;

/** How often a stage is asked for again where the server neither refuses nor completes it. */
const WORDLESS_MAX = 1;

export const uiaStart: UiaState = { kind: 'idle' };

const FRESH: UiaProgress = {
  rounds: 0,
  polls: 0,
  flows: [],
  completed: [],
  session: null,
  params: new Map(),
  preferred: null,
  restarted: false,
  notice: null,
  deaf: false,
  stalls: 0,
};

type Sent = Extract<UiaState, { kind: 'sent' }>;
type Asking = Extract<UiaState, { kind: 'asking' }>;

/**
 * One step. Events that don't fit (an answer that nobody waits for) change nothing. Whoever stops
 * for another reason (an error, a cancel) drops the state.
 */
export function step(state: UiaState, event: UiaEvent): UiaStep {
  const next =
    state.kind === 'idle' && event.kind === 'begin'
      ? send({ ...FRESH, preferred: event.preferred }, null)
      : state.kind === 'asking'
        ? ofPerson(state, event)
        : state.kind === 'sent'
          ? ofServer(state, event)
          : null;
  return next ?? { state, command: null };
}

function ofPerson({ stage, progress }: Asking, event: UiaEvent): UiaStep | null {
  switch (event.kind) {
    case 'answered':
      return send({ ...progress, notice: null }, stage);
    case 'poll':
      return mayPoll(stage, progress) ? poll(progress, stage) : null;
    case 'chosen':
      return otherWays(progress, stage).includes(event.stage)
        ? proceed({ ...progress, preferred: event.stage, notice: null }, null, null)
        : null;
    case 'begin':
    case 'challenged':
    case 'session-lost':
    case 'forbidden':
    case 'not-understood':
    case 'unanswered':
    case 'failed':
    case 'succeeded':
      return null;
  }
}

function ofServer(sent: Sent, event: UiaEvent): UiaStep | null {
  const { stage, progress } = sent;
  switch (event.kind) {
    case 'challenged':
      return challenged(sent, event.challenge);
    case 'session-lost':
      return restart(progress);
    case 'succeeded':
      return finish({ kind: 'succeeded' });
    case 'forbidden':
      return wasInBrowser(sent) ? begunAnew(progress, 'other-account') : null;
    case 'not-understood':
      return isElsewhere(stage, progress)
        ? ask({ ...progress, deaf: true }, stage, 'not-taken', null)
        : null;
    case 'unanswered':
      return isElsewhere(stage, progress) ? ask(progress, stage, 'no-answer', null) : null;
    case 'begin':
    case 'answered':
    case 'poll':
    case 'chosen':
    case 'failed':
      return null;
  }
}

function challenged({ stage: sent, progress: before }: Sent, challenge: UiaChallenge): UiaStep {
  const progress = merge(before, sent, challenge);
  // The page was opened for another session: what is done there counts for nothing.
  const isMoved = isElsewhere(sent, before) && progress.session !== before.session;
  if (isMoved && before.restarted) return finish({ kind: 'no-progress' });
  if (isMoved) return proceed({ ...progress, restarted: true, notice: 'restarted' }, null, null);
  if (progress.stalls > WORDLESS_MAX) return finish({ kind: 'no-progress' });
  return proceed(progress, sent, challenge.serverText);
}

/** On to the next stage. `sent`: the one that was submitted just now, null for none. */
function proceed(progress: UiaProgress, sent: string | null, serverText: string | null): UiaStep {
  const flow = chooseFlow(progress);
  if (flow === null) return finish(deadEnd(progress));
  const stage = nextStage(flow, progress.completed);
  const again = stage === sent;
  if (handlingOf(stage, progress.params) === 'silent')
    return again ? finish({ kind: 'no-progress' }) : send(progress, stage);
  if (!again) return ask(progress, stage, progress.notice ?? 'server-asked', null);
  if (isElsewhere(stage, progress)) return ask(progress, stage, 'not-yet', serverText);
  // How often an answer may be wrong, the person decides.
  return ask({ ...progress, rounds: progress.rounds - 1 }, stage, 'rejected', serverText);
}

function ask(
  progress: UiaProgress,
  stage: string,
  reason: AskReason,
  serverText: string | null,
): UiaStep {
  const question = questionOf(progress, stage);
  const alternatives = otherWays(progress, stage);
  return {
    state: { kind: 'asking', stage, progress },
    command: { kind: 'ask', question, reason, serverText, alternatives },
  };
}

function questionOf(progress: UiaProgress, stage: string): UiaQuestion {
  const { params, session } = progress;
  const kind = handlingOf(stage, params);
  if (kind === 'password' || kind === 'token') return { kind };
  if (kind === 'consent') return { kind, policies: readPolicies(params.get(stage)) ?? [] };
  if (kind === 'silent' || session === null) throw new Error('a question that nobody can answer');
  return { kind, stage, session, mayPoll: mayPoll(stage, progress) };
}

function mayPoll(stage: string, progress: UiaProgress): boolean {
  return isElsewhere(stage, progress) && !progress.deaf && progress.polls < POLLS_MAX;
}

function isElsewhere(stage: string | null, { params }: UiaProgress): stage is string {
  return stage !== null && handlingOf(stage, params) === 'browser';
}

/** Somebody was asked who they are by a page, and it may have been somebody else. */
function wasInBrowser({ stage, progress }: Sent): boolean {
  return [...progress.completed, stage].some((done) => isElsewhere(done, progress));
}

/** No flow to go on with: all of one was done and the server still asks, or none can be done. */
function deadEnd({ flows, completed }: UiaProgress): UiaEnding {
  const allDone = flows.some((flow) => flow.stages.every((stage) => completed.includes(stage)));
  if (allDone) return { kind: 'no-progress' };
  return { kind: 'unsupported', offered: [...new Set(flows.flatMap((flow) => flow.stages))] };
}

/** What is known after a challenge. Servers may leave out what they have said before. */
function merge(before: UiaProgress, sent: string | null, challenge: UiaChallenge): UiaProgress {
  const session = challenge.session ?? before.session;
  const silent = challenge.completed.length === 0 && session === before.session;
  const completed = silent ? before.completed : challenge.completed;
  // What is refused in so many words, in whatever session, is the person's to answer otherwise.
  const moved =
    sent === null ||
    challenge.errcode !== null ||
    completed.includes(sent) ||
    isElsewhere(sent, before);
  return {
    ...before,
    flows: challenge.flows.length > 0 ? challenge.flows : before.flows,
    params: challenge.params.size > 0 ? challenge.params : before.params,
    completed,
    session,
    stalls: moved ? 0 : before.stalls + 1,
  };
}

/** Once: a server that restarts, or forgets, is no reason to bother anyone. */
function restart(progress: UiaProgress): UiaStep {
  return progress.restarted
    ? finish({ kind: 'no-progress' })
    : begunAnew({ ...progress, restarted: true }, 'restarted');
}

function begunAnew(progress: UiaProgress, notice: AskReason): UiaStep {
  const { rounds, polls, preferred, restarted } = progress;
  return send({ ...FRESH, rounds, polls, preferred, restarted, notice }, null);
}

function send(progress: UiaProgress, stage: string | null): UiaStep {
  if (progress.rounds >= ROUNDS_MAX) return finish({ kind: 'no-progress' });
  return sent({ ...progress, rounds: progress.rounds + 1 }, stage);
}

function poll(progress: UiaProgress, stage: string): UiaStep {
  return sent({ ...progress, polls: progress.polls + 1 }, stage);
}

function sent(progress: UiaProgress, stage: string | null): UiaStep {
  return {
    state: { kind: 'sent', stage, progress },
    command: { kind: 'send', auth: authOf(progress, stage) },
  };
}

function authOf(progress: UiaProgress, stage: string | null): UiaAuth {
  const { session } = progress;
  if (stage === null) return { kind: 'none' };
  return isElsewhere(stage, progress) && session !== null
    ? { kind: 'session', session }
    : { kind: 'stage', stage, session };
}

function finish(ending: UiaEnding): UiaStep {
  return { state: { kind: 'ended' }, command: { kind: 'finish', ending } };
}
