// How an account and its server are named on screen.

/** The host of a base URL, with its path where it has one. Punycode stays, so that it can't be forged. */
export function serverName(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return baseUrl;
  const url = new URL(baseUrl);
  return `${url.host}${url.pathname === '/' ? '' : url.pathname}`;
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
