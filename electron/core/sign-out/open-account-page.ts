// Opens the page on which an OAuth server manages sessions, in the system browser.
import type { MatrixClient } from '../../matrix/types.ts';
import { fail, type Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import { safeAccountPage, unsafeLink } from './account-page.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { CorePorts } from '../ports.ts';

export interface OpenAccountPageOptions extends Pick<CorePorts, 'openExternal' | 'clock'> {
  readonly accounts: Pick<Accounts, 'get'>;
  readonly client: (accountId: AccountId) => MatrixClient;
}

/** `not-found` where the server names no such page, `unsafe-link` where it must not be opened. */
export async function openAccountPage(
  { accounts, client, ...ports }: OpenAccountPageOptions,
  accountId: AccountId,
): Promise<Result<null>> {
  const account = accounts.get(accountId);
  if (!account) return fail({ code: 'unknown-subject' });
  const page = await client(accountId).accountPage();
  if (!page.ok) return page;
  const { url: named, issuer } = page.value ?? { url: null, issuer: '' };
  if (named === null) return fail({ code: 'not-found' });
  const url = safeAccountPage({ url: named, issuer }, account);
  if (url === null) return fail(unsafeLink(named));
  return openInBrowser(ports, url);
}
