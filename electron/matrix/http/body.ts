// Reads the body of an answer, and no more of it than allowed: counted in decoded bytes while they
// come, because a length that a server names is only its word.
import type { BadAnswerReason } from '../../shared/errors.ts';
import { parseJson } from '../json.ts';

export type HttpBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'unreadable';
      readonly reason: Exclude<BadAnswerReason, 'empty-404' | 'not-http'>;
    };

/** `stopped` rejects when the reading has to end. */
export async function readBody(
  response: Response,
  max: number,
  stopped: Promise<never>,
): Promise<HttpBody> {
  const decoder = new TextDecoder();
  let text = '';
  const whole = await readWithin(response, max, stopped, (chunk) => {
    text += decoder.decode(chunk, { stream: true });
  });
  if (!whole) return { kind: 'unreadable', reason: 'too-large' };
  text += decoder.decode();
  const parsed = parseJson(text);
  if (parsed.kind === 'json') return parsed;
  if (looksLikeHtml(response.headers, text)) return { kind: 'unreadable', reason: 'html' };
  if (parsed.kind === 'not-json') return { kind: 'unreadable', reason: 'not-json' };
  return { kind: 'unreadable', reason: parsed.kind === 'too-deep' ? 'shape' : 'too-large' };
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
