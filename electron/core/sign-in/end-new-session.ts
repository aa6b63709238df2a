// Ends on the server a session that a sign-in has made and that must not stay.
import type { Tokens } from '../../matrix/types.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import type { Log } from '../log.ts';
import type { SignInProtocol } from './protocol.ts';

export interface NewSession {
  readonly baseUrl: string;
  readonly tokens: Tokens;
  /** Where its tokens are revoked; null where it is logged out. */
  readonly oauth: OAuthBinding | null;
}

/** What is left behind is noted in the log. */
export async function endNewSession(
  {
    protocol,
    log,
  }: { readonly protocol: Pick<SignInProtocol, 'client' | 'revoke'>; readonly log: Log },
  { baseUrl, tokens, oauth }: NewSession,
): Promise<Result<null>> {
  const ended =
    oauth === null
      ? await protocol.client(baseUrl, () => Promise.resolve(ok(tokens.access))).logout()
      : await protocol.revoke(oauth, tokens);
  if (!ended.ok) log.warn('session-left-behind', { code: ended.error.code });
  return ended;
}
