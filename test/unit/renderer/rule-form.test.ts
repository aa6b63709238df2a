// The form of a rule and the rule are the same, in both directions; what can't be meant is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRule } from '../../../electron/audit/rules.ts';
import type { Rule } from '../../../electron/shared/rules.ts';
import {
  blankForm,
  conditionOf,
  formOf,
  ruleOf,
  type RuleForm,
} from '../../../renderer/state/rule-form.ts';

const someRule: fc.Arbitrary<Rule> = fc.record(
  {
    notSeenForDays: fc.integer({ min: 1, max: 36_500 }),
    neverUsed: fc.constant<true>(true),
    trust: fc.uniqueArray(fc.constantFrom('verified', 'not-verified', 'unchecked'), {
      minLength: 1,
    }),
    name: fc.option(fc.string()),
    network: fc.constantFrom('10.0.0.0/8', '2001:db8::/32'),
    keepNewest: fc.integer({ min: 1, max: 1_000_000 }),
  },
  { requiredKeys: [] },
);

const blank = blankForm(90);

function asking(on: Partial<RuleForm['on']>, changes: Partial<RuleForm> = {}): RuleForm {
  return { ...blank, on: { ...blank.on, ...on }, ...changes };
}

describe('the form', () => {
  it('gives back the rule that filled it', () => {
    fc.assert(
      fc.property(someRule, (rule) => {
        expect(ruleOf(formOf(rule, 90))).toEqual(rule);
      }),
    );
  });

  it('asks nothing where nothing is ticked, whatever was typed', () => {
    expect(ruleOf(asking({}, { name: 'x', network: '10.0.0.1' }))).toEqual({});
  });

  it.each([
    ['days', asking({ days: true }, { days: '0' })],
    ['days', asking({ days: true }, { days: '-5' })],
    ['days', asking({ days: true }, { days: '1e3' })],
    ['days', asking({ days: true }, { days: '99999' })],
    ['newest', asking({ newest: true }, { newest: '' })],
    ['name', asking({ name: true }, { name: '  ' })],
    ['network', asking({ network: true }, { network: '10.0.0' })],
    ['trust', asking({ trust: true }, { trust: new Set() })],
  ] as const)('has a problem at %s', (condition, form) => {
    const problem = checkRule(ruleOf(form));
    expect(problem).not.toBeNull();
    expect(problem && conditionOf(problem)).toBe(condition);
  });

  it('has no problem when a missing name is asked for', () => {
    expect(checkRule(ruleOf(asking({ name: true }, { nameless: true })))).toBeNull();
  });
});
