// Signing in, as the window asks for it: attempts and what may happen to each, one thing at a time.
// The requests are in sign-in-proof.ts, the browser in sign-in-browser.ts, the end in sign-in-keep.ts.
import type { Argument, Publish } from '../../shared/contract.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AttemptId } from '../../shared/ids.ts';
import type { CredentialPlace, SignInSnapshot, StoreStatus } from '../../shared/model.ts';
import {
  identifierToSend,
  inBrowserSnapshot,
  notKeptSnapshot,
  readySnapshot,
  type Attempt,
  type OpenAttempt,
} from './attempt.ts';
import { browserProblem, openPage, waitForBrowser, type BrowserPorts } from './browser.ts';
import { createKeeper, type KeepOptions } from './keep.ts';
import { createProver } from './proof.ts';
import type { SignInProtocol } from './protocol.ts';
import type { Vaults } from '../tokens/vault.ts';

type Outcome = Promise<Result<SignInSnapshot>>;

export interface SignIn {
  begin(argument: Argument<'signIn.begin'>): Outcome;
  again(argument: Argument<'signIn.again'>): Outcome;
  password(argument: Argument<'signIn.password'>): Outcome;
  token(argument: Argument<'signIn.token'>): Outcome;
  browser(argument: Argument<'signIn.browser'>): Outcome;
  pasteBack(argument: Argument<'signIn.pasteBack'>): Outcome;
  leaveBrowser(argument: Argument<'signIn.leaveBrowser'>): Outcome;
  settle(argument: Argument<'signIn.settle'>): Outcome;
  cancel(argument: Argument<'signIn.cancel'>): Promise<Result<null>>;
  /** Logs out what waits for the user's word, for at most two seconds. */
  close(): Promise<void>;
}

export interface SignInOptions extends KeepOptions, BrowserPorts {
  readonly protocol: SignInProtocol;
  readonly vaults: Vaults;
  readonly storeStatus: () => StoreStatus;
  readonly publish: Publish;
  readonly sessionName: string;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { protocol, accounts, vaults, storeStatus, newId, publish } = options;
  const attempts = new Map<AttemptId, OpenAttempt>();

  const isOver = (attempt: OpenAttempt): boolean => attempts.get(attempt.attemptId) !== attempt;
  const end = ({ attemptId }: OpenAttempt): void => void attempts.delete(attemptId);
  const keeper = createKeeper(options, { isOver, end });
  const prover = createProver(options, keeper, isOver);

  function open(given: Omit<Attempt, 'attemptId'>): Result<SignInSnapshot> {
    const attemptId = newId() as AttemptId;
    const attempt = { ...given, attemptId, busy: false, held: null, wait: null };
    attempts.set(attemptId, attempt);
    return ready(attempt, null);
  }

  const ready = (attempt: OpenAttempt, problem: AppError | null): Result<SignInSnapshot> =>
    isOver(attempt) ? fail({ code: 'cancelled' }) : ok(readySnapshot(attempt, problem));

  /** One call at a time on an attempt: two passwords at once would make two sessions. */
  async function withAttempt(
    attemptId: AttemptId,
    act: (attempt: OpenAttempt) => Outcome | Result<SignInSnapshot>,
  ): Outcome {
    const attempt = attempts.get(attemptId);
    if (!attempt) return fail({ code: 'unknown-subject' });
    if (attempt.busy) return fail({ code: 'bad-request' });
    attempt.busy = true;
    try {
      return await act(attempt);
    } finally {
      attempt.busy = false;
    }
  }

  /** A way to sign in is tried: the browser is waited for no more, and `keptIn` must be in order. */
  function tryWay(
    attemptId: AttemptId,
    keptIn: CredentialPlace,
    way: (attempt: OpenAttempt) => Outcome,
  ): Outcome {
    return withAttempt(attemptId, async (attempt) => {
      if (attempt.held) return ok(notKeptSnapshot(attempt, attempt.held));
      stopWaiting(attempt);
      const obstacle = await obstacleTo(keptIn);
      return obstacle || isOver(attempt) ? ready(attempt, obstacle) : way(attempt);
    });
  }

  /** What stands in the way of keeping the account is found out before a session is made. */
  async function obstacleTo(keptIn: CredentialPlace): Promise<AppError | null> {
    if (storeStatus().kind === 'read-only') return { code: 'store', reason: 'newer' };
    const probed = await vaults[keptIn].probe();
    return probed.ok ? null : probed.error;
  }

  function stopWaiting(attempt: OpenAttempt): void {
    attempt.wait?.stop();
    attempt.wait = null;
  }

  async function begin({ address }: Argument<'signIn.begin'>): Outcome {
    const server = await protocol.discover(address);
    if (!server.ok) return server;
    const methods = await protocol.loginMethods(server.value.baseUrl);
    if (!methods.ok) return methods;
    return open({ ...server.value, account: null, methods: methods.value });
  }

  async function again({ accountId }: Argument<'signIn.again'>): Outcome {
    const account = accounts.get(accountId);
    if (!account) return fail({ code: 'unknown-subject' });
    const methods = await protocol.loginMethods(account.baseUrl);
    if (!methods.ok) return methods;
    const { baseUrl, userId } = account;
    return open({ baseUrl, userId, account, methods: methods.value });
  }

  function browser({ attemptId, providerId, keptIn }: Argument<'signIn.browser'>): Outcome {
    const call = tryWay(attemptId, keptIn, async (attempt) => {
      const started = await waitForBrowser(
        options,
        { baseUrl: attempt.baseUrl, providerId },
        {
          // Not before the window has been answered that the page is open.
          onToken: (token) => void call.then(() => cameBack(attempt, token, keptIn)),
          onTimeout() {
            attempt.wait = null;
            tell(attempt, ready(attempt, browserProblem('no-answer')));
          },
        },
      );
      if (!started.ok) return ready(attempt, started.error);
      if (isOver(attempt)) {
        started.value.stop();
        return fail({ code: 'cancelled' });
      }
      attempt.wait = { ...started.value, keptIn };
      const problem = await openPage(options, started.value.url);
      return isOver(attempt)
        ? fail({ code: 'cancelled' })
        : ok(inBrowserSnapshot(attempt, started.value, { problem }));
    });
    return call;
  }

  async function cameBack(
    attempt: OpenAttempt,
    token: string,
    keptIn: CredentialPlace,
  ): Promise<void> {
    const { wait } = attempt;
    if (wait) tell(attempt, ok(inBrowserSnapshot(attempt, wait, { returned: true })));
    const result = await withAttempt(attempt.attemptId, () =>
      useLoginToken(attempt, token, keptIn),
    );
    tell(attempt, result);
  }

  function useLoginToken(attempt: OpenAttempt, token: string, keptIn: CredentialPlace): Outcome {
    attempt.wait = null;
    return prover.logIn(attempt, { kind: 'login-token', token }, null, keptIn);
  }

  /** What happened without a call. Of an attempt that was cancelled nobody wants to know. */
  function tell({ attemptId }: OpenAttempt, result: Result<SignInSnapshot>): void {
    if (result.ok) publish('signIn.changed', { attemptId, snapshot: result.value });
  }

  function pasteBack(attempt: OpenAttempt, text: string): Outcome | Result<SignInSnapshot> {
    const { wait } = attempt;
    if (!wait) return ready(attempt, browserProblem('no-answer'));
    const token = wait.read(text.trim());
    if (token === null) {
      const problem = browserProblem('not-this-answer');
      return ok(inBrowserSnapshot(attempt, wait, { problem }));
    }
    wait.stop();
    return useLoginToken(attempt, token, wait.keptIn);
  }

  function cancel(attempt: OpenAttempt): void {
    end(attempt);
    stopWaiting(attempt);
    // A call that is under way sees that the attempt is over, and cleans up itself.
    if (!attempt.busy) keeper.giveUp(attempt);
  }

  return {
    begin,
    again,
    browser,
    password: ({ attemptId, identifier, password, keptIn }) =>
      tryWay(attemptId, keptIn, (attempt) => {
        const named = identifierToSend(attempt, identifier);
        const proof = { kind: 'password', identifier: named, password } as const;
        return prover.logIn(attempt, proof, named, keptIn);
      }),
    token: ({ attemptId, token, keptIn }) =>
      tryWay(attemptId, keptIn, (attempt) => prover.useToken(attempt, token.trim(), keptIn)),
    pasteBack: ({ attemptId, text }) =>
      withAttempt(attemptId, (attempt) => pasteBack(attempt, text)),
    leaveBrowser: ({ attemptId }) =>
      withAttempt(attemptId, (attempt) => {
        stopWaiting(attempt);
        return ready(attempt, null);
      }),
    settle: ({ attemptId, choice }) =>
      withAttempt(attemptId, (attempt) => keeper.settle(attempt, choice)),
    cancel({ attemptId }) {
      const attempt = attempts.get(attemptId);
      if (attempt) cancel(attempt);
      return Promise.resolve(ok(null));
    },
    async close() {
      for (const attempt of attempts.values()) cancel(attempt);
      await keeper.closed();
    },
  };
}
