// Fetches `.well-known/matrix/client`. The only request whose redirects are followed, by hand: it
// carries nothing secret, and stays on https.
import type { AppError } from '../../shared/errors.ts';
import { meaningOf } from '../http/answer.ts';
import { SMALL_BODY, type BodyBounds } from '../http/body.ts';
import { sendRequest, type HttpAnswer, type HttpOutcome } from '../http/request.ts';
import { repeated } from '../http/repeat.ts';
import type { MatrixPorts } from '../types.ts';
import { readWellKnown } from './wire.ts';

const HOPS_MAX = 5;
const WELL_KNOWN_BODY: BodyBounds = { ...SMALL_BODY, bytes: 64 * 1024 };

export type WellKnownOutcome =
  /** The address it names, not checked yet. */
  | { readonly kind: 'base-url'; readonly text: string }
  /** 404: the spec's IGNORE. */
  | { readonly kind: 'none' }
  /** Nothing answers there; the homeserver may be on another port. */
  | { readonly kind: 'no-connection'; readonly error: AppError }
  /** The spec's FAIL_PROMPT: tell the person, who may type the address itself. */
  | { readonly kind: 'failed'; readonly error: AppError };

/** Asks the host (without port) on https; redirects are followed up to five times. */
export async function fetchWellKnown(
  ports: MatrixPorts,
  hostname: string,
  tries: number,
): Promise<WellKnownOutcome> {
  const broken: WellKnownOutcome = {
    kind: 'failed',
    error: { code: 'not-a-homeserver', host: hostname, reason: 'well-known-broken' },
  };
  let url = `https://${hostname}/.well-known/matrix/client`;
  for (let hop = 0; hop <= HOPS_MAX; hop += 1) {
    const outcome = await ask(ports, url, tries);
    if (outcome.kind === 'failed') {
      const { error } = outcome;
      return { kind: error.code === 'leads-inside' ? 'failed' : 'no-connection', error };
    }
    const next = redirectTarget(outcome.answer, url);
    if (next === undefined) return outcomeOf(outcome.answer, ports.clock.now(), broken);
    if (next === null) return broken;
    url = next;
  }
  return broken;
}

function ask(ports: MatrixPorts, url: string, tries: number): Promise<HttpOutcome> {
  const request = { method: 'GET', url, token: null, manualRedirect: true } as const;
  return repeated(
    ports,
    tries,
    () => sendRequest(ports, { ...request, bounds: WELL_KNOWN_BODY }),
    (outcome) =>
      outcome.kind === 'failed'
        ? outcome.error.code === 'unreachable'
        : outcome.answer.status >= 500,
  );
}

/** Undefined for an answer that is no redirect, null for a redirect that must not be followed. */
function redirectTarget(answer: HttpAnswer, from: string): string | null | undefined {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  const location = answer.headers.get('location') ?? '';
  if (location === '' || !URL.canParse(location, from)) return null;
  const target = new URL(location, from);
  const isPlain = target.protocol === 'https:' && target.username === '' && target.password === '';
  return isPlain ? target.href : null;
}

function outcomeOf(answer: HttpAnswer, now: number, broken: WellKnownOutcome): WellKnownOutcome {
  if (answer.status === 404) return { kind: 'none' };
  const meaning = meaningOf(answer, now);
  if (meaning.kind === 'error') {
    const { error } = meaning;
    const passing = error.code === 'server-failed' || error.code === 'rate-limited';
    return passing ? { kind: 'failed', error } : broken;
  }
  // Spec: 200 alone is a success.
  const read = answer.status === 200 ? readWellKnown(meaning.value) : { kind: 'broken' as const };
  return read.kind === 'broken' ? broken : read;
}
