// The ways in that wait for somebody to do something elsewhere: on a page in the browser, or with a
// code on another device.
import type { DeviceCode } from '../../matrix/oauth/device.ts';
import { readAuthorization } from '../../matrix/oauth/code.ts';
import { readLoginToken, ssoPageUrl } from '../../matrix/login/sso.ts';
import type { OAuthServer } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { CredentialPlace } from '../../shared/model.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { CorePorts } from '../ports.ts';
import {
  ready,
  type Continuation,
  type NextState,
  type Target,
  type WaitEvent,
} from './attempt.ts';
import type { Authenticator } from './authenticate.ts';
import { waitForBrowser, type BrowserPage } from './browser.ts';
import { askForCode } from './code.ts';
import type { Listen } from './loopback-listener.ts';
import type { SignInProtocol } from './protocol.ts';
import { deviceIdToAskFor } from './target.ts';

export interface ElsewhereOptions extends Pick<CorePorts, 'openExternal' | 'clock' | 'newId'> {
  readonly listen: Listen;
  readonly protocol: Pick<
    SignInProtocol,
    'prepareAuthorization' | 'exchangeCode' | 'beginDeviceCode' | 'askForGrant'
  >;
}

/** Each resolves when the waiting has begun. */
export class Elsewhere {
  readonly #options: ElsewhereOptions;
  readonly #authenticator: Authenticator;

  constructor(options: ElsewhereOptions, authenticator: Authenticator) {
    this.#options = options;
    this.#authenticator = authenticator;
  }

  sso(
    target: Target,
    providerId: string | null,
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const prepare = (redirectUrl: string): Result<BrowserPage> => {
      const url = ssoPageUrl(target.baseUrl, providerId, redirectUrl);
      if (url === null) return fail({ code: 'unsafe-id' });
      const read = (address: string): Continuation | null => {
        const token = readLoginToken(address, redirectUrl);
        if (token === null) return null;
        const request = { proof: { kind: 'login-token', token }, named: null } as const;
        return (signal) => this.#authenticator.logIn(target, request, keptIn, signal);
      };
      return ok({ url, read });
    };
    return this.#inBrowser((redirectUrl) => Promise.resolve(prepare(redirectUrl)), cancelled);
  }

  oauth(
    target: Target,
    server: OAuthServer,
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const { protocol, newId } = this.#options;
    const deviceId = deviceIdToAskFor(target.account, 'oauth', newId);
    return this.#inBrowser(async (redirectUrl) => {
      const prepared = await protocol.prepareAuthorization(server, { redirectUrl, deviceId });
      if (!prepared.ok) return prepared;
      const read = (address: string): Continuation | null => {
        const answered = readAuthorization(address, prepared.value);
        if (answered === null) return null;
        if (answered.kind === 'refused') return () => Promise.resolve(ready(answered.error));
        return async (signal) => {
          const answer = await protocol.exchangeCode(prepared.value, answered.parameters);
          return this.#authenticator.useGrant(target, { answer, deviceId }, keptIn, signal);
        };
      };
      return ok({ url: prepared.value.url, read });
    }, cancelled);
  }

  async #inBrowser(
    prepare: (redirectUrl: string) => Promise<Result<BrowserPage>>,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const started = await waitForBrowser(this.#options, prepare);
    if (!started.ok) return ready(started.error);
    const wait = started.value;
    const opened = cancelled.aborted ? ok(null) : await openInBrowser(this.#options, wait.url);
    const problem = opened.ok ? null : opened.error;
    return { kind: 'in-browser', wait, returned: false, problem };
  }

  /** `server` must have the device authorization grant. */
  async deviceCode(
    target: Target,
    server: OAuthServer,
    keptIn: CredentialPlace,
  ): Promise<NextState> {
    const { protocol, clock, newId } = this.#options;
    const { baseUrl } = target;
    const deviceId = deviceIdToAskFor(target.account, 'oauth', newId);
    const begun = await protocol.beginDeviceCode(server, { baseUrl, deviceId });
    if (!begun.ok) return ready(begun.error);
    const { userCode, page, pageWithCode, lifeMs } = begun.value;
    const until = clock.now() + lifeMs;
    const stopped = new AbortController();
    const events = this.#untilGranted(target, begun.value, { keptIn, until }, stopped.signal);
    const stop = (): void => stopped.abort();
    const wait = { userCode, page, pageWithCode, until, events, stop };
    return { kind: 'code', wait, problem: null };
  }

  async *#untilGranted(
    target: Target,
    code: DeviceCode,
    { keptIn, until }: { readonly keptIn: CredentialPlace; readonly until: number },
    stopped: AbortSignal,
  ): AsyncGenerator<WaitEvent> {
    const { protocol, clock } = this.#options;
    const { intervalMs, deviceId } = code;
    const question = { intervalMs, until, ask: () => protocol.askForGrant(code) };
    for await (const event of askForCode(clock, question, stopped)) {
      if (event.kind === 'problem') yield event;
      // It was granted when nobody wanted it any more.
      else if (stopped.aborted) await this.#authenticator.giveBack(target, event.answer);
      else {
        const given = { answer: event.answer, deviceId };
        const next: Continuation = (signal) =>
          this.#authenticator.useGrant(target, given, keptIn, signal);
        yield { kind: 'answered', next };
      }
    }
  }
}
