// The accounts table: who is signed in where, and no secret. Rows read back are checked, because a
// file can be damaged or edited.
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account, AccountStatus, OAuthBinding } from '../../shared/model.ts';
import type { Result } from '../../shared/errors.ts';
import type { Connection, Database } from './database.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

export class AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * In the order in which they were added; rows that can't be used are left out. An account that
   * was kept for one run comes back as `expired-with-run`. `sessionCount` is that of the stored list.
   */
  load(): readonly Account[] {
    return this.#database.read([], loadAccounts);
  }

  /** Writes every account and forgets the removed ones with their lists: no byte of them stays in the file. */
  save(accounts: readonly Account[], removed: Iterable<AccountId>): Result<null> {
    const gone = [...removed];
    const saved = this.#database.write((connection) => {
      const remove = connection.prepare('DELETE FROM accounts WHERE account_id = ?');
      for (const accountId of gone) remove.run(accountId);
      for (const account of accounts) upsertAccount(connection, account);
    });
    if (gone.length > 0) this.#database.wipe();
    return saved;
  }
}

/** Within a transaction: writes one account, so that rows of other tables can refer to it. */
export function upsertAccount(connection: Connection, account: Account): void {
  connection
    .prepare(
      `INSERT INTO accounts (account_id, user_id, base_url, device_id, kept_in, ended, borrowed, oauth)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET user_id = excluded.user_id,
         base_url = excluded.base_url, device_id = excluded.device_id,
         kept_in = excluded.kept_in, ended = excluded.ended, borrowed = excluded.borrowed,
         oauth = excluded.oauth`,
    )
    .run(
      account.accountId,
      toStoredText(account.userId),
      account.baseUrl,
      account.deviceId === null ? null : toStoredText(account.deviceId),
      account.keptIn,
      endedColumn(account.status),
      account.borrowed ? 1 : 0,
      account.oauth === null ? null : JSON.stringify(account.oauth),
    );
}

function loadAccounts(connection: Connection): readonly Account[] {
  return connection
    .prepare(
      `SELECT a.account_id, a.user_id, a.base_url, a.device_id, a.kept_in, a.ended, a.borrowed, a.oauth,
         CASE WHEN s.account_id IS NULL THEN NULL
         ELSE (SELECT count(*) FROM devices d WHERE d.account_id = a.account_id) END
       FROM accounts a LEFT JOIN list_state s USING (account_id) ORDER BY a.rowid`,
    )
    .raw()
    .all()
    .flatMap((row) => (Array.isArray(row) ? accountOf(row) : []));
}

function accountOf(row: readonly unknown[]): readonly Account[] {
  const [accountId, userId, baseUrl, deviceId, keptIn, ended, borrowed, oauth, count] = row;
  if (typeof accountId !== 'string' || typeof userId !== 'string') return [];
  if (typeof baseUrl !== 'string' || !isAddress(baseUrl)) return [];
  if (keptIn !== 'keychain' && keptIn !== 'this-run') return [];
  return [
    {
      accountId: accountId as AccountId,
      userId: fromStoredText(userId),
      baseUrl,
      deviceId: typeof deviceId === 'string' ? (fromStoredText(deviceId) as DeviceId) : null,
      keptIn,
      status: statusOf(ended, keptIn),
      sessionCount: typeof count === 'number' ? count : null,
      signOutRoute: 'unknown',
      borrowed: borrowed === 1,
      oauth: typeof oauth === 'string' ? bindingOf(oauth) : null,
    },
  ];
}

/** Null for what Muster didn't write: such an account can't renew its tokens and signs in again. */
function bindingOf(json: string): OAuthBinding | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const member = (name: keyof OAuthBinding): string | null => {
    const text: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
    return typeof text === 'string' ? text : null;
  };
  const [issuer, clientId] = [member('issuer'), member('clientId')];
  const [tokenEndpoint, revocationEndpoint] = [
    member('tokenEndpoint'),
    member('revocationEndpoint'),
  ];
  if (issuer === null || clientId === null) return null;
  if (tokenEndpoint === null || !isAddress(tokenEndpoint)) return null;
  if (revocationEndpoint === null || !isAddress(revocationEndpoint)) return null;
  const authorization = member('authorizationEndpoint');
  const authorizationEndpoint =
    authorization !== null && isAddress(authorization) ? authorization : null;
  return { issuer, clientId, authorizationEndpoint, tokenEndpoint, revocationEndpoint };
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^/]/.test(text) && URL.canParse(text);
}

function endedColumn(status: AccountStatus): 'hard' | 'soft' | null {
  if (status.kind !== 'ended') return null;
  return status.softLogout ? 'soft' : 'hard';
}

function statusOf(ended: unknown, keptIn: Account['keptIn']): AccountStatus {
  if (ended === 'hard' || ended === 'soft') return { kind: 'ended', softLogout: ended === 'soft' };
  return keptIn === 'this-run' ? { kind: 'expired-with-run' } : { kind: 'signed-in' };
}
