// What an e-mail address looks like, as far as it matters where a Matrix ID or a server is asked for.

/** Longest that mail is sent to (RFC 5321 4.5.3.1.3). */
const EMAIL_MAX = 254;

/** A name, an @ and a host. Matrix IDs begin with the @. */
export function isEmail(text: string): boolean {
  return text.length <= EMAIL_MAX && /^[^@\s]+@[^@\s]+$/.test(text);
}
