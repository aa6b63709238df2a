// What happened, in words. Untrusted parts are kept apart, so that they are shown as such.
import { trustLabels } from '../../electron/audit/words.ts';
import type { HistoryChange, TimelineDay } from '../../electron/shared/history.ts';
import { shortKey } from '../format/keys.ts';
import { count, sessionCount } from '../format/counts.ts';
import { fullDay } from '../format/when.ts';

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

/** "14 Nov 2026: 214 sessions, 3 appeared, 2 gone, 40 signed out by Muster". */
export function dayWords({ day, sessions, appeared, gone, signedOut }: TimelineDay): string {
  const parts = [
    sessions === null ? 'number of sessions unknown' : sessionCount(sessions),
    ...(appeared > 0 ? [`${count(appeared)} appeared`] : []),
    ...(gone > 0 ? [`${count(gone)} gone`] : []),
    ...(signedOut > 0 ? [`${count(signedOut)} signed out by Muster`] : []),
  ];
  return `${fullDay(day)}: ${parts.join(', ')}`;
}
