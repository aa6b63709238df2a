// What Electron's network stack says of an answer, as a Response of the fetch standard. Chromium hands
// over more than that can hold: any status, header values in any letters. Pure.

/** A status that promises no body; one that comes all the same is not read. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** As `IncomingMessage` of Electron has them. */
export type RawHeaders = Readonly<Record<string, string | readonly string[]>>;

export function hasBody(status: number): boolean {
  return !bodiless.has(status);
}

/**
 * Throws for a status outside 200 to 599, with the cause `{ code: 'INVALID_HTTP_RESPONSE' }`. The
 * reason phrase is left out, because nobody reads it, and it may be in any letters.
 */
export function responseOf(
  status: number,
  headers: RawHeaders,
  body: ReadableStream<Uint8Array> | null,
): Response {
  if (!(status >= 200 && status <= 599))
    throw new Error('an invalid status', { cause: { code: 'INVALID_HTTP_RESPONSE' } });
  return new Response(body, { status, headers: standardHeaders(headers) });
}

/** Without those that the standard can't hold: Muster reads none of them. */
function standardHeaders(raw: RawHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value].flat()) {
      try {
        headers.append(name, one);
      } catch {
        continue;
      }
    }
  }
  return headers;
}
