// What a handler gives back: a status and JSON, or a page. Nothing here knows about sockets.
import { type Traits } from './personality.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** Sent instead of `body`, byte for byte. */
  readonly raw?: string | Uint8Array;
  /** Besides, or instead of, those of every JSON answer. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export function good(body: Readonly<Record<string, unknown>> = {}): Answer {
  return { status: 200, body };
}

/** A page for a browser. `title` and `content` are HTML. */
export function htmlPage(title: string, content: string): Answer {
  const raw = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${content}</html>`;
  return { status: 200, body: {}, raw, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

export function found(location: string): Answer {
  return { status: 302, body: {}, headers: { location } };
}

export function matrixError(
  status: number,
  errcode: string,
  error: string,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return { status, body: { errcode, error, ...more } };
}

/** What Synapse says to an endpoint (404) or a method (405) that it doesn't have. */
export function unrecognized(status: 404 | 405): Answer {
  return matrixError(status, 'M_UNRECOGNIZED', 'Unrecognized request');
}

/** A failure that a server has no words for, as one in Go writes it. */
export const serverFailed: Answer = { status: 500, body: { Err: '' } };

const notJsonText = {
  M_NOT_JSON: 'Content not JSON.',
  M_BAD_JSON: 'The request body could not be decoded into valid JSON.',
};

export type JsonObject = ReadonlyMap<string, unknown>;

/** The own members of a JSON object; null for anything else. */
export function asObject(value: unknown): JsonObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map<string, unknown>(Object.entries(value));
}

/** A request body that has to be a JSON object, or the server's complaint about it. */
export function parseBody(
  { notJson }: Traits,
  text: string,
):
  | { readonly kind: 'object'; readonly members: JsonObject }
  | { readonly kind: 'bad'; readonly answer: Answer } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'bad', answer: matrixError(400, notJson, notJsonText[notJson]) };
  }
  const members = asObject(value);
  if (members) return { kind: 'object', members };
  return { kind: 'bad', answer: matrixError(400, 'M_BAD_JSON', 'Content must be a JSON object.') };
}
