// The UIA sessions that are open, and the 401 that asks for a stage. Which stages count, and how,
// is decided in uia-synapse.ts, uia-dendrite.ts and uia-palpo.ts.
import { randomBytes } from 'node:crypto';
import { type Answer } from './answer.ts';
import { type Context } from './router.ts';
import { type Token } from './state.ts';

export interface UiaSession {
  readonly id: string;
  /** What was first asked for; Synapse lets a session be used for nothing else. */
  readonly method: string;
  readonly target: string;
  /** The stages of all flows that it offers. */
  readonly stages: ReadonlySet<string>;
  /** Stage to the user that completed it, null where a stage names nobody. */
  readonly completed: Map<string, string | null>;
}

/** One request that needs confirmation. */
export interface UiaRequest {
  readonly context: Context;
  readonly token: Token;
  readonly method: string;
  readonly target: string;
  /** The `auth` member, whatever it is; undefined when it is absent. */
  readonly auth: unknown;
}

export class UiaSessions {
  readonly #sessions = new Map<string, UiaSession>();

  begin(request: UiaRequest): UiaSession {
    const session = newSession(request, randomBytes(12).toString('hex'));
    this.#sessions.set(session.id, session);
    return session;
  }

  find(id: string): UiaSession | undefined {
    return this.#sessions.get(id);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }
}

/** One that nobody will find again. */
export function newSession({ method, target, token }: UiaRequest, id: string): UiaSession {
  return { id, method, target, stages: new Set(token.user.flows.flat()), completed: new Map() };
}

/** The 401: flows and session, and `more` (completed stages, or why the last one was refused). */
export function challenge(
  { token, context }: UiaRequest,
  session: UiaSession,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  const flows = token.user.flows.map((stages) => ({ stages }));
  const params = session.stages.has('m.login.terms') ? termsOf(context) : {};
  return { status: 401, body: { session: session.id, flows, params, ...more } };
}

/** What is to be accepted, in two languages. */
function termsOf({ baseUrl }: Context): object {
  const url = `${baseUrl}/_matrix/consent`;
  const privacy = {
    version: '1.0',
    de: { name: 'Datenschutz', url: `${url}?lang=de` },
    en: { name: 'Privacy policy', url },
  };
  return { 'm.login.terms': { policies: { privacy } } };
}

/** Whether one of the user's flows is complete. */
export function isComplete({ token }: UiaRequest, session: UiaSession): boolean {
  return token.user.flows.some((flow) => flow.every((stage) => session.completed.has(stage)));
}
