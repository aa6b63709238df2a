// User-Interactive Authentication as a pure reducer (spec "User-Interactive Authentication API",
// protocol.md 1.2). It decides what to send and what to ask; it knows no request and no secret.
// The password is never part of a state or a command: a `send` that follows `answered` means "with
// the answer that you were given just now".
import { chooseFlow, handlingOf, nextStage } from './uia-flow.ts';
import type { UiaChallenge } from './types.ts';

/** Most requests of one confirmation, the first one without `auth` included. */
export const ROUNDS_MAX = 20;

export type UiaState =
  | { readonly kind: 'idle' }
  /** A request is out. `stage` is the one it submits, null for the request without `auth`. */
  | { readonly kind: 'sent'; readonly stage: string | null; readonly course: Course }
  /** The person is asked for `stage`. */
  | { readonly kind: 'asking'; readonly stage: string; readonly course: Course }
  | { readonly kind: 'ended' };

/** What is known between the first request and the end. */
export interface Course {
  readonly rounds: number;
  readonly flows: UiaChallenge['flows'];
  readonly completed: readonly string[];
  readonly session: string | null;
  /** The server lost the session once already. */
  readonly restarted: boolean;
  /** Answers in a row that neither refused a stage nor completed one. */
  readonly stalls: number;
}

export type UiaEvent =
  | { readonly kind: 'begin' }
  /** 401 with flows, or with the reason why a stage was refused. */
  | { readonly kind: 'challenged'; readonly challenge: UiaChallenge }
  /** The person answered what was asked. */
  | { readonly kind: 'answered' }
  /** The server doesn't know the session (any more). */
  | { readonly kind: 'session-lost' }
  | { readonly kind: 'succeeded' };

export type UiaCommand =
  | { readonly kind: 'send'; readonly auth: UiaAuth }
  | {
      readonly kind: 'ask';
      readonly stage: string;
      readonly reason: AskReason;
      /** The server's prose when it refused the last answer. */
      readonly serverText: string | null;
      /** Of this stage, as the server gave them; untrusted. */
      readonly params: unknown;
    }
  | { readonly kind: 'finish'; readonly ending: UiaEnding };

/** What goes into `auth`, without the secret that some stages add. */
export type UiaAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'stage'; readonly stage: string; readonly session: string | null };

export type AskReason = 'server-asked' | 'rejected' | 'restarted';

export type UiaEnding =
  | { readonly kind: 'succeeded' }
  /** No flow that Muster can complete. `offered`: the stages of all flows, each once. */
  | { readonly kind: 'unsupported'; readonly offered: readonly string[] }
  /** Too many rounds, or the same question again and again. */
  | { readonly kind: 'no-progress' };

export interface UiaStep {
  readonly state: UiaState;
  /** Null when an event doesn't fit the state: nothing is to be done then. */
  readonly command: UiaCommand | null;
}

export const uiaStart: UiaState = { kind: 'idle' };

const FRESH: Course = {
  rounds: 0,
  flows: [],
  completed: [],
  session: null,
  restarted: false,
  stalls: 0,
};

/**
 * One step. Events that don't fit (an answer that nobody waits for) change nothing. Whoever stops
 * for another reason (an error, a cancel) drops the state.
 */
export function step(state: UiaState, event: UiaEvent): UiaStep {
  if (state.kind === 'ended') return { state, command: null };
  switch (event.kind) {
    case 'begin':
      return state.kind === 'idle' ? send(FRESH, null) : { state, command: null };
    case 'answered':
      return state.kind === 'asking' ? send(state.course, state.stage) : { state, command: null };
    case 'challenged':
      return state.kind === 'sent'
        ? challenged(state.course, state.stage, event.challenge)
        : { state, command: null };
    case 'session-lost':
      return state.kind === 'sent' ? restart(state.course) : { state, command: null };
    case 'succeeded':
      return state.kind === 'sent' ? finish({ kind: 'succeeded' }) : { state, command: null };
  }
}

function challenged(before: Course, sent: string | null, challenge: UiaChallenge): UiaStep {
  const course = merge(before, sent, challenge);
  if (course.stalls > 1) return finish({ kind: 'no-progress' });
  const flow = chooseFlow(course.flows, course.completed);
  if (flow === null) return finish(deadEnd(course));
  const stage = nextStage(flow, course.completed);
  const again = stage === sent;
  if (handlingOf(stage) === 'silent')
    return again ? finish({ kind: 'no-progress' }) : send(course, stage);
  const restarted = course.restarted && sent === null;
  return {
    state: { kind: 'asking', stage, course },
    command: {
      kind: 'ask',
      stage,
      reason: again ? 'rejected' : restarted ? 'restarted' : 'server-asked',
      serverText: again ? challenge.serverText : null,
      params: challenge.params.get(stage),
    },
  };
}

/** No flow to go on with: all of one was done and the server still asks, or none can be done. */
function deadEnd({ flows, completed }: Course): UiaEnding {
  const allDone = flows.some((flow) => flow.stages.every((stage) => completed.includes(stage)));
  if (allDone) return { kind: 'no-progress' };
  return { kind: 'unsupported', offered: [...new Set(flows.flatMap((flow) => flow.stages))] };
}

/** What is known after a challenge. Servers may leave out what they have said before. */
function merge(before: Course, sent: string | null, challenge: UiaChallenge): Course {
  const session = challenge.session ?? before.session;
  const silent = challenge.completed.length === 0 && session === before.session;
  const completed = silent ? before.completed : challenge.completed;
  const moved = sent === null || challenge.errcode !== null || completed.includes(sent);
  return {
    ...before,
    flows: challenge.flows.length > 0 ? challenge.flows : before.flows,
    completed,
    session,
    stalls: moved ? 0 : before.stalls + 1,
  };
}

/** Once: a server that restarts, or forgets, is no reason to bother anyone. */
function restart(course: Course): UiaStep {
  return course.restarted
    ? finish({ kind: 'no-progress' })
    : send({ ...FRESH, rounds: course.rounds, restarted: true }, null);
}

function send(course: Course, stage: string | null): UiaStep {
  if (course.rounds >= ROUNDS_MAX) return finish({ kind: 'no-progress' });
  const auth: UiaAuth =
    stage === null ? { kind: 'none' } : { kind: 'stage', stage, session: course.session };
  return {
    state: { kind: 'sent', stage, course: { ...course, rounds: course.rounds + 1 } },
    command: { kind: 'send', auth },
  };
}

function finish(ending: UiaEnding): UiaStep {
  return { state: { kind: 'ended' }, command: { kind: 'finish', ending } };
}
