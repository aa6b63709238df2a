// The grammar of Matrix IDs, as loosely as old accounts need it (spec appendix "User identifiers").

/** Longest Matrix ID, in UTF-16 units. The spec's 255 bytes are fewer or as many. */
const MATRIX_ID_MAX = 255;

/** `@localpart:server`, without control characters or white space. The server name is not checked. */
export function isMatrixId(text: string): boolean {
  return text.length <= MATRIX_ID_MAX && /^@[^:\s\p{Cc}]+:[^\s\p{Cc}]+$/u.test(text);
}
