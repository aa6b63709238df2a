// The form of "Select by rule": what is ticked and typed, and the rule that it makes. Pure. Whether a
// rule can be used is decided in audit/rules.ts.
import type { RuleProblem } from '../../electron/audit/rules.ts';
import type { Rule } from '../../electron/shared/rules.ts';
import type { Trust } from '../../electron/shared/trust.ts';

/** `on`: which conditions are ticked. The rest keeps what was typed while they are not. */
export interface RuleForm {
  readonly on: { readonly [C in Condition]: boolean };
  readonly days: string;
  readonly trust: ReadonlySet<Trust['kind']>;
  readonly nameless: boolean;
  readonly name: string;
  readonly network: string;
  readonly newest: string;
}

export type Condition = 'days' | 'never-used' | 'trust' | 'name' | 'network' | 'newest';

export function blankForm(inactiveDays: number): RuleForm {
  return {
    on: {
      days: false,
      'never-used': false,
      trust: false,
      name: false,
      network: false,
      newest: false,
    },
    days: String(inactiveDays),
    trust: new Set(['not-verified']),
    nameless: false,
    name: '',
    network: '',
    newest: '1',
  };
}

/** What isn't a number becomes one that no rule takes. */
export function ruleOf({ on, days, trust, nameless, name, network, newest }: RuleForm): Rule {
  return {
    ...(on.days && { notSeenForDays: wholeNumber(days) }),
    ...(on['never-used'] && { neverUsed: true }),
    ...(on.trust && { trust: [...trust] }),
    ...(on.name && { name: nameless ? null : name }),
    ...(on.network && { network: network.trim() }),
    ...(on.newest && { keepNewest: wholeNumber(newest) }),
  };
}

export function formOf(rule: Rule, inactiveDays: number): RuleForm {
  const blank = blankForm(inactiveDays);
  return {
    on: {
      days: rule.notSeenForDays !== undefined,
      'never-used': rule.neverUsed !== undefined,
      trust: rule.trust !== undefined,
      name: rule.name !== undefined,
      network: rule.network !== undefined,
      newest: rule.keepNewest !== undefined,
    },
    days: String(rule.notSeenForDays ?? blank.days),
    trust: new Set(rule.trust ?? blank.trust),
    nameless: rule.name === null,
    name: rule.name ?? '',
    network: rule.network ?? '',
    newest: String(rule.keepNewest ?? blank.newest),
  };
}

export function withKindToggled(form: RuleForm, kind: Trust['kind']): RuleForm {
  const trust = new Set(form.trust);
  if (!trust.delete(kind)) trust.add(kind);
  return { ...form, trust };
}

/** The condition that a problem belongs to; null for the rule as a whole. */
export function conditionOf(problem: RuleProblem): Condition | null {
  switch (problem) {
    case 'nothing-asked':
      return null;
    case 'keep-newest':
      return 'newest';
    case 'days':
    case 'trust':
    case 'name':
    case 'network':
      return problem;
  }
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
}
