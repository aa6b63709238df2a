// Makes the homeserver misbehave on purpose: slow, broken, hostile. Everything about bytes and
// sockets that a well-behaved server would never do lives here.
import { type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { type Answer } from './answer.ts';
import { type Traits } from './personality.ts';

export interface FaultRule {
  /** `path` is as it came: encoded, with its query. */
  readonly match: (method: string, path: string) => boolean;
  /** How many requests it hits before it goes away; unlimited when left out. */
  readonly times?: number;
  /** Do what the request asks first, and misbehave then: the client can't know. */
  readonly carryOut?: boolean;
  readonly action: FaultAction;
}

export type FaultAction =
  /** The ordinary answer, late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The ordinary answer, dated so many milliseconds ahead. */
  | { readonly kind: 'misdated'; readonly ahead: number }
  /** No byte, ever. */
  | { readonly kind: 'hang' }
  /** The connection is torn down. */
  | { readonly kind: 'reset' }
  /** The headers and half of the ordinary answer, then the connection is torn down. */
  | { readonly kind: 'cut-short' }
  /** Sent as it stands; `content-type` is JSON unless `headers` says otherwise. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** Valid JSON of about this many bytes, a thousandth of it on the wire. */
  | { readonly kind: 'gzip-bomb'; readonly bytes: number }
  /** A session list that never ends, as fast as the client reads it. */
  | { readonly kind: 'endless' };

const JSON_TYPE = { 'content-type': 'application/json' };

export class Faults {
  readonly #rules: { readonly rule: FaultRule; left: number }[] = [];

  /** The latest rule that fits wins. Returns what takes the rule away. */
  add(rule: FaultRule): () => void {
    const entry = { rule, left: rule.times ?? Infinity };
    this.#rules.unshift(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The rule for a request, and one use less of it. */
  take(method: string, path: string): FaultRule | null {
    const entry = this.#rules.find(({ rule, left }) => left > 0 && rule.match(method, path));
    if (!entry) return null;
    entry.left -= 1;
    return entry.rule;
  }
}

/** Needs the handler for some actions: it runs then, and otherwise only with `carryOut`. */
export async function misbehave(
  { action, carryOut = false }: FaultRule,
  response: ServerResponse,
  handle: () => Answer | Promise<Answer>,
): Promise<void> {
  const needsAnswer = ['delay', 'misdated', 'cut-short'].includes(action.kind);
  const pause = async (): Promise<void> => {
    if (action.kind === 'delay') await sleep(action.ms, undefined, { ref: false });
  };
  if (!carryOut) await pause();
  const answer = carryOut || needsAnswer ? await handle() : null;
  if (carryOut) await pause();
  switch (action.kind) {
    case 'delay':
      if (answer) send(response, answer.status, JSON_TYPE, contentOf(answer));
      return;
    case 'misdated': {
      const date = new Date(Date.now() + action.ahead).toUTCString();
      if (answer) send(response, answer.status, { ...JSON_TYPE, date }, contentOf(answer));
      return;
    }
    case 'cut-short':
      if (answer) cutShort(response, answer);
      return;
    case 'hang':
      return;
    case 'reset':
      response.destroy();
      return;
    case 'answer':
      send(response, action.status, { ...JSON_TYPE, ...action.headers }, action.body ?? '');
      return;
    case 'redirect':
      send(response, action.status ?? 302, { location: action.to }, '');
      return;
    case 'gzip-bomb':
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
      await pipeTo(response, bomb(action.bytes), createGzip());
      return;
    case 'endless':
      response.writeHead(200, JSON_TYPE);
      await pipeTo(response, endlessList());
      return;
  }
}

/** The 429 of a server, as it words it. */
export function tooManyRequests({ retryTime }: Traits, waitMs: number): FaultAction {
  const error = tooMany[retryTime];
  const time = retryTime === 'none' ? {} : { retry_after_ms: waitMs };
  const seconds = String(Math.ceil(waitMs / 1_000));
  return {
    kind: 'answer',
    status: 429,
    body: JSON.stringify({ errcode: 'M_LIMIT_EXCEEDED', error, ...time }),
    headers: retryTime === 'header-and-body' ? { 'retry-after': seconds } : {},
  };
}

const tooMany = {
  'header-and-body': 'Too Many Requests',
  body: 'You are sending too many requests too quickly!',
  none: 'Too many requests.',
};

export function contentOf(answer: Answer): string | Uint8Array {
  return answer.raw ?? JSON.stringify(answer.body);
}

export function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | string[]>>,
  content: string | Uint8Array,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(content) });
  response.end(content);
}

function cutShort(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(contentOf(answer));
  response.writeHead(answer.status, { ...JSON_TYPE, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

/** Ends quietly when the client has had enough. */
async function pipeTo(
  response: ServerResponse,
  chunks: Iterable<string>,
  ...through: NodeJS.ReadWriteStream[]
): Promise<void> {
  try {
    await pipeline([Readable.from(chunks, { objectMode: false }), ...through, response]);
  } catch {
    response.destroy();
  }
}

function* bomb(bytes: number): Iterable<string> {
  const chunk = 'a'.repeat(64 * 1_024);
  yield '{"devices":[],"padding":"';
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
  yield '"}';
}

function* endlessList(): Iterable<string> {
  yield '{"devices":[';
  for (let number = 0; true; number += 1) yield `{"device_id":"ENDLESS${number}"},`.padEnd(1_024);
}
