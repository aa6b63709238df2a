// What Muster calls this computer towards servers: a word of the user's, never the host name.

/** Longest, in characters. */
export const COMPUTER_NAME_MAX = 40;

/**
 * Letters, digits and what stands between them, in ASCII: it is sent in a header, where brackets,
 * semicolons and slashes would mean something else (RFC 9110 10.1.5).
 */
const pattern = /^[A-Za-z0-9](?:[A-Za-z0-9 ._'-]*[A-Za-z0-9])?$/;

export function isComputerName(text: string): boolean {
  return text.length <= COMPUTER_NAME_MAX && pattern.test(text);
}

/** What a new session of Muster's is called on the server. */
export function sessionNameOn(computer: string): string {
  return `Muster on ${computer}`;
}
