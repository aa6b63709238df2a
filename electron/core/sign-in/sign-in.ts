// Signing in, as the window asks for it: attempts, and one call at a time on each. What a call does is
// in authenticate.ts, elsewhere.ts and commit-sign-in.ts; what it makes of the attempt is in attempt.ts.
import type { Argument, Publish } from '../../shared/contract.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AttemptId } from '../../shared/ids.ts';
import type { CredentialPlace, StoreStatus } from '../../shared/model.ts';
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { Vaults } from '../tokens/vault.ts';
import {
  Attempt,
  ready,
  waitOf,
  type BrowserWait,
  type CodeWait,
  type NextState,
  type RestingState,
  type Target,
  type WaitEvent,
} from './attempt.ts';
import { Authenticator, type AuthenticateOptions } from './authenticate.ts';
import { browserProblem } from './browser.ts';
import { SignInCommit, type CommitOptions } from './commit-sign-in.ts';
import { Elsewhere, type ElsewhereOptions } from './elsewhere.ts';
import type { SignInProtocol } from './protocol.ts';
import { identifierToSend, waysIn } from './target.ts';
import { UnderWay } from './under-way.ts';

type Outcome = Promise<Result<SignInSnapshot>>;

/** What a call makes of an attempt. */
type Step = (before: RestingState, attempt: Attempt) => NextState | Promise<NextState>;

export interface SignInOptions extends CommitOptions, AuthenticateOptions, ElsewhereOptions {
  readonly protocol: SignInProtocol;
  readonly accounts: CommitOptions['accounts'] & AuthenticateOptions['accounts'];
  readonly endings: CommitOptions['endings'] & AuthenticateOptions['endings'];
  readonly vaults: Vaults;
  readonly storeStatus: () => StoreStatus;
  readonly publish: Publish;
}

const unknownAttempt = fail({ code: 'unknown-subject' });

export class SignIn {
  readonly #options: SignInOptions;
  readonly #attempts = new Map<AttemptId, Attempt>();
  readonly #underWay;
  readonly #commit;
  readonly #authenticator;
  readonly #elsewhere;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#underWay = new UnderWay(options.clock);
    this.#commit = new SignInCommit(options, this.#underWay);
    this.#authenticator = new Authenticator(options, this.#commit);
    this.#elsewhere = new Elsewhere(options, this.#authenticator);
  }

  async begin({ address, agreedTo = [] }: Argument<'signIn.begin'>): Outcome {
    const server = await this.#options.protocol.discover(address, agreedTo);
    if (!server.ok) return server;
    const { baseUrl, userId } = server.value;
    return this.#open({ baseUrl, userId, account: null }, agreedTo);
  }

  async again({ accountId, agreedTo = [] }: Argument<'signIn.again'>): Outcome {
    const account = this.#options.accounts.get(accountId);
    if (!account) return fail({ code: 'unknown-subject' });
    const { baseUrl, userId } = account;
    return this.#open({ baseUrl, userId, account }, agreedTo);
  }

  browser({ attemptId, providerId, keptIn }: Argument<'signIn.browser'>): Outcome {
    return this.#tryWay(attemptId, keptIn, ({ target, cancelled }) =>
      this.#elsewhere.sso(target, providerId, keptIn, cancelled),
    );
  }

  async oauth({ attemptId, keptIn }: Argument<'signIn.oauth'>): Outcome {
    const server = this.#attempts.get(attemptId)?.target.oauth ?? null;
    if (server === null) return fail({ code: 'bad-request' });
    return this.#tryWay(attemptId, keptIn, ({ target, cancelled }) =>
      this.#elsewhere.oauth(target, server, keptIn, cancelled),
    );
  }

  async deviceCode({ attemptId, keptIn }: Argument<'signIn.deviceCode'>): Outcome {
    const server = this.#attempts.get(attemptId)?.target.oauth ?? null;
    if (server === null || server.deviceEndpoint === null) return fail({ code: 'bad-request' });
    return this.#tryWay(attemptId, keptIn, ({ target }) =>
      this.#elsewhere.deviceCode(target, server, keptIn),
    );
  }

  password(argument: Argument<'signIn.password'>): Outcome {
    const { attemptId, identifier, password, keptIn } = argument;
    return this.#tryWay(attemptId, keptIn, ({ target, cancelled }) => {
      const named = identifierToSend(target, identifier);
      const proof = { kind: 'password', identifier: named, password } as const;
      return this.#authenticator.logIn(target, { proof, named }, keptIn, cancelled);
    });
  }

  token({ attemptId, token, keptIn }: Argument<'signIn.token'>): Outcome {
    return this.#tryWay(attemptId, keptIn, ({ target, cancelled }) =>
      this.#authenticator.useToken(target, token.trim(), keptIn, cancelled),
    );
  }

  pasteBack({ attemptId, text }: Argument<'signIn.pasteBack'>): Outcome {
    return this.#step(attemptId, (before, { cancelled }) => {
      if (before.kind === 'ready') return ready(browserProblem('no-answer'));
      if (before.kind === 'not-kept') return before;
      const next = before.kind === 'in-browser' ? before.wait.read(text.trim()) : null;
      if (next === null) return { ...before, problem: browserProblem('not-this-answer') };
      before.wait.stop();
      return next(cancelled);
    });
  }

  stopWaiting({ attemptId }: Argument<'signIn.stopWaiting'>): Outcome {
    return this.#step(attemptId, (before) => {
      waitOf(before)?.stop();
      return before.kind === 'not-kept' ? before : ready(null);
    });
  }

  async settle({ attemptId, choice }: Argument<'signIn.settle'>): Outcome {
    const attempt = this.#attempts.get(attemptId);
    if (!attempt) return unknownAttempt;
    const { state, target, cancelled } = attempt;
    if (state.kind !== 'not-kept') return fail({ code: 'bad-request' });
    return this.#step(attemptId, () => this.#commit.settle(target, state.held, choice, cancelled));
  }

  /** Opens the page in the browser once more. Changes nothing, and so is no call on the attempt. */
  async openPage({ attemptId }: Argument<'signIn.openPage'>): Outcome {
    const attempt = this.#attempts.get(attemptId);
    if (!attempt) return unknownAttempt;
    const wait = waitOf(attempt.state);
    if (wait === null) return attempt.snapshot();
    const page = 'url' in wait ? wait.url : (wait.pageWithCode ?? wait.page);
    const opened = await openInBrowser(this.#options, page);
    attempt.note(wait, { problem: opened.ok ? null : opened.error });
    return attempt.snapshot();
  }

  async providerIcon(argument: Argument<'signIn.providerIcon'>): Promise<Result<string | null>> {
    const target = this.#attempts.get(argument.attemptId)?.target;
    if (!target) return unknownAttempt;
    const provider = target.methods.sso?.providers.find(({ id }) => id === argument.providerId);
    const icon = provider?.icon ?? null;
    if (icon === null) return ok(null);
    const bytes = await this.#options.protocol.providerIcon(target.baseUrl, icon);
    return ok(bytes && Buffer.from(bytes).toString('base64'));
  }

  cancel({ attemptId }: Argument<'signIn.cancel'>): Promise<Result<null>> {
    const attempt = this.#attempts.get(attemptId);
    if (attempt) this.#cancel(attempt);
    return Promise.resolve(ok(null));
  }

  /** Logs out what waits for the user's word or comes in now, for at most two seconds. */
  async close(): Promise<void> {
    for (const attempt of this.#attempts.values()) this.#cancel(attempt);
    await this.#underWay.settled();
  }

  async #open(
    whom: Pick<Target, 'baseUrl' | 'userId' | 'account'>,
    agreedTo: readonly string[],
  ): Outcome {
    const { protocol, newId } = this.#options;
    const [login, metadata] = await Promise.all([
      protocol.loginMethods(whom.baseUrl),
      protocol.authMetadata(whom.baseUrl),
    ]);
    const ways = waysIn(login, metadata);
    if (!ways.ok) return ways;
    const { oauth } = ways.value;
    const inside = oauth && (await protocol.leadsInside(whom.baseUrl, oauth, agreedTo));
    if (inside) return fail(inside);
    const attemptId = newId() as AttemptId;
    const attempt = new Attempt({ ...whom, ...ways.value, attemptId });
    this.#attempts.set(attemptId, attempt);
    return attempt.snapshot();
  }

  /** A way in is tried: nothing else is waited for any more, and `keptIn` must be in order. */
  async #tryWay(
    attemptId: AttemptId,
    keptIn: CredentialPlace,
    way: (attempt: Attempt) => Promise<NextState>,
  ): Outcome {
    const outcome = await this.#step(attemptId, async (before, attempt) => {
      if (before.kind === 'not-kept') return before;
      waitOf(before)?.stop();
      const obstacle = await this.#obstacleTo(keptIn);
      return obstacle || attempt.cancelled.aborted ? ready(obstacle) : way(attempt);
    });
    // The window is answered that the waiting has begun before it is told how it goes on.
    const attempt = this.#attempts.get(attemptId);
    const wait = attempt && waitOf(attempt.state);
    if (attempt && wait) void this.#underWay.add(this.#follow(attempt, wait));
    return outcome;
  }

  /** What stands in the way of keeping the account is found out before a session is made. */
  async #obstacleTo(keptIn: CredentialPlace): Promise<AppError | null> {
    const { storeStatus, vaults } = this.#options;
    if (storeStatus().kind === 'read-only') return { code: 'store', reason: 'newer' };
    const probed = await vaults[keptIn].probe();
    return probed.ok ? null : probed.error;
  }

  async #step(attemptId: AttemptId, step: Step): Outcome {
    const attempt = this.#attempts.get(attemptId);
    if (!attempt) return unknownAttempt;
    const begun = attempt.begin();
    if (!begun.ok) return begun;
    // A bug in a step costs the step, not what was held before it.
    let next: NextState = begun.value.kind === 'not-kept' ? begun.value : ready(null);
    try {
      next = await this.#underWay.add(Promise.resolve(step(begun.value, attempt)));
    } finally {
      const unwanted = attempt.end(next);
      if (unwanted) await this.#underWay.add(this.#clearAway(unwanted));
      if (attempt.state.kind === 'over') this.#attempts.delete(attemptId);
    }
    return attempt.snapshot();
  }

  /**
   * Goes on with what comes from elsewhere, and tells the window, which asked for nothing. A bug ends the
   * waiting: nothing else would.
   */
  async #follow(attempt: Attempt, wait: BrowserWait | CodeWait): Promise<void> {
    try {
      for await (const event of wait.events) {
        await this.#take(attempt, wait, event);
        this.#tell(attempt);
      }
    } catch (error) {
      const reference = this.#options.log.bug('sign-in-threw', error);
      await this.#step(attempt.target.attemptId, () => ready({ code: 'internal', reference }));
      this.#tell(attempt);
    }
  }

  async #take(attempt: Attempt, wait: BrowserWait | CodeWait, event: WaitEvent): Promise<void> {
    const { attemptId } = attempt.target;
    switch (event.kind) {
      case 'problem':
        attempt.note(wait, { problem: event.problem });
        break;
      case 'ended':
        await this.#step(attemptId, () => ready(event.problem));
        break;
      case 'answered':
        if ('url' in wait && attempt.note(wait, { returned: true })) this.#tell(attempt);
        // What came at the moment of cancelling is ended by its own continuation.
        if (attempt.cancelled.aborted) await event.next(attempt.cancelled);
        else await this.#step(attemptId, () => event.next(attempt.cancelled));
        break;
    }
  }

  /** Of an attempt that was cancelled nobody wants to know. */
  #tell(attempt: Attempt): void {
    const { attemptId } = attempt.target;
    const shown = attempt.snapshot();
    if (shown.ok) this.#options.publish('signIn.changed', { attemptId, snapshot: shown.value });
  }

  #cancel(attempt: Attempt): void {
    this.#attempts.delete(attempt.target.attemptId);
    const unwanted = attempt.cancel();
    if (unwanted) void this.#underWay.add(this.#clearAway(unwanted));
  }

  async #clearAway(unwanted: NextState): Promise<void> {
    if (unwanted.kind === 'not-kept') await this.#commit.giveUp(unwanted.held);
    else waitOf(unwanted)?.stop();
  }
}
