// Muster is killed, as `kill -9` does, at 200 random moments while it reads lists. What it said it
// had written is there afterwards, each event once, and the list fits the history.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from '../../../../build/vite.ts';
import { Database } from '../../../../electron/core/store/database.ts';
import { SessionStore } from '../../../../electron/core/store/session-store.ts';
import { crashAccount, eventsUpTo, listOfStep, stepOf } from './history-crash-steps.ts';
import { recordingLog, temporaryFolder, storedHistory } from '../fake-core.ts';

const KILLS = 200;
/** Databases that are written and killed side by side. */
const LANES = 4;

const root = new URL('../../../..', import.meta.url).pathname;
// Below the root, so that the bundle finds the packages that can't be bundled.
const folder = join(root, 'node_modules', '.cache', `muster-crash-${process.pid}`);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const config = program('test/unit/core/store/history-crash-child.ts', 'child.mjs', ['libsql']);
  await build({ ...config, build: { ...config.build, outDir: folder } });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lets one Muster run until it has written something and a random time more; the last step it told. */
function runAndKill(path: string): Promise<number> {
  const child = spawn(process.execPath, [join(folder, 'child.mjs'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  let isDoomed = false;
  child.stdout.on('data', (data: Buffer) => {
    told += data.toString();
    if (isDoomed) return;
    isDoomed = true;
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 30);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const steps = told.split('\n').slice(0, -1).map(Number);
      if (signal === 'SIGKILL') resolve(steps.at(-1) ?? 0);
      else reject(new Error(`the child ended by itself with ${code}`));
    });
  });
}

/** What is stored. */
function read(path: string) {
  const database = new Database({
    path,
    now: () => Date.now(),
    log: recordingLog(),
    onStatus: () => undefined,
  });
  const { accountId } = crashAccount;
  const events = storedHistory(database, accountId);
  const list = new SessionStore(database).load(accountId);
  const status = database.status();
  database.close();
  return { events, sessions: list?.sessions ?? [], status };
}

async function lane(): Promise<number> {
  const path = join(temporaryFolder(), 'muster.sqlite');
  let kills = 0;
  let step = 0;
  for (; kills < KILLS / LANES; kills += 1) {
    const told = await runAndKill(path);
    const { events, sessions, status } = read(path);
    step = stepOf(sessions);
    expect(status).toEqual({ kind: 'ready' });
    // The write that nobody was told of may have happened, or not; but none that was told is missing.
    expect([told, told + 1]).toContain(step);
    expect(sessions.map(({ deviceId, displayName }) => [deviceId, displayName]).sort()).toEqual(
      listOfStep(step)
        .map(({ deviceId, displayName }) => [deviceId, displayName])
        .sort(),
    );
    expect(events.map(({ deviceId, change }) => `${change.kind} ${deviceId}`)).toEqual(
      eventsUpTo(step),
    );
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  }
  expect(step).toBeGreaterThan(kills);
  return kills;
}

it('loses no event that was written, and shows none twice', async () => {
  const kills = await Promise.all(Array.from({ length: LANES }, lane));
  expect(kills.reduce((sum, count) => sum + count, 0)).toBe(KILLS);
}, 180_000);
