// The grammar of Matrix IDs, as loosely as old accounts need it: spec appendix "Historical User IDs".

/** Longest Matrix ID, in UTF-16 units. The spec's 255 bytes are fewer or as many. */
const MATRIX_ID_MAX = 255;

/** Spec appendix "Server Name": a DNS name, an IPv4 or IPv6 address, and perhaps a port. */
const serverName = String.raw`(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?`;

/** The part before the colon may be empty, and hold whatever is neither a control nor half a character. */
const matrixId = new RegExp(String.raw`^@[^:\p{Cc}\p{Cs}]*:${serverName}$`, 'u');

/** `@localpart:server`. */
export function isMatrixId(text: string): boolean {
  return text.length <= MATRIX_ID_MAX && matrixId.test(text);
}
