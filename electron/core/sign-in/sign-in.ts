// Signing in, as the window asks for it: attempts and what may happen to each, one thing at a time.
// The requests are in proof.ts, what waits for somebody in waiting.ts, the end in keep.ts.
import type { Argument, Publish } from '../../shared/contract.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AttemptId } from '../../shared/ids.ts';
import type { CredentialPlace, StoreStatus } from '../../shared/model.ts';
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import {
  identifierToSend,
  notKeptSnapshot,
  readySnapshot,
  waitSnapshot,
  waysIn,
  type Attempt,
  type Continuation,
  type OpenAttempt,
} from './attempt.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { browserProblem, type BrowserPorts } from './browser.ts';
import { createKeeper, type KeepOptions } from './keep.ts';
import { createProver } from './proof.ts';
import type { SignInProtocol } from './protocol.ts';
import { createUnderWay } from './under-way.ts';
import { createWaiting } from './waiting.ts';
import type { Vaults } from '../tokens/vault.ts';

type Outcome = Promise<Result<SignInSnapshot>>;

export interface SignIn {
  begin(argument: Argument<'signIn.begin'>): Outcome;
  again(argument: Argument<'signIn.again'>): Outcome;
  password(argument: Argument<'signIn.password'>): Outcome;
  token(argument: Argument<'signIn.token'>): Outcome;
  browser(argument: Argument<'signIn.browser'>): Outcome;
  oauth(argument: Argument<'signIn.oauth'>): Outcome;
  deviceCode(argument: Argument<'signIn.deviceCode'>): Outcome;
  openPage(argument: Argument<'signIn.openPage'>): Outcome;
  providerIcon(argument: Argument<'signIn.providerIcon'>): Promise<Result<string | null>>;
  pasteBack(argument: Argument<'signIn.pasteBack'>): Outcome;
  stopWaiting(argument: Argument<'signIn.stopWaiting'>): Outcome;
  settle(argument: Argument<'signIn.settle'>): Outcome;
  cancel(argument: Argument<'signIn.cancel'>): Promise<Result<null>>;
  /** Logs out what waits for the user's word or comes in now, for at most two seconds. */
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
  const ready = (attempt: OpenAttempt, problem: AppError | null): Result<SignInSnapshot> =>
    isOver(attempt) ? fail({ code: 'cancelled' }) : ok(readySnapshot(attempt, problem));
  const state = { isOver, end, ready };
  const underWay = createUnderWay(options.clock);
  const keeper = createKeeper(options, state);
  const prover = createProver(options, keeper, state);
  const waiting = createWaiting({ ...options, prover, keeper, underWay, state, goOn, tell });

  function open(given: Omit<Attempt, 'attemptId'>): Result<SignInSnapshot> {
    const attemptId = newId() as AttemptId;
    const attempt = { ...given, attemptId, busy: false, held: null, wait: null };
    attempts.set(attemptId, attempt);
    return ready(attempt, null);
  }

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
      return await underWay.add(Promise.resolve(act(attempt)));
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
    const { baseUrl, userId } = server.value;
    return openAt({ baseUrl, userId, account: null });
  }

  async function again({ accountId }: Argument<'signIn.again'>): Outcome {
    const account = accounts.get(accountId);
    if (!account) return fail({ code: 'unknown-subject' });
    const { baseUrl, userId } = account;
    return openAt({ baseUrl, userId, account });
  }

  async function openAt(whom: Pick<Attempt, 'baseUrl' | 'userId' | 'account'>): Outcome {
    const [login, metadata] = await Promise.all([
      protocol.loginMethods(whom.baseUrl),
      protocol.authMetadata(whom.baseUrl),
    ]);
    const ways = waysIn(login, metadata);
    return ways.ok ? open({ ...whom, ...ways.value }) : ways;
  }

  /** What came back is used at once. The call that brought it may be another one on the attempt. */
  function goOn(attempt: OpenAttempt, next: Continuation): Outcome {
    return withAttempt(attempt.attemptId, () => {
      attempt.wait = null;
      return next();
    });
  }

  function tell({ attemptId }: OpenAttempt, result: Result<SignInSnapshot>): void {
    if (result.ok) publish('signIn.changed', { attemptId, snapshot: result.value });
  }

  function pasteBack(attempt: OpenAttempt, text: string): Outcome | Result<SignInSnapshot> {
    const { wait } = attempt;
    if (!wait) return ready(attempt, browserProblem('no-answer'));
    const next = wait.kind === 'browser' ? wait.read(text.trim()) : null;
    if (next === null) {
      const problem = browserProblem('not-this-answer');
      return ok(waitSnapshot(attempt, wait, { problem }));
    }
    stopWaiting(attempt);
    return next();
  }

  /** Changes nothing about the attempt, and so is no call on it. */
  async function openItsPage(attemptId: AttemptId): Outcome {
    const attempt = attempts.get(attemptId);
    if (!attempt) return fail({ code: 'unknown-subject' });
    const { wait } = attempt;
    if (!wait) return ready(attempt, null);
    const page = wait.kind === 'browser' ? wait.url : (wait.pageWithCode ?? wait.page);
    const opened = await openInBrowser(options, page);
    const problem = opened.ok ? null : opened.error;
    return attempt.wait === wait
      ? ok(waitSnapshot(attempt, wait, { problem }))
      : ready(attempt, null);
  }

  async function providerIcon(
    attemptId: AttemptId,
    providerId: string,
  ): Promise<Result<string | null>> {
    const attempt = attempts.get(attemptId);
    if (!attempt) return fail({ code: 'unknown-subject' });
    const providers = attempt.methods.sso?.providers ?? [];
    const icon = providers.find(({ id }) => id === providerId)?.icon ?? null;
    if (icon === null) return ok(null);
    const bytes = await protocol.providerIcon(attempt.baseUrl, icon);
    return ok(bytes && Buffer.from(bytes).toString('base64'));
  }

  function cancel(attempt: OpenAttempt): void {
    end(attempt);
    stopWaiting(attempt);
    // A call that is under way sees that the attempt is over, and cleans up itself.
    if (!attempt.busy) void underWay.add(keeper.giveUp(attempt));
  }

  return {
    begin,
    again,
    browser: ({ attemptId, providerId, keptIn }) =>
      tryWay(attemptId, keptIn, (attempt) => waiting.sso(attempt, providerId, keptIn)),
    oauth: ({ attemptId, keptIn }) =>
      tryWay(attemptId, keptIn, (attempt) => waiting.oauth(attempt, keptIn)),
    deviceCode: ({ attemptId, keptIn }) =>
      tryWay(attemptId, keptIn, (attempt) => waiting.deviceCode(attempt, keptIn)),
    openPage: ({ attemptId }) => openItsPage(attemptId),
    providerIcon: ({ attemptId, providerId }) => providerIcon(attemptId, providerId),
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
    stopWaiting: ({ attemptId }) =>
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
      await underWay.settled();
    },
  };
}
