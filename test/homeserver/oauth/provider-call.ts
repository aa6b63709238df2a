// Hands oidc-provider a request that was read already, and gives its answer back unsent, as the
// routes do. Nothing about OAuth is known here.
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { type Answer, asObject } from '../answer.ts';

/** A request whose body was read: what came, and that body. */
export interface ReadRequest {
  readonly incoming: IncomingMessage;
  readonly text: string;
}

export type Call = (request: ReadRequest) => Promise<Answer>;

/** Throws what the library calls a `server_error`: here that is a bug. */
export function callsTo(provider: Provider): Call {
  const bodies = new WeakMap<ServerResponse, unknown>();
  const failures = new WeakMap<ServerResponse, Error>();
  provider.use(async (context, next) => {
    await next();
    context.respond = false;
    bodies.set(context.res, context.body);
  });
  provider.on('server_error', ({ res }, error) => failures.set(res, error));
  const handle = provider.callback();

  return async (request) => {
    const incoming = replayed(request);
    const response = new ServerResponse(incoming);
    await handle(incoming, response);
    const failure = failures.get(response);
    if (failure) throw failure;
    return answerOf(response, bodies.get(response));
  };
}

/** The same message with its body to be read again. */
function replayed({ incoming, text }: ReadRequest): IncomingMessage {
  const { method, url, headers } = incoming;
  const message = Object.assign(new IncomingMessage(incoming.socket), { method, url, headers });
  message.push(text);
  message.push(null);
  // Or it would take the socket along when it has been read.
  message.complete = true;
  return message;
}

function answerOf(response: ServerResponse, body: unknown): Answer {
  const { statusCode: status } = response;
  const headers = carriedOver(response.getHeaders());
  if (typeof body === 'string' || body === undefined || body === null)
    return { status, headers, body: {}, raw: body ?? '' };
  const members = asObject(body);
  if (!members) throw new Error('an answer that is neither text nor an object');
  return { status, headers, body: Object.fromEntries(members) };
}

function carriedOver(headers: OutgoingHttpHeaders): Record<string, string | string[]> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name === 'content-length'
      ? []
      : [[name, typeof value === 'number' ? String(value) : value] as const],
  );
  return Object.fromEntries(entries);
}
