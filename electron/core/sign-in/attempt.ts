// One attempt to sign in: whom and where, and how far it has come. Its state is a union that this file
// alone changes; the others are given it and give the next one back. Tokens are in a vault or on one
// call stack, never here.
import type { OAuthServer } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId, AttemptId, DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import type { SignInMethods, SignInSnapshot } from '../../shared/sign-in.ts';
import type { GrantedSession } from '../unsettled-session.ts';

/** Whom an attempt signs in, and where: fixed from its beginning. */
export interface Target {
  readonly attemptId: AttemptId;
  readonly baseUrl: string;
  /** A full Matrix ID, where it is known before the sign-in. */
  readonly userId: string | null;
  /** The account that is signed in again. */
  readonly account: Account | null;
  readonly methods: SignInMethods;
  /** Where it can be signed in by OAuth 2.0; null where it can't. */
  readonly oauth: OAuthServer | null;
}

export type AttemptState =
  RestingState | { readonly kind: 'busy'; readonly before: RestingState } | Over;

/** What an attempt may stay in until somebody does something. */
export type RestingState =
  | { readonly kind: 'ready'; readonly problem: AppError | null }
  | WaitingState
  | { readonly kind: 'not-kept'; readonly held: HeldLogin };

export type WaitingState =
  | {
      readonly kind: 'in-browser';
      readonly wait: BrowserWait;
      /** It has come back, and the sign-in goes on. */
      readonly returned: boolean;
      readonly problem: AppError | null;
    }
  | { readonly kind: 'code'; readonly wait: CodeWait; readonly problem: AppError | null };

/** Led to an account, or was cancelled. */
export interface Over {
  readonly kind: 'over';
  readonly accountId: AccountId | null;
}

export type NextState = RestingState | Over;

/** Goes on with what came back. It holds the secret that came, and nothing else does. */
export type Continuation = (cancelled: AbortSignal) => Promise<NextState>;

export type WaitEvent =
  /** Why nothing is known at the moment; null when all is well again. */
  | { readonly kind: 'problem'; readonly problem: AppError | null }
  | { readonly kind: 'answered'; readonly next: Continuation }
  /** Nothing will come any more. */
  | { readonly kind: 'ended'; readonly problem: AppError };

interface Wait {
  /** When the waiting ends, in milliseconds since 1970. */
  readonly until: number;
  /** Read once, from the moment on in which the window knows of the waiting. None after `stop`. */
  readonly events: AsyncIterable<WaitEvent>;
  readonly stop: () => void;
}

export interface BrowserWait extends Wait {
  readonly url: string;
  /** Null where the address is not the answer. */
  readonly read: (address: string) => Continuation | null;
}

export interface CodeWait extends Wait {
  readonly userCode: string;
  readonly page: string;
  readonly pageWithCode: string | null;
}

/** What a way to sign in has led to. */
export interface NewSession {
  readonly session: GrantedSession;
  /** The id of the session, where Muster has chosen it at random for this sign-in. */
  readonly proven: DeviceId | null;
}

/** A new session whose tokens no keychain took; the memory vault holds them. */
export interface HeldLogin extends NewSession {
  readonly problem: AppError;
}

export class Attempt {
  readonly target: Target;
  #state: AttemptState = { kind: 'ready', problem: null };
  readonly #cancelled = new AbortController();

  constructor(target: Target) {
    this.target = target;
  }

  get state(): AttemptState {
    return this.#state;
  }

  /** Aborted by `cancel`: what is under way must leave no session behind. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** A call on it begins, and is given what it begins with. One at a time: two passwords make two sessions. */
  begin(): Result<RestingState> {
    const before = this.#state;
    if (before.kind === 'busy' || before.kind === 'over') return fail({ code: 'bad-request' });
    this.#state = { kind: 'busy', before };
    return ok(before);
  }

  /**
   * The call has ended. What it leads to is given back where the attempt was cancelled meanwhile:
   * nobody waits for it, and it has to be cleared away.
   */
  end(next: NextState): NextState | null {
    if (this.#state.kind === 'over' && next.kind !== 'over') return next;
    this.#state = next;
    return null;
  }

  /** What happened to what is waited for, between two calls. False where it is waited for no more. */
  note(
    wait: BrowserWait | CodeWait,
    change: { readonly problem: AppError | null } | { readonly returned: true },
  ): boolean {
    const state = this.#state;
    if (state.kind !== 'in-browser' && state.kind !== 'code') return false;
    if (state.wait !== wait) return false;
    this.#state = { ...state, ...change };
    return true;
  }

  /** What was waited for, to be cleared away; null where a call is under way, which sees it itself. */
  cancel(): RestingState | null {
    const state = this.#state;
    this.#state = { kind: 'over', accountId: null };
    this.#cancelled.abort();
    return state.kind === 'busy' || state.kind === 'over' ? null : state;
  }

  /** `cancelled` where it is. */
  snapshot(): Result<SignInSnapshot> {
    const state = this.#state.kind === 'busy' ? this.#state.before : this.#state;
    if (state.kind !== 'over') return ok(snapshotOf(this.target, state));
    if (state.accountId === null) return fail({ code: 'cancelled' });
    return ok({ kind: 'signed-in', accountId: state.accountId });
  }
}

/** The browser or the code that is waited for; null where none is, or a call is under way. */
export function waitOf(state: AttemptState): BrowserWait | CodeWait | null {
  return state.kind === 'in-browser' || state.kind === 'code' ? state.wait : null;
}

export function ready(problem: AppError | null): RestingState {
  return { kind: 'ready', problem };
}

function snapshotOf(target: Target, state: RestingState): SignInSnapshot {
  const { attemptId, baseUrl, userId, account, methods } = target;
  switch (state.kind) {
    case 'ready': {
      const { problem } = state;
      const again = account !== null;
      return { kind: 'ready', attemptId, baseUrl, userId, again, methods, problem };
    }
    case 'in-browser': {
      const { wait, returned, problem } = state;
      const { url, until } = wait;
      return { kind: 'in-browser', attemptId, baseUrl, url, until, returned, problem };
    }
    case 'code': {
      const { userCode, page, pageWithCode, until } = state.wait;
      const shown = { userCode, page, pageWithCode, until, problem: state.problem };
      return { kind: 'device-code', attemptId, baseUrl, ...shown };
    }
    case 'not-kept': {
      const { session, problem } = state.held;
      return { kind: 'not-kept', attemptId, userId: session.userId, problem };
    }
  }
}
