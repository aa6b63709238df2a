// How the names of servers are shown that have other letters than ASCII: as people write them, never
// without the form that the network has. Two names that look alike differ in that one.
import { decodePunycode } from './punycode.ts';

export interface ShownName {
  readonly text: string;
  /** What it is on the network; null where that is shown already. */
  readonly ascii: string | null;
}

/** Scripts in everyday use (UAX 31, table 5), and those that are written together. */
const scripts = [
  ...[
    'Latin',
    'Cyrillic',
    'Greek',
    'Armenian',
    'Georgian',
    'Hebrew',
    'Arabic',
    'Thaana',
    'Ethiopic',
  ],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada'],
  ...['Malayalam', 'Sinhala', 'Thai', 'Lao', 'Tibetan', 'Myanmar', 'Khmer', 'Hangul'],
].map((script) => [script]);
const together = [
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Hangul'],
  ['Han', 'Bopomofo'],
];

const ofOneScript = [...scripts, ...together].map((written) => {
  const letters = written.map((script) => String.raw`\p{scx=${script}}`).join('');
  return new RegExp(String.raw`^[${letters}0-9-]+$`, 'u');
});

/** A host as a URL spells it, with or without a port. */
export function shownHost(host: string): ShownName {
  const [, name = host, port = ''] = /^(.*?)(:\d+)?$/s.exec(host) ?? [];
  const labels = name.split('.').map(shownLabel);
  if (labels.includes(null)) return { text: host, ascii: null };
  const text = labels.join('.');
  return text === name || !isSame(text, name)
    ? { text: host, ascii: null }
    : { text: text + port, ascii: host };
}

/** A full Matrix ID. */
export function shownUser(userId: string): ShownName {
  const colon = userId.indexOf(':') + 1;
  const { text, ascii } = shownHost(userId.slice(colon));
  return colon === 0 || ascii === null
    ? { text: userId, ascii: null }
    : { text: userId.slice(0, colon) + text, ascii };
}

/** In one piece, for sentences. */
export function hostName(host: string): string {
  return inOnePiece(shownHost(host));
}

export function userName(userId: string): string {
  return inOnePiece(shownUser(userId));
}

function inOnePiece({ text, ascii }: ShownName): string {
  return ascii === null ? text : `${text} (${ascii})`;
}

/** Null where it mixes what isn't written together, or has what is no letter. */
function shownLabel(label: string): string | null {
  if (!/^xn--/i.test(label)) return label;
  const decoded = decodePunycode(label.slice(4).toLowerCase());
  if (decoded === null || !/^[\p{L}\p{M}\p{Nd}-]+$/u.test(decoded)) return null;
  return ofOneScript.some((written) => written.test(decoded)) ? decoded : null;
}

/** Whether the network would make the very same of it. */
function isSame(text: string, ascii: string): boolean {
  const address = `https://${text}`;
  return URL.canParse(address) && new URL(address).hostname === ascii.toLowerCase();
}
