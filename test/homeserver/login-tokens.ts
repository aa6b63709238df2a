// The tokens that a browser carries from the sign-in page back to a client: good once, for two minutes.
import { randomBytes } from 'node:crypto';
import { type State, type User } from './state.ts';

const LIFETIME = 120_000;

export class LoginTokens {
  readonly #state: State;
  readonly #tokens = new Map<string, { readonly user: User; readonly until: number }>();

  constructor(state: State) {
    this.#state = state;
  }

  issue(user: User, now: number): string {
    const secret = `lt_${randomBytes(24).toString('base64url')}`;
    this.#tokens.set(secret, { user, until: now + LIFETIME });
    return this.#state.gaveOut(secret);
  }

  /** Whose it is; undefined for one that is unknown, used or too old. */
  take(secret: string, now: number): User | undefined {
    const token = this.#tokens.get(secret);
    this.#tokens.delete(secret);
    return token !== undefined && now < token.until ? token.user : undefined;
  }
}
