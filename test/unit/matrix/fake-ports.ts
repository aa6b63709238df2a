// A clock that stands still until told, and a fetch that answers from a script.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, DiscoveryPorts } from '../../../electron/matrix/types.ts';

export const NOW = Date.UTC(2026, 10, 24, 12);

export interface FakeClock extends Clock {
  /** Moves time on and lets what was due happen. */
  advance(ms: number): Promise<void>;
  /** Lets time jump from sleep to sleep until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Length of each sleep that was asked for. */
  readonly slept: number[];
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function fakeClock(): FakeClock {
  let now = NOW;
  const sleepers = new Set<Sleeper>();
  const slept: number[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn += 1) await nextTurn();
  };
  const advance = async (ms: number): Promise<void> => {
    await settle();
    now += ms;
    for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at))
      if (sleeper.at <= now) sleeper.wake();
    await settle();
  };
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        slept.push(ms);
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { at: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      }),
    advance,
    async until(promise) {
      let pending = true;
      const done = (): void => {
        pending = false;
      };
      promise.then(done, done);
      await settle();
      for (let jumps = 0, idle = 0; pending; jumps += 1) {
        const next = Math.min(...[...sleepers].map(({ at }) => at));
        idle = next === Infinity ? idle + 1 : 0;
        if (idle > 100 || jumps > 10_000) throw new Error('stuck: nobody sleeps');
        // Between two requests nobody sleeps, for a few turns more on a busy machine.
        if (next === Infinity) await settle();
        else await advance(Math.max(0, next - now));
      }
      return promise;
    },
  };
}

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly init: RequestInit;
}

/** What the script gives for a request: an answer, an error to reject with, or no answer ever. */
export type Scripted = Response | Error | 'hang';

export interface FakeServer {
  /** `addressesOf` knows none. */
  readonly ports: DiscoveryPorts;
  readonly clock: FakeClock;
  readonly requests: SentRequest[];
}

export function fakeServer(answer: (request: SentRequest, index: number) => Scripted): FakeServer {
  const clock = fakeClock();
  const requests: SentRequest[] = [];
  const fetch = (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    const body = typeof init.body === 'string' ? readBody(init.body, headers) : undefined;
    const request = { method: init.method ?? 'GET', url, headers, body, init };
    requests.push(request);
    const scripted = answer(request, requests.length - 1);
    if (scripted === 'hang') return new Promise(() => undefined);
    return scripted instanceof Error ? Promise.reject(scripted) : Promise.resolve(scripted);
  };
  const addressesOf = () => Promise.resolve([]);
  return { ports: { fetch, clock, random: () => 0.5, addressesOf }, clock, requests };
}

/** The members of a form, or JSON. */
function readBody(text: string, headers: Headers): unknown {
  return headers.get('content-type') === 'application/x-www-form-urlencoded'
    ? Object.fromEntries(new URLSearchParams(text))
    : (JSON.parse(text) as unknown);
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

export function html(status: number): Response {
  return new Response('<!DOCTYPE html><title>Oops</title>', {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}

/** A rejection as Node's fetch makes it. */
export function nodeError(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
