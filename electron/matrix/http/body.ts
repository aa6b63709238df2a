// Reads the body of an answer, and no more of it than allowed: counted in decoded bytes while they
// come, because a length that a server names is only its word.
import type { BadAnswerReason } from '../../shared/errors.ts';
import { SESSIONS_MAX } from '../../shared/limits.ts';
import { parseJson, SMALL_JSON } from '../json.ts';
import type { JsonBounds } from '../json-scan.ts';

export type HttpBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'unreadable';
      readonly reason: Exclude<BadAnswerReason, 'empty-404' | 'not-http'>;
    };

/** How much of an answer is read. */
export interface BodyBounds {
  /** Decoded, counted while they come. */
  readonly bytes: number;
  /** What the JSON may hold, counted before it is built. */
  readonly json: JsonBounds;
}

/** Of answers that list nothing long. */
export const SMALL_BODY: BodyBounds = { bytes: 1024 * 1024, json: SMALL_JSON };

/** Of answers that list an account's sessions, or as much for each of them. */
export const LIST_BODY: BodyBounds = {
  bytes: 64 * 1024 * 1024,
  json: { entries: SESSIONS_MAX, values: 12 * SESSIONS_MAX },
};

/** `stopped` rejects when the reading has to end. */
export async function readBody(
  response: Response,
  { bytes: max, json }: BodyBounds,
  stopped: Promise<never>,
): Promise<HttpBody> {
  const decoder = new TextDecoder();
  let text = '';
  const whole = await readWithin(response, max, stopped, (chunk) => {
    text += decoder.decode(chunk, { stream: true });
  });
  if (!whole) return { kind: 'unreadable', reason: 'too-large' };
  text += decoder.decode();
  const parsed = await parseJson(text, json);
  if (parsed.kind === 'json') return parsed;
  if (looksLikeHtml(response.headers, text)) return { kind: 'unreadable', reason: 'html' };
  if (parsed.kind === 'not-json') return { kind: 'unreadable', reason: 'not-json' };
  return { kind: 'unreadable', reason: parsed.kind === 'too-deep' ? 'shape' : 'too-many' };
}

/** Null when there are more than `max`. */
export async function readBytes(
  response: Response,
  max: number,
  stopped: Promise<never>,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const whole = await readWithin(response, max, stopped, (chunk) => {
    chunks.push(new Uint8Array(chunk));
  });
  return whole ? new Uint8Array(await new Blob(chunks).arrayBuffer()) : null;
}

/** False when more than `max` decoded bytes came; the rest is not read. */
async function readWithin(
  response: Response,
  max: number,
  stopped: Promise<never>,
  take: (chunk: Uint8Array) => void,
): Promise<boolean> {
  if (response.body === null) return true;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), stopped]);
      if (done) return true;
      bytes += value.byteLength;
      if (bytes > max) return false;
      take(value);
    }
  } finally {
    // Ends the connection where the body was not read to its end; a no-op where it was.
    reader.cancel().catch(() => undefined);
  }
}

function looksLikeHtml(headers: Headers, text: string): boolean {
  return (
    /^text\/html\b/i.test(headers.get('content-type') ?? '') ||
    /^\s*<(?:!doctype|html|head|body)\b/i.test(text.slice(0, 1_000))
  );
}
