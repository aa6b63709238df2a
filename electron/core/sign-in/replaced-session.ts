// The session that an account had before it was signed in anew: ended, once the new one is kept.
import type { Tokens } from '../../matrix/types.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { Account } from '../../shared/model.ts';
import { endGrant } from '../accounts/end-session.ts';
import type { AccountTokens } from '../tokens/tokens.ts';
import type { NewLogin } from './attempt.ts';
import { endNewSession } from './end-new-session.ts';
import type { Log } from '../log.ts';
import type { SignInProtocol } from './protocol.ts';

export interface ReplacedOptions {
  readonly protocol: Pick<SignInProtocol, 'client' | 'revoke'>;
  readonly tokens: Pick<AccountTokens, 'withLast'>;
  readonly log: Log;
}

/** `tokens`: the last that it had, or why they can't be had. */
export interface ReplacedSession {
  readonly account: Account;
  readonly tokens: Result<Tokens>;
}

/**
 * What has to be ended when `login` takes the place of what `known` was signed in with; null for
 * nothing: there is no token any more, the session is another app's, or the server has ended the old
 * token itself, because the login API gave the same session again. Read before new tokens are kept.
 */
export async function replacedBy(
  { tokens }: ReplacedOptions,
  known: Account | undefined,
  login: NewLogin,
): Promise<ReplacedSession | null> {
  if (!known || known.borrowed || known.status.kind === 'expired-with-run') return null;
  const { accountId, keptIn, oauth, deviceId } = known;
  if (oauth === null && deviceId === login.deviceId) return null;
  const last = await tokens.withLast(accountId, keptIn, (pair) => Promise.resolve(ok(pair)));
  return { account: known, tokens: last };
}

export async function endReplaced(
  { protocol, log }: ReplacedOptions,
  { account: { baseUrl, oauth }, tokens }: ReplacedSession,
): Promise<Result<null>> {
  if (!tokens.ok) return tokens;
  if (oauth === null)
    return endNewSession({ protocol, log }, { baseUrl, tokens: tokens.value, oauth });
  const ports = {
    revoke: protocol.revoke,
    whoami: (at: string, access: string) =>
      protocol.client(at, () => Promise.resolve(ok(access))).whoami(),
  };
  return endGrant(ports, { baseUrl, oauth, tokens: tokens.value });
}
