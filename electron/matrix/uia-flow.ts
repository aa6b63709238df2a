// Which stages Muster can do, and which of the offered flows to take. A new stage is a new line in
// the table, and its question on screen.
import type { UiaChallenge } from './types.ts';

/** `silent` stages need nobody; the others are asked of the person. */
type Handling = 'silent' | 'ask';

const handlings: ReadonlyMap<string, Handling> = new Map([
  ['m.login.dummy', 'silent'],
  ['m.login.password', 'ask'],
]);

/** How a stage is done, undefined where Muster can't do it. */
export function handlingOf(stage: string): Handling | undefined {
  return handlings.get(stage);
}

type Flow = UiaChallenge['flows'][number];

/**
 * The flow to go on with: one that begins with what is completed and whose rest Muster can do;
 * of these the one that asks least of the person, then the shortest. Null where there is none.
 */
export function chooseFlow(flows: readonly Flow[], completed: readonly string[]): Flow | null {
  const possible = flows.filter((flow) => isPossible(flow, completed));
  const questions = (flow: Flow): number => restOf(flow, completed).filter(isAsked).length;
  const ranked = possible.sort(
    (a, b) => questions(a) - questions(b) || a.stages.length - b.stages.length,
  );
  return ranked[0] ?? null;
}

/** The stage of a chosen flow that is due. */
export function nextStage(flow: Flow, completed: readonly string[]): string {
  const [stage] = restOf(flow, completed);
  if (stage === undefined) throw new Error('a flow without a stage to do was chosen');
  return stage;
}

function isPossible(flow: Flow, completed: readonly string[]): boolean {
  const rest = restOf(flow, completed);
  const begun = flow.stages.slice(0, completed.length);
  return (
    rest.length > 0 &&
    completed.every((stage) => begun.includes(stage)) &&
    rest.every((stage) => handlings.has(stage))
  );
}

/** Stages are done in order, so that the completed ones are the first ones. */
function restOf(flow: Flow, completed: readonly string[]): readonly string[] {
  return flow.stages.slice(completed.length);
}

function isAsked(stage: string): boolean {
  return handlingOf(stage) === 'ask';
}
