// How each stage is done, and which of the offered flows to take. A stage that Muster does by itself
// is a line in the table, and a question on screen; every other one has a page of the server.
import type { UiaChallenge } from '../types.ts';
import { readPolicies } from './wire.ts';

/** `silent` stages need nobody; `browser` is the fallback page of the specification. */
export type Handling = 'silent' | 'password' | 'token' | 'consent' | 'browser';

/** What a person has to do; a flow with less of it is better. */
interface Way {
  readonly handling: Handling;
  readonly effort: number;
}

const onPage: Way = { handling: 'browser', effort: 10 };
/** Nobody knows what it asks. */
const unheardOf: Way = { handling: 'browser', effort: 100 };

const ways: ReadonlyMap<string, Way> = new Map([
  ['m.login.dummy', { handling: 'silent', effort: 0 }],
  ['m.login.password', { handling: 'password', effort: 1 }],
  ['m.login.terms', { handling: 'consent', effort: 1 }],
  ['m.login.registration_token', { handling: 'token', effort: 2 }],
  ['m.login.sso', onPage],
  ['org.matrix.login.sso', onPage],
  ['m.oauth', onPage],
  ['m.login.recaptcha', onPage],
  // Natively they would need a requestToken call, which no server has for signing sessions out.
  ['m.login.email.identity', onPage],
  ['m.login.msisdn', onPage],
]);

type Flow = UiaChallenge['flows'][number];
type Params = UiaChallenge['params'];

/** What a choice depends on. */
export interface Offer {
  readonly flows: readonly Flow[];
  readonly completed: readonly string[];
  readonly session: string | null;
  readonly params: Params;
  /** A stage that the person would rather do; a flow with it comes first. */
  readonly preferred: string | null;
}

/** Terms that can't be shown here are shown by the server's page. */
export function handlingOf(stage: string, params: Params): Handling {
  return wayOf(stage, params).handling;
}

function wayOf(stage: string, params: Params): Way {
  const way = ways.get(stage) ?? unheardOf;
  return way.handling === 'consent' && readPolicies(params.get(stage)) === null ? onPage : way;
}

/**
 * The flow to go on with: one that begins with what is completed and that can be done; of these one
 * with the preferred stage, then the one that asks least of the person, then the shortest. Null where
 * there is none.
 */
export function chooseFlow(offer: Offer): Flow | null {
  return possibleFlows(offer)[0] ?? null;
}

/** The first questions of the other possible flows, best first, each once and without `current`. */
export function otherWays(offer: Offer, current: string): readonly string[] {
  const questions = possibleFlows({ ...offer, preferred: null }).flatMap((flow) => {
    const rest = restOf(flow, offer.completed);
    return rest.find((stage) => handlingOf(stage, offer.params) !== 'silent') ?? [];
  });
  return [...new Set(questions)].filter((stage) => stage !== current);
}

/** The stage of a chosen flow that is due. */
export function nextStage(flow: Flow, completed: readonly string[]): string {
  const [stage] = restOf(flow, completed);
  if (stage === undefined) throw new Error('a flow without a stage to do was chosen');
  return stage;
}

function possibleFlows(offer: Offer): readonly Flow[] {
  const { flows, completed, params, preferred } = offer;
  const dislike = (flow: Flow): number =>
    preferred !== null && restOf(flow, completed).includes(preferred) ? 0 : 1;
  const effort = (flow: Flow): number =>
    restOf(flow, completed).reduce((sum, stage) => sum + wayOf(stage, params).effort, 0);
  return flows
    .filter((flow) => isPossible(flow, offer))
    .sort(
      (a, b) =>
        dislike(a) - dislike(b) || effort(a) - effort(b) || a.stages.length - b.stages.length,
    );
}

/** A page can only be opened for a session that has a name. */
function isPossible(flow: Flow, { completed, session, params }: Offer): boolean {
  const rest = restOf(flow, completed);
  const begun = flow.stages.slice(0, completed.length);
  return (
    rest.length > 0 &&
    completed.every((stage) => begun.includes(stage)) &&
    (session !== null || rest.every((stage) => handlingOf(stage, params) !== 'browser'))
  );
}

/** Stages are done in order, so that the completed ones are the first ones. */
function restOf(flow: Flow, completed: readonly string[]): readonly string[] {
  return flow.stages.slice(completed.length);
}
