// What is left of a sign-out when Muster ends, in a real file.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { SignOutStore } from '../../../../electron/core/store/sign-out-store.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, recordingLog, stored, temporaryFolder } from '../fake-core.ts';

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

describe('the store of sign-outs', () => {
  it('gives one back as it was: its order, odd ids, and what was passed over', () => {
    const { signOuts, reopen } = setUp();
    signOuts.begin(account(), 'guided', ['OLD'] as DeviceId[]);
    signOuts.begin(account(), 'guided', ids);
    signOuts.skip(ALICE, ids[3]!);
    expect(reopen().signOuts.load()).toEqual(
      new Map([[ALICE, { way: 'guided', ids, skipped: new Set([ids[3]]) }]]),
    );
  });

  it('keeps those of accounts apart, and forgets one at its end or with its account', () => {
    const bob = account({ accountId: '00000000-0000-4000-8000-0000000000b0' as AccountId });
    const { signOuts, reopen } = setUp();
    signOuts.begin(account(), 'guided', ids);
    signOuts.begin(bob, 'by-request', ids);
    signOuts.skip(bob.accountId, ids[0]!);
    signOuts.end(ALICE);
    const again = reopen();
    expect([...again.signOuts.load().keys()]).toEqual([bob.accountId]);
    again.accounts.save(stored([]), [bob.accountId]);
    expect(again.reopen().signOuts.load().size).toBe(0);
  });
});
