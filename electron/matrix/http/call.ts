// One call of the client-server API: address, tries, meaning. The endpoints are in discovery.ts,
// login.ts, devices.ts and client.ts.
import type { AppError } from '../../shared/errors.ts';
import { meaningOf, type Meaning } from './answer.ts';
import { sendRequest, type HttpRequest } from './request.ts';
import { repeated } from './repeat.ts';
import type { MatrixPorts } from '../types.ts';
import { endpointUrl } from './url.ts';

export interface Call extends Omit<HttpRequest, 'url' | 'manualRedirect'> {
  /** No trailing slash. */
  readonly baseUrl: string;
  /** Path segments, not encoded yet. */
  readonly path: readonly string[];
  /** Parameters after the path, not encoded yet. Nothing secret: they are in the address. */
  readonly query?: Readonly<Record<string, string>>;
  /** How often it may be sent in all. */
  readonly tries: number;
}

export type Reply =
  | Meaning
  /** No answer. `maybeSent`: the server may have acted on the request all the same. */
  | { readonly kind: 'failed'; readonly error: AppError; readonly maybeSent: boolean };

/** The path of an endpoint under `/_matrix/client/v3`. */
export function v3(...segments: readonly string[]): readonly string[] {
  return ['_matrix', 'client', 'v3', ...segments];
}

/** Sends a call; after a lost connection or a 5xx again, as often as it allows. */
export async function sendCall(ports: MatrixPorts, call: Call): Promise<Reply> {
  const { baseUrl, path, query, tries, ...request } = call;
  const address = endpointUrl(baseUrl, path);
  if (address === null) return { kind: 'failed', error: { code: 'unsafe-id' }, maybeSent: false };
  const url = query === undefined ? address : `${address}?${new URLSearchParams(query).toString()}`;
  const send = async (): Promise<Reply> => {
    const outcome = await sendRequest(ports, { ...request, url });
    return outcome.kind === 'failed' ? outcome : meaningOf(outcome.answer, ports.clock.now());
  };
  return repeated(ports, tries, send, isWorthRepeating, call.signal);
}

/** Whether the server may have done what it was asked for, though it hasn't said so in a way that can be read. */
export function mayHaveActed(reply: Exclude<Reply, { kind: 'json' }>): boolean {
  return reply.kind === 'failed' ? reply.maybeSent : reply.status < 300 || reply.status >= 500;
}

/** Not after a timeout: the person has waited for up to a minute. Not after 429: it names its time. */
function isWorthRepeating(reply: Reply): boolean {
  if (reply.kind === 'json') return false;
  return reply.error.code === 'unreachable' || reply.error.code === 'server-failed';
}
