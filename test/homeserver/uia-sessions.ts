// The UIA sessions that are open.
import { randomBytes } from 'node:crypto';
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

/** What is to be confirmed, and who asked for it. */
export interface UiaOperation {
  readonly token: Token;
  readonly method: string;
  readonly target: string;
}

export class UiaSessions {
  readonly #sessions = new Map<string, UiaSession>();

  begin(operation: UiaOperation): UiaSession {
    const session = newSession(operation, randomBytes(12).toString('hex'));
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
export function newSession({ method, target, token }: UiaOperation, id: string): UiaSession {
  return { id, method, target, stages: new Set(token.user.flows.flat()), completed: new Map() };
}
