// Which tests of the suite hold for which kinds of server. Where one doesn't, the files of the likenesses
// say what holds instead.
import { test } from 'vitest';
import { personalities, type Personality } from '../homeserver/personality.ts';

export const everyServer = personalities;

/** Synapse, whoever signs people in. */
export const synapses = ['synapse', 'mas'] as const;

/** Those that sign sessions out by themselves, and ask for a confirmation. */
export const confirmsItself = ['synapse', 'dendrite', 'palpo'] as const;

type Test = Pick<typeof test, 'each'> & ((name: string, run: () => Promise<void> | void) => void);

/** `test`, which is made only where the server is one of these. */
export type HoldsFor = (families: readonly Personality[]) => Test;

const noTest: Test = Object.assign(() => undefined, {
  each: () => () => undefined,
});

export function holdsForOf(family: Personality): HoldsFor {
  return (families) => (families.includes(family) ? test : noTest);
}
