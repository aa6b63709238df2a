// What the window is shown of a guided sign-out. Pure.
import type { SnapshotBody } from '../flow.ts';
import { progressOf } from './plan.ts';
import type { Guided, Phase, Shown } from './types.ts';

/** What is shown of the session whose turn it is, whatever the phase. */
export function shownOf(phase: Phase | Shown): Shown {
  return {
    page: 'page' in phase && phase.page !== null && 'host' in phase.page ? phase.page : null,
    problem: 'problem' in phase ? phase.problem : null,
  };
}

export function show(state: Guided): SnapshotBody {
  const { phase, plan } = state;
  const common = { total: plan.ids.length, answered: 0 };
  const { current, gone, skipped } = progressOf(plan, state.listed);
  if (phase.kind === 'finished')
    return { ...common, kind: phase.kind, ending: phase.ending, outcomes: phase.outcomes };
  if (phase.kind === 'ending' || current === null)
    return { ...common, kind: 'working', step: 'checking' };
  const { page, problem } = shownOf(phase);
  const paused = phase.kind === 'paused' || (phase.kind === 'checking' && phase.goal === 'pause');
  return {
    ...common,
    kind: 'guided',
    gone,
    skipped,
    current,
    paused,
    page: page && {
      host: page.host,
      direct: page.direct,
      stillListed: problem === null && state.lookedAt > page.at,
    },
    problem,
  };
}
