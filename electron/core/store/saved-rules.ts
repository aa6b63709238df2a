// The user's saved rules, read back from a file that can be damaged. What a rule means is in
// audit/rules.ts.
import { checkRule } from '../../audit/rules.ts';
import { RULE_NAME_MAX, RULES_MAX } from '../../shared/limits.ts';
import type { Rule, SavedRule } from '../../shared/rules.ts';
import { readTrustKind } from '../changes/trust-kinds.ts';

/** Undefined for what is no list; rules in it that can't be used are left out. */
export function readRules(value: unknown): readonly SavedRule[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const rules = new Map<string, SavedRule>();
  for (const entry of value.slice(0, RULES_MAX)) {
    const { name, rule } = fieldsOf(entry);
    const read = readRule(rule);
    if (typeof name !== 'string' || name === '' || name.length > RULE_NAME_MAX) continue;
    if (read !== null) rules.set(name, { name, rule: read });
  }
  return [...rules.values()];
}

function readRule(value: unknown): Rule | null {
  const { notSeenForDays, neverUsed, trust, name, network, keepNewest } = fieldsOf(value);
  const kinds = Array.isArray(trust) ? trust.map(readTrustKind) : [undefined];
  const rule: Rule = {
    ...(typeof notSeenForDays === 'number' && { notSeenForDays }),
    ...(neverUsed === true && { neverUsed }),
    ...(kinds.every((kind) => kind !== undefined) && { trust: kinds }),
    ...((typeof name === 'string' || name === null) && { name }),
    ...(typeof network === 'string' && { network }),
    ...(typeof keepNewest === 'number' && { keepNewest }),
  };
  // A condition that was lost would make the rule mean more than the user said.
  const isWhole = Object.keys(rule).length === Object.keys(fieldsOf(value)).length;
  return isWhole && checkRule(rule) === null ? rule : null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
