// Which app a session is of, as far as it tells: by the name that it was given, and by what the app wrote
// into the account's data. Both are the word of whoever signed in, and are worded as such.
import type { Session } from '../shared/model.ts';

/** What web apps call themselves by, at the beginning of the names that they give. */
const byHost: Readonly<Record<string, string>> = {
  'app.element.io': 'Element Web',
  'develop.element.io': 'Element Web',
  'staging.element.io': 'Element Web',
  'riot.im': 'Riot Web',
  'app.cinny.in': 'Cinny',
  'app.schildi.chat': 'SchildiChat Web',
};

/** What begins the part of a name that tells of browser, system or computer: "Element Web on Firefox". */
const besides = /\s+(?:on|via)\s+|:\s+|\s+\(|,\s+/i;

/** A date, a time or a number at the end: "backup-bot 2024-03-01", "nio_17". */
const counter = /[\s_-]+[\d.:_-]*\d[\d.:_-]*$/;

/**
 * "Element Web" for "app.element.io: Chrome on Windows"; where the name begins with no app that can be told
 * from the rest, the name without counters. Null where there is neither a name nor what an app said.
 */
export function appName({
  displayName,
  client,
}: Pick<Session, 'displayName' | 'client'>): string | null {
  const [first = ''] = (displayName ?? '').trim().split(besides);
  const bare = first.replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
  const known = byHost[bare.toLowerCase()];
  if (known !== undefined) return known;
  const counted = first.replace(counter, '').trim();
  const name = counted === '' ? first.trim() : counted;
  return name === '' ? (client?.name ?? null) : name;
}
