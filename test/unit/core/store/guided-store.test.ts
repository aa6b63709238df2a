// What is left of a walk over an account page when Muster ends, in a real file.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { GuidedStore } from '../../../../electron/core/store/guided-store.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, recordingLog, temporaryFolder } from '../fake-core.ts';

function setUp(folder = temporaryFolder()) {
  const database = new Database({
    path: join(folder, 'muster.sqlite'),
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  return {
    accounts: new AccountStore(database),
    guided: new GuidedStore(database),
    reopen: () => {
      database.close();
      return setUp(folder);
    },
  };
}

/** In no order that sorting would make, and with what a column can't hold. */
const ids = ['Z', 'a/b', '__proto__', 'A\0\ud800\\'] as DeviceId[];

describe('the guided store', () => {
  it('gives a walk back as it was: its order, odd ids, and what was passed over', () => {
    const { guided, reopen } = setUp();
    guided.begin(account(), ['OLD'] as DeviceId[]);
    guided.begin(account(), ids);
    guided.skip(ALICE, ids[3]!);
    expect(reopen().guided.load()).toEqual(new Map([[ALICE, { ids, skipped: new Set([ids[3]]) }]]));
  });

  it('keeps the walks of accounts apart, and forgets one at its end or with its account', () => {
    const bob = account({ accountId: '00000000-0000-4000-8000-0000000000b0' as AccountId });
    const { guided, reopen } = setUp();
    guided.begin(account(), ids);
    guided.begin(bob, ids);
    guided.skip(bob.accountId, ids[0]!);
    guided.end(ALICE);
    const again = reopen();
    expect([...again.guided.load().keys()]).toEqual([bob.accountId]);
    again.accounts.save([], [bob.accountId]);
    expect(again.reopen().guided.load().size).toBe(0);
  });
});
