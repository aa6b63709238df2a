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

/** One of six colours, the same for the same Matrix ID every time. */
export function avatarHue(userId: string): number {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return sum % 6;
}
