// The ways in that wait for somebody to do something elsewhere: on a page in the browser, or with a
// code on another device. What comes back goes on as a call of its own, and the window is told.
import type { DeviceCode } from '../../matrix/oauth/device.ts';
import { readAuthorization } from '../../matrix/oauth/code.ts';
import { readLoginToken, ssoPageUrl } from '../../matrix/login/sso.ts';
import type { GrantAnswer } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { CredentialPlace } from '../../shared/model.ts';
import type { SignInSnapshot } from '../../shared/sign-in.ts';
import { openInBrowser } from '../open-in-browser.ts';
import {
  deviceIdToAskFor,
  waitSnapshot,
  type Continuation,
  type OpenAttempt,
  type Wait,
} from './attempt.ts';
import { browserProblem, waitForBrowser, type BrowserPage, type BrowserPorts } from './browser.ts';
import { waitForGrant } from './code.ts';
import type { AttemptState, Keeper } from './keep.ts';
import type { Prover } from './proof.ts';
import type { SignInProtocol } from './protocol.ts';
import type { UnderWay } from './under-way.ts';

type Outcome = Promise<Result<SignInSnapshot>>;

export interface WaitingOptions extends BrowserPorts {
  readonly protocol: Pick<
    SignInProtocol,
    'prepareAuthorization' | 'exchangeCode' | 'beginDeviceCode' | 'askForGrant'
  >;
  readonly prover: Prover;
  readonly keeper: Keeper;
  readonly underWay: UnderWay;
  readonly newId: () => string;
  readonly state: AttemptState;
  /** Runs what came back, unless another call on the attempt is under way. */
  readonly goOn: (attempt: OpenAttempt, next: Continuation) => Outcome;
  /** What happened without a call. Of an attempt that was cancelled nobody wants to know. */
  readonly tell: (attempt: OpenAttempt, result: Result<SignInSnapshot>) => void;
}

/** Each resolves when the waiting has begun, with the snapshot of it. */
export interface Waiting {
  sso(attempt: OpenAttempt, providerId: string | null, keptIn: CredentialPlace): Outcome;
  oauth(attempt: OpenAttempt, keptIn: CredentialPlace): Outcome;
  deviceCode(attempt: OpenAttempt, keptIn: CredentialPlace): Outcome;
}

export function createWaiting(options: WaitingOptions): Waiting {
  const { protocol, prover, keeper, underWay, clock, newId, goOn, tell } = options;
  const { isOver, ready } = options.state;

  function inBrowser(
    attempt: OpenAttempt,
    prepare: (redirectUrl: string) => Promise<Result<BrowserPage<Continuation>>>,
  ): Outcome {
    const begun = begin();
    return begun;

    async function begin(): Outcome {
      const started = await waitForBrowser<Continuation>(options, prepare, {
        // Not before the window has been answered that the page is open.
        onAnswer: (next) => void begun.then(() => cameBack(attempt, next)),
        onTimeout() {
          attempt.wait = null;
          tell(attempt, ready(attempt, browserProblem('no-answer')));
        },
      });
      if (!started.ok) return ready(attempt, started.error);
      if (isOver(attempt)) {
        started.value.stop();
        return fail({ code: 'cancelled' });
      }
      const wait: Wait = { kind: 'browser', ...started.value };
      attempt.wait = wait;
      const opened = await openInBrowser(options, started.value.url);
      const problem = opened.ok ? null : opened.error;
      return isOver(attempt)
        ? fail({ code: 'cancelled' })
        : ok(waitSnapshot(attempt, wait, { problem }));
    }
  }

  async function cameBack(attempt: OpenAttempt, next: Continuation): Promise<void> {
    const { wait } = attempt;
    if (wait) tell(attempt, ok(waitSnapshot(attempt, wait, { returned: true })));
    tell(attempt, await goOn(attempt, next));
  }

  async function untilGranted(
    attempt: OpenAttempt,
    code: DeviceCode,
    wait: Wait,
    keptIn: CredentialPlace,
    signal: AbortSignal,
  ): Promise<void> {
    const { intervalMs, deviceId } = code;
    const question = {
      intervalMs,
      until: wait.until,
      ask: () => protocol.askForGrant(code),
      onProblem: (problem: AppError | null) =>
        tell(attempt, ok(waitSnapshot(attempt, wait, { problem }))),
    };
    const answer = await waitForGrant(clock, question, signal);
    if (answer === null) return;
    if (signal.aborted) return giveBack(attempt, answer);
    tell(attempt, await goOn(attempt, () => prover.useGrant(attempt, answer, deviceId, keptIn)));
  }

  /** It was granted when nobody wanted it any more. */
  async function giveBack(attempt: OpenAttempt, answer: GrantAnswer): Promise<void> {
    if (answer.kind !== 'granted') return;
    const { tokens, binding } = answer.grant;
    await keeper.endSession(attempt, tokens, binding);
  }

  return {
    sso: (attempt, providerId, keptIn) =>
      inBrowser(attempt, (redirectUrl) => {
        const url = ssoPageUrl(attempt.baseUrl, providerId, redirectUrl);
        if (url === null) return Promise.resolve(fail({ code: 'unsafe-id' }));
        const read = (address: string): Continuation | null => {
          const token = readLoginToken(address, redirectUrl);
          if (token === null) return null;
          return () => prover.logIn(attempt, { kind: 'login-token', token }, null, keptIn);
        };
        return Promise.resolve(ok({ url, read }));
      }),

    oauth: (attempt, keptIn) =>
      inBrowser(attempt, async (redirectUrl) => {
        const { oauth: server } = attempt;
        if (server === null) return fail({ code: 'bad-request' });
        const deviceId = deviceIdToAskFor(attempt.account, 'oauth', newId);
        const prepared = await protocol.prepareAuthorization(server, { redirectUrl, deviceId });
        if (!prepared.ok) return prepared;
        const read = (address: string): Continuation | null => {
          const answer = readAuthorization(address, prepared.value);
          if (answer === null) return null;
          if (answer.kind === 'refused') return () => Promise.resolve(ready(attempt, answer.error));
          return async () => {
            const granted = await protocol.exchangeCode(prepared.value, answer.parameters);
            return prover.useGrant(attempt, granted, deviceId, keptIn);
          };
        };
        return ok({ url: prepared.value.url, read });
      }),

    async deviceCode(attempt, keptIn) {
      const { oauth: server, baseUrl } = attempt;
      if (server?.deviceEndpoint === null || server === null) return fail({ code: 'bad-request' });
      const deviceId = deviceIdToAskFor(attempt.account, 'oauth', newId);
      const begun = await protocol.beginDeviceCode(server, { baseUrl, deviceId });
      if (!begun.ok || isOver(attempt)) return ready(attempt, begun.ok ? null : begun.error);
      const { userCode, page, pageWithCode, lifeMs } = begun.value;
      const over = new AbortController();
      const until = clock.now() + lifeMs;
      const stop = (): void => over.abort();
      const wait: Wait = { kind: 'code', userCode, page, pageWithCode, until, stop };
      attempt.wait = wait;
      void underWay.add(untilGranted(attempt, begun.value, wait, keptIn, over.signal));
      return ok(waitSnapshot(attempt, wait));
    },
  };
}
