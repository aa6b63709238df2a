// A removed account is gone from the files, not only from the tables.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { AccountStore } from '../../../../electron/core/store/account-store.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  recordingLog,
  session,
  stored,
  storedList,
  temporaryFolder,
} from '../fake-core.ts';

const names = ['@alice-canary:example.org', 'Canary Desk', '192.0.2.77', 'canary note', 'CANARYID'];

/** Which of them are in the database or in what SQLite keeps beside it. */
function foundIn(path: string): readonly string[] {
  const folder = dirname(path);
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  return names.filter((name) => files.some((bytes) => bytes.includes(name)));
}

it('leaves nothing of its names, addresses, notes and ids in the database, its WAL included', () => {
  const path = join(temporaryFolder(), 'muster.sqlite');
  const database = new Database({
    path,
    now: () => NOW,
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const accounts = new AccountStore(database);
  const owner = account({ userId: '@alice-canary:example.org' });
  accounts.save(stored([owner]), []);
  // Rows enough to fill pages of their own, and an earlier list whose pages are free by now.
  const sessions = Array.from({ length: 300 }, (_, index) =>
    session(`CANARYID${index}`, { displayName: 'Canary Desk', lastSeenIp: '192.0.2.77' }),
  );
  const store = new SessionStore(database);
  const events = sessions.map((it) => ({
    at: NOW,
    deviceId: it.deviceId,
    displayName: it.displayName,
    change: { kind: 'appeared' } as const,
  }));
  store.saveWhole(owner, storedList(sessions), events);
  store.saveWhole(owner, storedList(sessions.slice(0, 20)), []);
  for (const { deviceId } of sessions.slice(0, 20))
    store.saveAnnotation(owner, deviceId, { pinned: true, note: 'canary note' });
  expect(foundIn(path)).toEqual(names);

  accounts.save(stored([]), [ALICE]);
  expect(foundIn(path)).toEqual([]);
  database.close();
  expect(foundIn(path)).toEqual([]);
});
