import { join } from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { readRules } from '../../../../electron/core/store/saved-rules.ts';
import { SettingsStore, defaultSettings } from '../../../../electron/core/store/settings-store.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import type { Settings } from '../../../../electron/shared/model.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  nothingChecked,
  recordingLog,
  session,
  stored,
  storedList,
  temporaryFolder,
} from '../fake-core.ts';

function setUp(folder = temporaryFolder()) {
  const path = join(folder, 'muster.sqlite');
  const database = new Database({
    path,
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  return {
    path,
    database,
    accounts: new AccountStore(database),
    sessions: new SessionStore(database),
    reopen: () => {
      database.close();
      return setUp(folder);
    },
  };
}

const bob = account({
  accountId: '00000000-0000-4000-8000-0000000000b0' as AccountId,
  userId: '@bob:example.org',
  signOutRoute: 'unknown',
});

const oauth = {
  issuer: 'https://auth.example.org/',
  clientId: 'client-1',
  authorizationEndpoint: 'https://auth.example.org/authorize',
  tokenEndpoint: 'https://auth.example.org/token',
  revocationEndpoint: 'https://auth.example.org/revoke',
};

describe('the account store', () => {
  it('gives the accounts back in their order, without those of one run as signed in', () => {
    const { accounts, reopen } = setUp();
    const ended = { kind: 'ended', softLogout: true } as const;
    const odd = account({
      deviceId: 'a\0\ud800\\' as DeviceId,
      status: ended,
      signOutRoute: 'unknown',
    });
    accounts.save(stored([bob, odd]), []);
    accounts.save(stored([{ ...bob, keptIn: 'this-run' }, odd]), []);
    expect(reopen().accounts.load().accounts).toEqual([
      { ...bob, keptIn: 'this-run', status: { kind: 'expired-with-run' } },
      odd,
    ]);
  });

  it('keeps what tokens are bound to, and whose session it is', () => {
    const { accounts, reopen } = setUp();
    const kept = [{ ...bob, borrowed: true }, account({ oauth, signOutRoute: 'unknown' })];
    accounts.save(stored(kept), []);
    expect(reopen().accounts.load().accounts).toEqual(kept);
  });

  it.each([
    'not JSON',
    '7',
    JSON.stringify({ ...oauth, clientId: undefined }),
    JSON.stringify({ ...oauth, tokenEndpoint: 'file:///etc/passwd' }),
    JSON.stringify({ ...oauth, revocationEndpoint: 'https://' }),
  ])('binds no tokens to what it did not write: %s', (damaged) => {
    const { accounts, path, reopen } = setUp();
    accounts.save(stored([account({ oauth })]), []);
    const elsewhere = new Sqlite(path);
    elsewhere.prepare('UPDATE accounts SET oauth = ?').run(damaged);
    elsewhere.close();
    expect(reopen().accounts.load().accounts).toMatchObject([{ accountId: ALICE, oauth: null }]);
  });

  it.each([undefined, 7, 'javascript:alert(1)'])(
    'keeps what tokens are bound to without a page that it did not write: %j',
    (authorizationEndpoint) => {
      const { accounts, path, reopen } = setUp();
      accounts.save(stored([account({ oauth })]), []);
      const elsewhere = new Sqlite(path);
      const damaged = JSON.stringify({ ...oauth, authorizationEndpoint });
      elsewhere.prepare('UPDATE accounts SET oauth = ?').run(damaged);
      elsewhere.close();
      const bound = { ...oauth, authorizationEndpoint: null };
      expect(reopen().accounts.load().accounts).toMatchObject([{ accountId: ALICE, oauth: bound }]);
    },
  );

  it('forgets an account with its list, and nothing else', () => {
    const { accounts, sessions, reopen } = setUp();
    accounts.save(stored([account(), bob]), []);
    for (const owner of [account(), bob]) {
      sessions.saveWhole(owner, storedList([session('A')]), []);
    }
    accounts.save(stored([bob]), [ALICE]);
    const again = reopen();
    expect(again.accounts.load().accounts).toEqual([{ ...bob, sessionCount: 1 }]);
    expect(again.sessions.load(ALICE)).toBeNull();
    expect(again.sessions.load(bob.accountId)?.sessions).toHaveLength(1);
    const rows = again.database.read(null, (connection) =>
      connection.prepare('SELECT DISTINCT account_id FROM devices').raw().all().flat(),
    );
    expect(rows).toEqual([bob.accountId]);
  });

  it('counts no sessions before the first list, and none in an empty one', () => {
    const { accounts, sessions } = setUp();
    accounts.save(stored([account()]), []);
    expect(accounts.load().accounts[0]?.sessionCount).toBeNull();
    sessions.saveWhole(account(), storedList([]), []);
    expect(accounts.load().accounts[0]?.sessionCount).toBe(0);
  });

  it('leaves out a row whose address is none', () => {
    const { accounts, database } = setUp();
    accounts.save(stored([account(), bob]), []);
    database.write((connection) => {
      connection.prepare('UPDATE accounts SET base_url = ? WHERE user_id = ?').run('x', bob.userId);
    });
    expect(accounts.load().accounts.map(({ userId }) => userId)).toEqual(['@alice:example.org']);
  });
});

describe('the session store', () => {
  it('keeps hostile ids apart, and unknown apart from empty', () => {
    const { sessions, reopen } = setUp();
    const list = [
      session('a'),
      session('a\0'),
      session('a\0b', { displayName: '', lastSeenAt: 1_700_000_000_000, lastSeenIp: '::1' }),
      session('\ud800'),
      session('\ufffd'),
      session('__proto__', { displayName: 'Robert"); DROP TABLE devices;--' }),
    ];
    sessions.saveWhole(account(), storedList(list, { fetchedAt: 5, dropped: 2 }), []);
    const stored = reopen().sessions.load(ALICE);
    expect(stored).toMatchObject({ facts: { fetchedAt: 5, dropped: 2 } });
    expect(new Set(stored?.sessions)).toEqual(new Set(list));
  });

  it('writes a change onto what is stored', () => {
    const { sessions, reopen } = setUp();
    sessions.saveWhole(account(), storedList([session('A'), session('B'), session('C')]), []);
    const change = {
      upserted: [session('B', { displayName: 'new' }), session('D')],
      removed: ['A' as DeviceId],
    };
    const facts = { ...nothingChecked, fetchedAt: 2, dropped: 1 };
    sessions.saveChange(account(), { change, facts, history: [], remembered: [] });
    expect(reopen().sessions.load(ALICE)).toEqual(
      storedList([session('B', { displayName: 'new' }), session('C'), session('D')], {
        fetchedAt: 2,
        dropped: 1,
      }),
    );
  });
});

describe('the settings', () => {
  const chosen: Settings = {
    selectedAccountId: ALICE,
    sort: { column: 'name', direction: 'ascending' },
    grouping: 'app',
    inactiveDays: 30,
    watchMinutes: null,
    notify: false,
    historyDays: 60,
    startAtLogin: true,
    keepInTray: true,
    putAside: ['0123456789abcdef', 'fedcba9876543210'],
    computerName: 'Kitchen',
    rules: [
      { name: 'Old', rule: { notSeenForDays: 365, trust: ['not-verified'], name: null } },
      { name: 'Bots', rule: { name: 'bot *', neverUsed: true, keepNewest: 3 } },
    ],
  };

  it('are kept', () => {
    const { database, reopen } = setUp();
    expect(new SettingsStore(database).save(chosen).ok).toBe(true);
    expect(new SettingsStore(reopen().database).current()).toEqual(chosen);
  });

  it('of an older Muster have defaults for what it did not know', () => {
    const { database, reopen } = setUp();
    database.write((connection) => {
      connection.exec(`INSERT INTO settings VALUES ('selected-account', '"${ALICE}"')`);
    });
    const settings = new SettingsStore(reopen().database).current();
    expect(settings).toEqual({ ...defaultSettings, selectedAccountId: ALICE });
    expect(settings).toMatchObject({ startAtLogin: false, keepInTray: false });
  });

  it.each([
    ['sort', 'not JSON', '{'],
    ['sort', 'another type', '"name"'],
    ['sort', 'an unknown column', '{"column":"age","direction":"ascending"}'],
    ['sort', 'a missing direction', '{"column":"name"}'],
    ['grouping', 'an unknown one', '"colour"'],
    ['inactive-days', 'too little', '0'],
    ['inactive-days', 'a fraction', '1.5'],
    ['watch-minutes', 'too often', '4'],
    ['history-days', 'too long', '3651'],
    ['notify', 'no flag', '1'],
    ['computer-name', 'no word for a header', '"a; b"'],
    ['computer-name', 'a number', '7'],
    ['rules', 'no list', '{"name":"Old"}'],
  ])('%s fall back alone when damaged: %s', (name, _, damaged) => {
    const { database, path, reopen } = setUp();
    new SettingsStore(database).save(chosen);
    const connection = new Sqlite(path);
    connection.prepare(`UPDATE settings SET value = ? WHERE name = ?`).run(damaged, name);
    connection.close();
    const key = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(new SettingsStore(reopen().database).current()).toEqual({
      ...chosen,
      [key]: defaultSettings[key as keyof Settings],
    });
  });

  it('lose a saved rule that is not whole, and only that', () => {
    const rules = [
      ...chosen.rules,
      { name: 'Lost a condition', rule: { name: 'x', network: 7 } },
      { name: 'Unknown condition', rule: { name: 'x', colour: 'red' } },
      { name: 'Unknown trust', rule: { trust: ['verified', 'blue'] } },
      { name: 'Asks nothing', rule: {} },
      { name: '', rule: { name: 'x' } },
      null,
    ];
    expect(readRules(rules)).toEqual(chosen.rules);
  });

  it('are in use for this run even where they cannot be stored', () => {
    const { database } = setUp();
    const told: Settings[] = [];
    const settings = new SettingsStore(database, (saved) => told.push(saved));
    database.close();
    expect(settings.save(chosen).ok).toBe(false);
    expect(settings.current()).toEqual(chosen);
    expect(told).toEqual([chosen]);
  });
});
