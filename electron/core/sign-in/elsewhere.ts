// The ways in that wait for somebody to do something elsewhere: on a page in the browser, or with a
// code on another device.
import type { DeviceAnswer, DeviceCode } from '../../matrix/oauth/device.ts';
import { bindingOf } from '../../matrix/oauth/grant.ts';
import { readAuthorization } from '../../matrix/oauth/code.ts';
import { readLoginToken, ssoPageUrl } from '../../matrix/login/sso.ts';
import type { GrantAnswer, OAuthServer } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { CredentialPlace } from '../../shared/model.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { CorePorts } from '../ports.ts';
import type { UnsettledSession } from '../unsettled-session.ts';
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
import { deviceIdToAskFor, sessionToAskFor, whoIsNamed } from './target.ts';

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
    const userId = whoIsNamed(target, null);
    return this.#inBrowser(async (redirectUrl) => {
      const prepared = await protocol.prepareAuthorization(server, { redirectUrl, deviceId });
      if (!prepared.ok) return prepared;
      const read = (address: string): Continuation | null => {
        const answered = readAuthorization(address, prepared.value);
        if (answered === null) return null;
        if (answered.kind === 'refused') return () => Promise.resolve(ready(answered.error));
        const binding = bindingOf(server, prepared.value.clientId);
        return async (signal) => {
          const session = { userId, deviceId, keptIn, oauth: binding };
          const asked = sessionToAskFor(target, session, newId);
          const begun = this.#authenticator.expect(asked);
          if (!begun.ok) return ready(begun.error);
          const answer = await protocol.exchangeCode(prepared.value, answered.parameters);
          return this.#authenticator.useGrant(target, { answer, asked }, signal);
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
    const { userCode, page, pageWithCode, lifeMs, clientId } = begun.value;
    const session = { userId: whoIsNamed(target, null), deviceId, keptIn };
    const oauth = bindingOf(server, clientId);
    const asked = sessionToAskFor(target, { ...session, oauth }, newId);
    const until = clock.now() + lifeMs;
    const stopped = new AbortController();
    const events = this.#untilGranted(target, begun.value, { asked, until }, stopped.signal);
    const stop = (): void => stopped.abort();
    const wait = { userCode, page, pageWithCode, until, events, stop };
    return { kind: 'code', wait, problem: null };
  }

  async *#untilGranted(
    target: Target,
    code: DeviceCode,
    { asked, until }: { readonly asked: UnsettledSession; readonly until: number },
    stopped: AbortSignal,
  ): AsyncGenerator<WaitEvent> {
    const { protocol, clock } = this.#options;
    const begun = this.#authenticator.expect(asked);
    if (!begun.ok) {
      yield { kind: 'ended', problem: begun.error };
      return;
    }
    const grant = new GrantInDoubt();
    const ask = async () => grant.note(await protocol.askForGrant(code));
    const question = { intervalMs: code.intervalMs, until, ask };
    for await (const event of askForCode(clock, question, stopped)) {
      if (event.kind === 'problem') {
        yield event;
        continue;
      }
      const given = { answer: grant.judge(event.answer), asked };
      const next: Continuation = (signal) => this.#authenticator.useGrant(target, given, signal);
      // It may have been granted when nobody wanted it any more.
      if (stopped.aborted) await this.#authenticator.giveBack(given);
      else yield { kind: 'answered', next };
      return;
    }
    await this.#authenticator.giveBack({ answer: grant.judge(cancelled), asked });
  }
}

const cancelled: GrantAnswer = { kind: 'failed', error: { code: 'cancelled' } };

/** Whether an answer got lost that may have been the grant: then a failure says nothing of the session. */
class GrantInDoubt {
  #isLost = false;

  note(answer: DeviceAnswer): DeviceAnswer {
    if (answer.kind === 'pending') this.#isLost = false;
    if (answer.kind === 'unknown' && answer.maybeMade) this.#isLost = true;
    return answer;
  }

  judge(answer: GrantAnswer): GrantAnswer {
    return answer.kind === 'failed' && this.#isLost ? { ...answer, maybeMade: true } : answer;
  }
}
