// Sessions that are being made or ended come back from the file as they were written, and an older
// Muster's accounts with the items that they have.
import Sqlite from 'libsql';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import type { UnsettledSession } from '../../../../electron/core/unsettled-session.ts';
import type { CredentialId, DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, CREDENTIAL, recordingLog, temporaryFolder } from '../fake-core.ts';
import { olderThan } from './older-file.ts';

function open(path: string): Database {
  const onStatus = () => undefined;
  return new Database({ path, now: () => NOW, log: recordingLog(), onStatus });
}

const asked: UnsettledSession = {
  kind: 'asked',
  accountId: ALICE,
  baseUrl: 'https://matrix.example.org',
  userId: null,
  deviceId: 'odd\0\ud800\\' as DeviceId,
  keptIn: 'keychain',
  borrowed: false,
  oauth: null,
  credentialId: 'one' as CredentialId,
};
const ending: UnsettledSession = {
  ...asked,
  kind: 'ending',
  userId: '@alice:example.org',
  oauth: {
    issuer: 'https://auth.example.org/',
    clientId: 'client-1',
    authorizationEndpoint: null,
    tokenEndpoint: 'https://auth.example.org/token',
    revocationEndpoint: 'https://auth.example.org/revoke',
  },
  credentialId: 'two' as CredentialId,
};

it('gives back what was under way, and nothing that is settled', () => {
  const path = join(temporaryFolder(), 'muster.sqlite');
  const database = open(path);
  const accounts = new AccountStore(database);
  accounts.save({ accounts: [account()], unsettled: [asked, ending] }, []);
  expect(new AccountStore(open(path)).load().unsettled).toEqual([asked, ending]);
  accounts.save({ accounts: [account()], unsettled: [ending] }, []);
  expect(new AccountStore(open(path)).load().unsettled).toEqual([ending]);
  database.close();
});

it('leaves out rows that can not be used', () => {
  const path = join(temporaryFolder(), 'muster.sqlite');
  const database = open(path);
  new AccountStore(database).save({ accounts: [], unsettled: [asked, ending] }, []);
  const elsewhere = new Sqlite(path);
  elsewhere.exec(`UPDATE unsettled_sessions SET kind = 'other' WHERE credential_id = 'one'`);
  elsewhere.close();
  expect(new AccountStore(open(path)).load().unsettled).toEqual([ending]);
  database.close();
});

it('finds the items of accounts that an earlier Muster has kept under their own id', () => {
  const path = join(temporaryFolder(), 'muster.sqlite');
  const older = new Sqlite(path);
  olderThan(older, '0008-unsettled.sql');
  older.exec(`INSERT INTO accounts (account_id, user_id, base_url, kept_in)
    VALUES ('${ALICE}', '@alice:example.org', 'https://matrix.example.org', 'keychain')`);
  older.close();
  const [found] = new AccountStore(open(path)).load().accounts;
  expect(found?.credentialId).toBe(ALICE);
  expect(found?.credentialId).not.toBe(CREDENTIAL);
});
