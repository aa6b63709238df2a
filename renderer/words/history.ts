// What happened, in words. Untrusted parts are kept apart, so that they are shown as such.
import { trustLabels } from '../../electron/audit/words.ts';
import type {
  HistoryAct,
  HistoryChange,
  HistoryKind,
  Timeline,
  TimelinePoint,
} from '../../electron/shared/history.ts';
import { shortKey } from '../format/keys.ts';
import { count, sessionCount } from '../format/counts.ts';
import { clockTime, fullDay, fullTime } from '../format/when.ts';

/** A piece of a sentence; `quoted` is somebody else's text. */
export type Part = string | { readonly quoted: string };

export function changeWords(change: HistoryChange): readonly Part[] {
  switch (change.kind) {
    case 'appeared':
      return ['Appeared in the list'];
    case 'gone':
      return ['No longer in the list'];
    case 'listed-again':
      return ['In the list again'];
    case 'replaced':
      return ['Another session has this id now: it has another key'];
    case 'signed-out':
      return ['Signed out by Muster'];
    case 'renamed':
      return ['Renamed', ...fromTo(named(change.from), named(change.to))];
    case 'address-changed':
      return ['Address changed', ...fromTo(address(change.from), address(change.to))];
    case 'seen-again':
      return [`Seen again; before that on ${fullDay(change.previouslyAt)}`];
    case 'trust-changed':
      return [`Trust changed from “${trustLabels[change.from]}” to “${trustLabels[change.to]}”`];
    case 'identity-changed':
      return ["The account's identity changed", ...fromTo(key(change.from), key(change.to))];
  }
}

function fromTo(from: Part, to: Part): readonly Part[] {
  return [' from ', from, ' to ', to];
}

function named(name: string | null): Part {
  return name === null ? 'no name' : { quoted: name };
}

function address(text: string | null): Part {
  return text === null ? 'unknown' : { quoted: text };
}

function key(text: string | null): Part {
  return text === null ? 'none' : shortKey(text);
}

/** "157 sessions signed out by Muster"; "2 of 157 sessions …" where a filter leaves so many. */
export function actWords({ kind, count: shown, total }: HistoryAct): string {
  const sessions =
    shown < total ? `${count(shown)} of ${sessionCount(total)}` : sessionCount(total);
  const is = total === 1 ? 'is' : 'are';
  switch (kind) {
    case 'appeared':
      return `${sessions} appeared in the list`;
    case 'gone':
      return `${sessions} no longer in the list`;
    case 'listed-again':
      return `${sessions} in the list again`;
    case 'replaced':
      return `${sessions} with another key: the ids ${is} those of other sessions now`;
    case 'signed-out':
      return `${sessions} signed out by Muster`;
    case 'renamed':
      return `${sessions} renamed`;
    case 'address-changed':
      return `${sessions} at another address`;
    case 'seen-again':
      return `${sessions} seen again after a long time`;
    case 'trust-changed':
      return `Trust of ${sessions} changed`;
    case 'identity-changed':
      return "The account's identity changed";
  }
}

/** What can be chosen to be shown, each with its kinds. */
export const kindChoices: readonly {
  readonly label: string;
  readonly kinds: readonly HistoryKind[];
}[] = [
  { label: 'Everything', kinds: [] },
  { label: 'Sign-outs by Muster', kinds: ['signed-out'] },
  { label: 'Sessions that went', kinds: ['gone'] },
  { label: 'Sessions that came', kinds: ['appeared', 'listed-again'] },
  { label: 'Trust and keys', kinds: ['trust-changed', 'identity-changed', 'replaced'] },
  { label: 'Addresses', kinds: ['address-changed'] },
  { label: 'Names', kinds: ['renamed'] },
  { label: 'Seen again', kinds: ['seen-again'] },
];

/** "14 Nov 2026", "14 Nov 2026, 15:00 to 16:00": when a point of the timeline is. */
export function pointTime(at: number, step: Timeline['step']): string {
  return step === 'day' ? fullDay(at) : `${fullTime(at)} to ${clockTime(pointEnd(at, step))}`;
}

/** Where it ends, in milliseconds since 1970; a day may have 23 or 25 hours. */
export function pointEnd(at: number, step: Timeline['step']): number {
  if (step === 'hour') return at + 3_600_000;
  const day = new Date(at);
  return day.setDate(day.getDate() + 1);
}

/** "14 Nov 2026: 214 sessions, 3 appeared, 2 gone, 40 signed out by Muster". */
export function pointWords(point: TimelinePoint, step: Timeline['step']): string {
  const { at, sessions, appeared, gone, signedOut } = point;
  const parts = [
    sessions === null ? 'number of sessions unknown' : sessionCount(sessions),
    ...(appeared > 0 ? [`${count(appeared)} appeared`] : []),
    ...(gone > 0 ? [`${count(gone)} gone`] : []),
    ...(signedOut > 0 ? [`${count(signedOut)} signed out by Muster`] : []),
  ];
  return `${pointTime(at, step)}: ${parts.join(', ')}`;
}
