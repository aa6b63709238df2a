// Parses JSON from a server within bounds that are checked before anything is built: deep nesting
// breaks IPC, and millions of tiny values take far more memory and time than their bytes.
import { scanJson, type Excess, type JsonBounds } from './json-scan.ts';
import { parsePieces } from './json-pieces.ts';

/** For answers that list nothing long. */
export const SMALL_JSON: JsonBounds = { entries: 1_000, values: 20_000 };

export type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json' }
  | { readonly kind: Excess };

/** One pass over the text for the bounds, then `JSON.parse`; both in slices where it is long. */
export async function parseJson(text: string, bounds: JsonBounds): Promise<Parsed> {
  const scan = await scanJson(text, bounds);
  if (scan.kind !== 'within') return scan;
  try {
    return { kind: 'json', value: await parsePieces(text, scan.large) };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'not-json' };
    throw error;
  }
}
