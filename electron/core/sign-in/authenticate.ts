// The requests by which somebody is authenticated: the login with a password or a browser's token, and
// the look at whose a pasted access token or an OAuth grant is. Whoever isn't the one that was asked
// for is not let in.
import type { GrantAnswer, LoginProof } from '../../matrix/types.ts';
import { ok, type AppError } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account, CredentialPlace, OAuthBinding } from '../../shared/model.ts';
import type { SignInIdentifier } from '../../shared/sign-in.ts';
import { ready, type NewLogin, type NextState, type Target } from './attempt.ts';
import { type CommitOptions, type SignInCommit } from './commit-sign-in.ts';
import { endNewSession } from './end-new-session.ts';
import type { SignInProtocol } from './protocol.ts';
import { deviceIdToAskFor, missedUser } from './target.ts';

export interface AuthenticateOptions extends Pick<
  CommitOptions,
  'accounts' | 'tokens' | 'newId' | 'log'
> {
  readonly protocol: Pick<SignInProtocol, 'login' | 'client' | 'revoke'>;
  /** What a new session is to be called. */
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
    const { protocol, newId, sessionName } = this.#options;
    const { baseUrl } = target;
    const deviceId = deviceIdToAskFor(target.account, 'login', newId);
    const answer = await protocol.login(baseUrl, { proof, deviceId, deviceName: sessionName() });
    if (!answer.ok) return ready(answer.error);
    const { userId: received, tokens } = answer.value;
    const expected = missedUser(target, named, received);
    if (cancelled.aborted || expected !== null) {
      await endNewSession(this.#options, { baseUrl, tokens, oauth: null });
      return ready(expected === null ? null : wrongUser(expected, received, false));
    }
    const proven = answer.value.deviceId === deviceId ? deviceId : null;
    const account = await this.#accountOf(target, received, proven);
    const login = this.#loginOf(account, answer.value, null);
    return this.#commit.commit(target, { login, tokens, isNew: true }, keptIn, cancelled);
  }

  /** Nothing that goes wrong here ends the session of the token. */
  async useToken(
    target: Target,
    access: string,
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    const readToken = () => Promise.resolve(ok(access));
    const who = await this.#options.protocol.client(target.baseUrl, readToken).whoami();
    if (!who.ok) {
      const isUnknown = who.error.code === 'session-ended';
      return ready(isUnknown ? { code: 'token-refused', token: 'access' } : who.error);
    }
    const received = who.value.userId;
    const expected = missedUser(target, null, received);
    if (expected !== null) return ready(wrongUser(expected, received, true));
    const login = this.#loginOf(await this.#accountOf(target, received, null), who.value, null);
    const tokens = { access, refresh: null, expiresInMs: null };
    return this.#commit.commit(target, { login, tokens, isNew: false }, keptIn, cancelled);
  }

  /** A grant is a new session from the start: whatever goes wrong here revokes it. */
  async useGrant(
    target: Target,
    { answer, deviceId }: { readonly answer: GrantAnswer; readonly deviceId: DeviceId },
    keptIn: CredentialPlace,
    cancelled: AbortSignal,
  ): Promise<NextState> {
    if (answer.kind === 'failed') return ready(answer.error);
    const { tokens, binding } = answer.grant;
    const refuse = async (problem: AppError | null): Promise<NextState> => {
      await this.giveBack(target, answer);
      return ready(problem);
    };
    if (!answer.asAsked) return refuse(otherGrant);
    const readToken = () => Promise.resolve(ok(tokens.access));
    const who = await this.#options.protocol.client(target.baseUrl, readToken).whoami();
    if (!who.ok) return refuse(who.error);
    const { userId: received } = who.value;
    if (who.value.deviceId !== null && who.value.deviceId !== deviceId) return refuse(otherGrant);
    const expected = missedUser(target, null, received);
    if (cancelled.aborted) return refuse(null);
    if (expected !== null) return refuse(wrongUser(expected, received, false));
    const account = await this.#accountOf(target, received, deviceId);
    const login = this.#loginOf(account, { userId: received, deviceId }, binding);
    return this.#commit.commit(target, { login, tokens, isNew: true }, keptIn, cancelled);
  }

  /** Ends the session of a grant that nobody wants. */
  async giveBack({ baseUrl }: Target, answer: GrantAnswer): Promise<void> {
    if (answer.kind === 'failed') return;
    const { tokens, binding } = answer.grant;
    await endNewSession(this.#options, { baseUrl, tokens, oauth: binding });
  }

  #loginOf(
    known: Account | undefined,
    { userId, deviceId }: { readonly userId: string; readonly deviceId: DeviceId | null },
    oauth: OAuthBinding | null,
  ): NewLogin {
    const accountId = known?.accountId ?? (this.#options.newId() as AccountId);
    return { accountId, userId, deviceId, oauth };
  }

  /**
   * The account that somebody has already, whatever address it was reached by. `proven` is the id of
   * the session that was made a moment ago, at random by Muster: of another address, only the same
   * server can list it. So no server can pass itself off as the one of another account.
   */
  async #accountOf(
    { account, baseUrl }: Target,
    userId: string,
    proven: DeviceId | null,
  ): Promise<Account | undefined> {
    const { accounts, protocol, tokens } = this.#options;
    if (account) return account;
    const ofUser = accounts.ofUser(userId);
    const here = ofUser.find((known) => known.baseUrl === baseUrl);
    if (here || proven === null) return here;
    for (const known of ofUser) {
      if (known.status.kind !== 'signed-in') continue;
      const client = protocol.client(known.baseUrl, tokens.of(known.accountId));
      const list = await client.listDevices();
      if (list.ok && list.value.sessions.some(({ deviceId }) => deviceId === proven)) return known;
    }
    return undefined;
  }
}

const otherGrant: AppError = { code: 'oauth', reason: 'other-grant', serverText: null };

function wrongUser(expected: string, received: string, pasted: boolean): AppError {
  return { code: 'wrong-user', expected, received, pasted };
}
