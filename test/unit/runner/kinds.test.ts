import { describe, expect, it } from 'vitest';
import { chooseKinds, kinds } from '../../runner/kinds.ts';

function namesOf(chosen: ReturnType<typeof chooseKinds>): readonly string[] {
  return 'wanted' in chosen ? chosen.wanted.map(({ name }) => name) : [chosen.problem];
}

describe('choosing kinds of tests', () => {
  it('takes all of them without a name, and scans for secrets when all others are over', () => {
    const names = namesOf(chooseKinds([]));
    expect(names).toEqual(kinds.map(({ name }) => name));
    expect(names.at(-1)).toBe('secret-scan');
  });

  it('takes the named ones in the order of all, whatever order they are named in', () => {
    expect(namesOf(chooseKinds(['secret-scan', 'e2e-browser', 'unit']))).toEqual([
      'unit',
      'e2e-browser',
      'secret-scan',
    ]);
  });

  it('says which names there are when one is unknown', () => {
    const [problem] = namesOf(chooseKinds(['unit', 'unite']));
    expect(problem).toContain('No such kind of tests: unite. There are: unit,');
  });

  it('refuses a secret scan of nothing', () => {
    const [problem] = namesOf(chooseKinds(['unit', 'secret-scan']));
    expect(problem).toContain('Name one of them too: e2e-electron, e2e-synapse, e2e-browser.');
  });
});
