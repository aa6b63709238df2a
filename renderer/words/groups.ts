// The words of groups of sessions.
import type { Grouping } from '../../electron/shared/model.ts';
import { count, sessionCount } from '../format/counts.ts';
import { relativeTime } from '../format/when.ts';
import type { GroupSummary } from '../state/group-summary.ts';

/** Each way to group, and the same where there is little room. */
export const groupingLabels: Readonly<Record<Grouping, readonly [label: string, short: string]>> = {
  none: ['All', 'All'],
  name: ['By name', 'Name'],
  network: ['By network', 'Network'],
  app: ['By app', 'App'],
};

/** What stands for the name of a group whose sessions have none. */
export function noLabelWords(grouping: Grouping): string {
  return grouping === 'network' ? 'no address' : 'no name';
}

/** "40 sessions: all inactive", "36 sessions: 24 inactive, 2 unknown". Unknown is not inactive. */
export function groupCountWords({ sessions, inactive, unseen }: GroupSummary): string {
  const share = (some: number) => (some === sessions ? 'all' : count(some));
  const words = [
    ...(inactive === 0 ? [] : [`${share(inactive)} inactive`]),
    ...(unseen === 0 || unseen === sessions ? [] : [`${count(unseen)} unknown`]),
  ];
  return words.length === 0
    ? sessionCount(sessions)
    : `${sessionCount(sessions)}: ${words.join(', ')}`;
}

/** Under the newest: "to 14 months ago"; empty where that says the same. */
export function oldestWords({ seen }: GroupSummary, now: number): string {
  if (seen === null) return '';
  const [newest, oldest] = [relativeTime(seen.newest, now), relativeTime(seen.oldest, now)];
  return newest === oldest ? '' : `to ${oldest}`;
}

export function addressWords(addresses: {
  readonly kind: 'addresses' | 'networks';
  readonly count: number;
}): string {
  return `${count(addresses.count)} ${addresses.kind}`;
}
