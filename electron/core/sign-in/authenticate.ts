// The requests by which somebody is authenticated: the login with a password or a browser's token, and
// the look at whose a pasted access token or an OAuth grant is. Whoever isn't the one that was asked
// for is not let in. A session is written down before the server is asked for it.
import type { GrantAnswer, LoginProof } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { CredentialPlace } from '../../shared/model.ts';
import type { SignInIdentifier } from '../../shared/sign-in.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { SessionEndings } from '../accounts/session-endings.ts';
import type { UnsettledSession } from '../unsettled-session.ts';
import { ready, type NextState, type Target } from './attempt.ts';
import type { SignInCommit } from './commit-sign-in.ts';
import type { SignInProtocol } from './protocol.ts';
import { deviceIdToAskFor, missedUser, sessionToAskFor, whoIsNamed } from './target.ts';

export interface AuthenticateOptions {
  readonly accounts: Pick<Accounts, 'note' | 'forgetUnsettled' | 'unansweredFor'>;
  readonly endings: Pick<SessionEndings, 'reject' | 'leave'>;
  readonly newId: () => string;
  readonly protocol: Pick<SignInProtocol, 'login' | 'client'>;
  readonly sessionName: () => string;
}

export class Authenticator {
  readonly #options: AuthenticateOptions;
  readonly #commit: SignInCommit;

  constructor(options: AuthenticateOptions, commit: SignInCommit) {
    this.#options = options;
    this.#commit = commit;
  }

  /** `named`: whom the server was told; null by its web page. */
  async logIn(
    target: Target,
    { proof, named }: { readonly proof: LoginProof; readonly named: SignInIdentifier | null },
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const { protocol, accounts, endings, newId, sessionName } = this.#options;
    const { baseUrl } = target;
    const userId = whoIsNamed(target, named);
    const deviceId =
      accounts.unansweredFor({ baseUrl, userId }) ??
      deviceIdToAskFor(target.account, 'login', newId);
    const asked = sessionToAskFor(target, { userId, deviceId, keptIn, oauth: null }, newId);
    const begun = this.expect(asked);
    if (!begun.ok) return ready(begun.error);
    const answer = await protocol.login(baseUrl, { proof, deviceId, deviceName: sessionName() });
    if (!answer.ok) return this.#missed(asked, answer);
    const { userId: received, deviceId: given, tokens } = answer.value;
    const session = { ...asked, kind: 'granted', userId: received, deviceId: given } as const;
    const expected = missedUser(target, named, received);
    if (expected !== null) {
      await endings.reject(session, tokens);
      return ready(wrongUser(expected, received, false));
    }
    const proven = given === deviceId ? deviceId : null;
    return this.#commit.commit(target, { session, tokens, proven }, cancelled);
  }

  /** Nothing that goes wrong here ends the session of the token. */
  async useToken(
    target: Target,
    access: string,
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const { protocol, newId } = this.#options;
    const readToken = () => Promise.resolve(ok(access));
    const who = await protocol.client(target.baseUrl, readToken).whoami();
    if (!who.ok) {
      const isUnknown = who.error.code === 'session-ended';
      return ready(isUnknown ? { code: 'token-refused', token: 'access' } : who.error);
    }
    const { userId, deviceId } = who.value;
    const expected = missedUser(target, null, userId);
    if (expected !== null) return ready(wrongUser(expected, userId, true));
    const known = sessionToAskFor(target, { userId, deviceId, keptIn, oauth: null }, newId);
    const session = { ...known, kind: 'granted', userId, borrowed: true } as const;
    const tokens = { access, refresh: null, expiresInMs: null };
    return this.#commit.commit(target, { session, tokens, proven: null }, cancelled);
  }

  /** A grant is a new session from the start: whatever goes wrong here revokes it. */
  async useGrant(
    target: Target,
    { answer, asked }: GivenGrant,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    if (answer.kind === 'failed') return this.#missed(asked, answer);
    const { tokens } = answer.grant;
    const refuse = async (problem: AppError): Promise<NextState> => {
      await this.giveBack({ answer, asked });
      return ready(problem);
    };
    if (!answer.asAsked) return refuse(otherGrant);
    const readToken = () => Promise.resolve(ok(tokens.access));
    const who = await this.#options.protocol.client(target.baseUrl, readToken).whoami();
    if (!who.ok) return refuse(who.error);
    const { userId } = who.value;
    if (who.value.deviceId !== null && who.value.deviceId !== asked.deviceId)
      return refuse(otherGrant);
    const expected = missedUser(target, null, userId);
    if (expected !== null) return refuse(wrongUser(expected, userId, false));
    const session = { ...asked, kind: 'granted', userId } as const;
    return this.#commit.commit(target, { session, tokens, proven: asked.deviceId }, cancelled);
  }

  /** Ends the session of a grant that nobody wants. */
  async giveBack({ answer, asked }: GivenGrant): Promise<void> {
    if (answer.kind === 'granted') await this.#options.endings.reject(asked, answer.grant.tokens);
    else this.#missed(asked, answer);
  }

  /** Writes down what the server will be asked for. Where that fails, it must not be. */
  expect(asked: UnsettledSession): Result<null> {
    const { accounts } = this.#options;
    const noted = accounts.note(asked);
    if (!noted.ok) accounts.forgetUnsettled(asked.credentialId);
    return noted.ok ? noted : fail(noted.error);
  }

  /** No session came of it, as far as is known. */
  #missed(
    asked: UnsettledSession,
    { error, maybeMade }: { readonly error: AppError; readonly maybeMade?: true },
  ): NextState {
    if (maybeMade) this.#options.endings.leave(asked);
    else this.#options.accounts.forgetUnsettled(asked.credentialId);
    return ready(error);
  }
}

/** What came of asking for a session, by OAuth 2.0. */
export interface GivenGrant {
  readonly answer: GrantAnswer;
  readonly asked: UnsettledSession;
}

const otherGrant: AppError = { code: 'oauth', reason: 'other-grant', serverText: null };

function wrongUser(expected: string, received: string, pasted: boolean): AppError {
  return { code: 'wrong-user', expected, received, pasted };
}
