// The nouns of the reducer in uia.ts: where a confirmation stands, what may happen, what is to be done.
import type { AskReason } from '../../shared/operation.ts';
import type { UiaChallenge } from '../types.ts';
import type { Offer } from './flow.ts';
import type { PolicyOffer } from './wire.ts';

export type UiaState =
  | { readonly kind: 'idle' }
  /** A request is out. `stage` is the one it submits, null for the request without `auth`. */
  | { readonly kind: 'sent'; readonly stage: string | null; readonly progress: UiaProgress }
  /** The person is asked for `stage`. */
  | { readonly kind: 'asking'; readonly stage: string; readonly progress: UiaProgress }
  | { readonly kind: 'ended' };

/** What is known between the first request and the end. */
export interface UiaProgress extends Offer {
  readonly rounds: number;
  readonly polls: number;
  /** The server lost the session once already. */
  readonly restarted: boolean;
  /** Why the confirmation began anew, until the person has answered. */
  readonly notice: AskReason | null;
  /** A session alone is no answer for this server. */
  readonly deaf: boolean;
  /** Answers in a row that neither completed a stage nor said that it was refused. */
  readonly stalls: number;
}

export type UiaEvent =
  /** `preferred`: the stage that the person chose before, for sessions of the same selection. */
  | { readonly kind: 'begin'; readonly preferred: string | null }
  /** 401 with flows, or with the reason why a stage was refused. */
  | { readonly kind: 'challenged'; readonly challenge: UiaChallenge }
  /** The person answered what was asked; of a page: has finished there. */
  | { readonly kind: 'answered' }
  /** Time to look whether the browser is done. */
  | { readonly kind: 'poll' }
  /** The person takes another flow, by what it asks. */
  | { readonly kind: 'chosen'; readonly stage: string }
  /** The server doesn't know the session (any more). */
  | { readonly kind: 'session-lost' }
  /** 403. */
  | { readonly kind: 'forbidden' }
  /** 400, 404 or 501: the request makes no sense to the server. */
  | { readonly kind: 'not-understood' }
  /** Lost, late or a fault of the server. */
  | { readonly kind: 'unanswered' }
  /** Failed in a way that has no meaning to any stage. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'succeeded' };

export type UiaCommand =
  | { readonly kind: 'send'; readonly auth: UiaAuth }
  | ({ readonly kind: 'ask' } & UiaAsk)
  | { readonly kind: 'finish'; readonly ending: UiaEnding };

export interface UiaAsk {
  readonly question: UiaQuestion;
  readonly reason: AskReason;
  /** The server's prose when it refused the last answer. */
  readonly serverText: string | null;
  /** What the other flows would ask, by their stages. */
  readonly alternatives: readonly string[];
}

export type UiaQuestion =
  | { readonly kind: 'password' }
  | { readonly kind: 'token' }
  | { readonly kind: 'consent'; readonly policies: readonly PolicyOffer[] }
  /** `mayPoll`: the event `poll` will be heard. */
  | {
      readonly kind: 'browser';
      readonly stage: string;
      readonly session: string;
      readonly mayPoll: boolean;
    };

/** What goes into `auth`, without the secret that some stages add. */
export type UiaAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'stage'; readonly stage: string; readonly session: string | null }
  /** A stage that is done elsewhere: the session alone. */
  | { readonly kind: 'session'; readonly session: string };

export type UiaEnding =
  | { readonly kind: 'succeeded' }
  /** No flow that can be completed. `offered`: the stages of all flows, each once. */
  | { readonly kind: 'unsupported'; readonly offered: readonly string[] }
  /** Too many rounds, or the same question again and again. */
  | { readonly kind: 'no-progress' };

export interface UiaStep {
  readonly state: UiaState;
  /** Null when an event doesn't fit the state: nothing is to be done then. */
  readonly command: UiaCommand | null;
}
