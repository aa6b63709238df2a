// The words of groups of sessions.
import { trustLabels } from '../../electron/audit/words.ts';
import type { Grouping } from '../../electron/shared/model.ts';
import { count, sessionCount } from '../format/counts.ts';
import { visibleString } from '../format/visible-text.ts';
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

/**
 * "40 sessions: all inactive", "36 sessions: 24 inactive, 2 unknown". Unknown is not inactive. `wide`: the
 * addresses have a column of their own.
 */
export function groupCountWords(summary: GroupSummary, wide: boolean): string {
  const { sessions, inactive, unseen, addresses } = summary;
  const share = inactive === sessions ? 'all' : count(inactive);
  const words = [
    ...(inactive === 0 ? [] : [`${share} inactive`]),
    ...(unseen === 0 || unseen === sessions ? [] : [`${count(unseen)} unknown`]),
  ].join(', ');
  const counts = words === '' ? sessionCount(sessions) : `${sessionCount(sessions)}: ${words}`;
  return wide || addresses === null ? counts : `${counts} · ${addressWords(addresses)}`;
}

/** Under the newest: "to 14 months ago"; empty where that says the same. */
export function oldestWords({ seen }: GroupSummary, now: number): string {
  if (seen === null) return '';
  const [newest, oldest] = [relativeTime(seen.newest, now), relativeTime(seen.oldest, now)];
  return newest === oldest ? '' : `to ${oldest}`;
}

/** "8 not verified". */
export function trustCountWords([kind, sessions]: GroupSummary['trust'][number]): string {
  return `${count(sessions)} ${trustLabels[kind].toLowerCase()}`;
}

/** "34 networks", or the only address that there is. */
export function addressWords(addresses: NonNullable<GroupSummary['addresses']>): string {
  return addresses.kind === 'one'
    ? visibleString(addresses.address)
    : `${count(addresses.count)} ${addresses.kind}`;
}
