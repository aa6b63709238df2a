// Parses JSON from a server within bounds that are checked before anything is built: deep nesting
// breaks IPC, and millions of tiny values take far more memory than their bytes.

/** Deepest nesting that is read. The deepest answer in use (a UIA challenge) has 4. */
export const JSON_DEPTH_MAX = 32;

/** Most values in one text: ten for each of the sessions in the largest account. */
export const JSON_VALUES_MAX = 5_000_000;

export type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'too-deep' }
  | { readonly kind: 'too-many' };

/** One pass over the text for the bounds, then `JSON.parse`. */
export function parseJson(text: string): Parsed {
  const excess = findExcess(text);
  if (excess !== null) return { kind: excess };
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'not-json' };
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Counts brackets and commas outside of strings. Of no meaning for a text that isn't JSON. */
function findExcess(text: string): 'too-deep' | 'too-many' | null {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === BACKSLASH) i += 1;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) {
      inString = true;
    } else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > JSON_DEPTH_MAX) return 'too-deep';
    } else if (unit === 0x5d || unit === 0x7d) {
      depth -= 1;
    } else if (unit === COMMA) {
      values += 1;
    }
    if (values > JSON_VALUES_MAX) return 'too-many';
  }
  return null;
}
