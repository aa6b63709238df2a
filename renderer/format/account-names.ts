// How an account and its server are named on screen.
import { shownHost } from './host-names.ts';

/** The host of a base URL, with its path where it has one, and with its ASCII form where it has another. */
export function serverName(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return baseUrl;
  const { host, pathname } = new URL(baseUrl);
  const { text, ascii } = shownHost(host);
  return `${text}${pathname === '/' ? '' : pathname}${ascii === null ? '' : ` (${ascii})`}`;
}

/** The letter of an avatar: the first letter or digit of a Matrix ID, or "?". */
export function avatarLetter(userId: string): string {
  return /[\p{L}\p{N}]/u.exec(userId)?.[0].toUpperCase() ?? '?';
}

/** "@alice" and "example.org" of a Matrix ID; without a colon all of it is the first. */
export function userParts(userId: string): { readonly local: string; readonly server: string } {
  const colon = userId.indexOf(':');
  return colon === -1
    ? { local: userId, server: '' }
    : { local: userId.slice(0, colon), server: userId.slice(colon + 1) };
}

const hues = 6;

/**
 * A colour for each account, 0 to 5: that of its Matrix ID, or the next one that no account before it
 * has. With more than six accounts colours come again.
 */
export function avatarHues(userIds: readonly string[]): readonly number[] {
  const given: number[] = [];
  for (const userId of userIds) {
    const own = hueOf(userId);
    const free = Array.from({ length: hues }, (_, step) => (own + step) % hues);
    given.push(free.find((hue) => !given.includes(hue)) ?? own);
  }
  return given;
}

function hueOf(userId: string): number {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return sum % hues;
}
