// The requests that prove who signs in: the login with a password or a browser's token, and the look
// at whose a pasted access token or an OAuth grant is. Whoever isn't the one that was asked for is not
// let in.
import type { GrantAnswer, LoginProof } from '../../matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { CredentialPlace, OAuthBinding } from '../../shared/model.ts';
import type { SignInIdentifier, SignInSnapshot } from '../../shared/sign-in.ts';
import type { Accounts } from '../accounts/accounts.ts';
import {
  deviceIdToAskFor,
  missedUser,
  type Attempt,
  type NewLogin,
  type OpenAttempt,
} from './attempt.ts';
import type { AttemptState, Keeper } from './keep.ts';
import type { SignInProtocol } from './protocol.ts';

export interface ProofOptions {
  readonly protocol: Pick<SignInProtocol, 'login' | 'client'>;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly newId: () => string;
  readonly sessionName: string;
}

type Outcome = Promise<Result<SignInSnapshot>>;

export interface Prover {
  /** `named`: whom the server was told; null by its web page. */
  logIn(
    attempt: OpenAttempt,
    proof: LoginProof,
    named: SignInIdentifier | null,
    keptIn: CredentialPlace,
  ): Outcome;
  /** Nothing that goes wrong here ends the session of the token. */
  useToken(attempt: OpenAttempt, access: string, keptIn: CredentialPlace): Outcome;
  /** A grant is a new session from the start: whatever goes wrong here revokes it. */
  useGrant(
    attempt: OpenAttempt,
    answer: GrantAnswer,
    deviceId: DeviceId,
    keptIn: CredentialPlace,
  ): Outcome;
}

export function createProver(
  options: ProofOptions,
  keeper: Keeper,
  { isOver, ready }: AttemptState,
): Prover {
  const { protocol, accounts, newId } = options;

  function newLogin(
    attempt: Attempt,
    { userId, deviceId }: { readonly userId: string; readonly deviceId: DeviceId | null },
    oauth: OAuthBinding | null = null,
  ): NewLogin {
    const known = attempt.account ?? accounts.find(attempt.baseUrl, userId);
    return { accountId: known?.accountId ?? (newId() as AccountId), userId, deviceId, oauth };
  }

  return {
    async logIn(attempt, proof, named, keptIn) {
      const answer = await protocol.login(attempt.baseUrl, {
        proof,
        deviceId: deviceIdToAskFor(attempt.account, 'login', newId),
        deviceName: options.sessionName,
      });
      if (!answer.ok) return ready(attempt, answer.error);
      const { userId: received, tokens } = answer.value;
      const expected = missedUser(attempt, named, received);
      if (isOver(attempt) || expected !== null) {
        await keeper.endSession(attempt, tokens, null);
        return expected === null
          ? fail({ code: 'cancelled' })
          : ready(attempt, { code: 'wrong-user', expected, received, pasted: false });
      }
      const login = newLogin(attempt, answer.value);
      return keeper.keep(attempt, { login, tokens, isNew: true }, keptIn);
    },

    async useToken(attempt, access, keptIn) {
      const readToken = () => Promise.resolve(ok(access));
      const who = await protocol.client(attempt.baseUrl, readToken).whoami();
      if (!who.ok) {
        const isUnknown = who.error.code === 'session-ended';
        return ready(attempt, isUnknown ? { code: 'token-refused', token: 'access' } : who.error);
      }
      const received = who.value.userId;
      const expected = missedUser(attempt, null, received);
      if (expected !== null)
        return ready(attempt, { code: 'wrong-user', expected, received, pasted: true });
      const login = newLogin(attempt, who.value);
      const tokens = { access, refresh: null, expiresInMs: null };
      return keeper.keep(attempt, { login, tokens, isNew: false }, keptIn);
    },

    async useGrant(attempt, answer, deviceId, keptIn) {
      if (answer.kind === 'failed') return ready(attempt, answer.error);
      const { tokens, binding } = answer.grant;
      const refuse = async (problem: AppError): Outcome => {
        await keeper.endSession(attempt, tokens, binding);
        return ready(attempt, problem);
      };
      if (!answer.asAsked) return refuse(otherGrant);
      const readToken = () => Promise.resolve(ok(tokens.access));
      const who = await protocol.client(attempt.baseUrl, readToken).whoami();
      if (!who.ok) return refuse(who.error);
      const { userId: received } = who.value;
      if (who.value.deviceId !== null && who.value.deviceId !== deviceId) return refuse(otherGrant);
      const expected = missedUser(attempt, null, received);
      if (isOver(attempt)) return refuse({ code: 'cancelled' });
      if (expected !== null)
        return refuse({ code: 'wrong-user', expected, received, pasted: false });
      const login = newLogin(attempt, { userId: received, deviceId }, binding);
      return keeper.keep(attempt, { login, tokens, isNew: true }, keptIn);
    },
  };
}

const otherGrant: AppError = { code: 'oauth', reason: 'other-grant', serverText: null };
