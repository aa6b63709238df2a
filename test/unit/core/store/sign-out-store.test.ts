// What is left of a sign-out when Muster ends, and its record, in a real file.
import { join } from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { SignOutStore, type NewSignOut } from '../../../../electron/core/store/sign-out-store.ts';
import type { AccountId, DeviceId, OperationId } from '../../../../electron/shared/ids.ts';
import { SESSIONS_MAX } from '../../../../electron/shared/limits.ts';
import type { Outcomes } from '../../../../electron/shared/operation.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, recordingLog, stored, temporaryFolder } from '../fake-core.ts';
import { olderThan } from './older-file.ts';

function setUp(folder = temporaryFolder()) {
  const database = new Database({
    path: join(folder, 'muster.sqlite'),
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  return {
    accounts: new AccountStore(database),
    signOuts: new SignOutStore(database),
    reopen: () => {
      database.close();
      return setUp(folder);
    },
  };
}

/** In no order that sorting would make, and with what a column can't hold. */
const ids = ['Z', 'a/b', '__proto__', 'A\0\ud800\\'] as DeviceId[];

const bob = account({ accountId: '00000000-0000-4000-8000-0000000000b0' as AccountId });

function signOut(name: string, part: Partial<NewSignOut> = {}): NewSignOut {
  return {
    operationId: name as OperationId,
    way: 'by-request',
    askedAt: NOW,
    sessions: ids.map((deviceId, index) => ({
      deviceId,
      displayName: index === 0 ? null : `\0${deviceId}`,
      lastSeenAt: index === 1 ? null : index,
    })),
    ...part,
  };
}

const nothing: Outcomes = { gone: [], goneBefore: [], stillThere: [], unknown: [] };

describe('the store of sign-outs', () => {
  it('gives one back as it was: its order, odd ids, and what was passed over', () => {
    const { signOuts, reopen } = setUp();
    signOuts.begin(account(), signOut('old', { way: 'guided' }));
    signOuts.begin(account(), signOut('new', { way: 'guided' }));
    signOuts.skip('new' as OperationId, ids[3]!);
    const again = reopen();
    expect(again.signOuts.load()).toEqual(
      new Map([[ALICE, { operationId: 'new', way: 'guided', ids, skipped: new Set([ids[3]]) }]]),
    );
    expect(again.signOuts.record('old' as OperationId)).toBeNull();
  });

  it('goes on with one that was handed over on the page', () => {
    const { signOuts } = setUp();
    signOuts.begin(account(), signOut('one'));
    signOuts.handOver('one' as OperationId);
    expect(signOuts.load().get(ALICE)?.way).toBe('guided');
  });

  it('keeps those of accounts apart, and forgets one with its account', () => {
    const { signOuts, reopen } = setUp();
    signOuts.begin(account(), signOut('of-alice'));
    signOuts.begin(bob, signOut('of-bob'));
    signOuts.end('of-alice' as OperationId, 'completed', { ...nothing, gone: ids }, NOW);
    const again = reopen();
    expect([...again.signOuts.load().keys()]).toEqual([bob.accountId]);
    again.accounts.save(stored([]), [bob.accountId]);
    const last = again.reopen();
    expect(last.signOuts.load().size).toBe(0);
    expect(last.signOuts.record('of-bob' as OperationId)).toBeNull();
    expect(last.signOuts.record('of-alice' as OperationId)?.sessions).toHaveLength(4);
  });
});

describe('the record of a sign-out', () => {
  it('has what was asked for, by whose confirmation, and what became of each session', () => {
    const { signOuts, reopen } = setUp();
    const one = signOut('one');
    signOuts.begin(account(), one);
    expect(signOuts.record(one.operationId)).toMatchObject({
      askedAt: NOW,
      confirmedBy: null,
      ending: null,
      endedAt: null,
    });
    signOuts.confirm(one.operationId, []);
    expect(signOuts.record(one.operationId)?.confirmedBy).toEqual([]);
    signOuts.confirm(one.operationId, ['m.login.password']);
    signOuts.confirm(one.operationId, ['m.login.sso', 'm.login.password']);
    const [a, b, c, d] = ids as [DeviceId, DeviceId, DeviceId, DeviceId];
    const outcomes = { ...nothing, gone: [a, d], goneBefore: [b], stillThere: [c] };
    signOuts.end(one.operationId, 'failed', outcomes, NOW + 5);
    const became = ['gone', 'goneBefore', 'stillThere', 'gone'];
    expect(reopen().signOuts.record(one.operationId)).toEqual({
      operationId: 'one',
      accountId: ALICE,
      askedAt: NOW,
      way: 'by-request',
      confirmedBy: ['m.login.password', 'm.login.sso'],
      ending: 'failed',
      endedAt: NOW + 5,
      sessions: one.sessions.map((session, index) => ({
        ...session,
        outcome: became[index],
        checkedAt: NOW + 5,
      })),
    });
  });

  it('says unknown of what no list was read for, and no time', () => {
    const { signOuts } = setUp();
    const { operationId, ...rest } = signOut('one');
    signOuts.begin(account(), { operationId, ...rest });
    signOuts.end(operationId, 'completed', { ...nothing, unknown: ids }, NOW);
    const record = signOuts.record(operationId);
    expect(record?.sessions.map(({ outcome, checkedAt }) => [outcome, checkedAt])).toEqual(
      ids.map(() => ['unknown', null]),
    );
  });

  it('is kept of the newest sign-outs, of so many sessions together as one may have', () => {
    const { signOuts } = setUp();
    const many = Array.from({ length: SESSIONS_MAX / 2 }, (_, index) => ({
      deviceId: `D${index}` as DeviceId,
      displayName: null,
      lastSeenAt: null,
    }));
    for (const name of ['first', 'second', 'third']) {
      signOuts.begin(account(), signOut(name, { sessions: many }));
      signOuts.end(name as OperationId, 'completed', nothing, NOW);
    }
    signOuts.begin(bob, signOut('of-bob'));
    const kept = ['first', 'second', 'third', 'of-bob'].filter(
      (name) => signOuts.record(name as OperationId) !== null,
    );
    expect(kept).toEqual(['second', 'third', 'of-bob']);
  });

  it('is made of a file that an older Muster has left in the middle of one', () => {
    const folder = temporaryFolder();
    const older = new Sqlite(join(folder, 'muster.sqlite'));
    olderThan(older, '0011-acts.sql');
    older.exec(`
      INSERT INTO accounts (account_id, user_id, base_url, kept_in)
        VALUES ('${ALICE}', '@a:x', 'https://x', 'keychain');
      INSERT INTO sign_outs VALUES ('${ALICE}', 0, 'B', 0, 1), ('${ALICE}', 1, 'A', 1, 1)`);
    older.close();
    const { signOuts } = setUp(folder);
    const plan = signOuts.load().get(ALICE);
    expect(plan).toMatchObject({ way: 'by-request', ids: ['B', 'A'], skipped: new Set(['A']) });
    expect(z.uuid().safeParse(plan?.operationId).success).toBe(true);
    expect(signOuts.record(plan!.operationId)).toMatchObject({ askedAt: null, ending: null });
  });
});
