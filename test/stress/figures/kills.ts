// The real app, killed at random moments of a sign-in, a renewal and a removal, with a real keyring and
// the embedded homeserver: what the next start knows of the sessions on the server.
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { electronArguments } from '../../../build/electron-arguments.ts';
import { findElectronRuntime } from '../../../build/electron-runtime.ts';
import type { AppSnapshot } from '../../../electron/shared/model.ts';
import { startDisplay } from '../../fixtures/display.ts';
import { startKeyring, type Keyring } from '../../fixtures/keyring.ts';
import { startHomeserver, type Homeserver } from '../../homeserver/server.ts';
import { createRandom } from '../../homeserver/random.ts';
import type { Figure, Tally } from '../figure.ts';

const PASSWORD = 'a stress password';
const PEOPLE = ['ada', 'ben'];
/** By then each of the three has come to its end; a kill falls anywhere before. */
const LONGEST_MS = 1_500;
/** How long the next start may take to settle what it finds, in milliseconds. */
const SETTLED_MS = 20_000;
/** How long it may take to go on with a removal that was begun, in milliseconds. */
const REMOVED_MS = 5_000;

const acts = ['sign-in', 'renewal', 'removal'] as const;
type Act = (typeof acts)[number];

export const kills: Figure = {
  name: 'kill -9 in sign-in, renewal and removal, in Electron with a keyring',
  goal: 'sessions neither listed, told of nor ended: 0; accounts lost: 0',
  sizes: { quick: 6, whole: 300 },
  async run(tally, size, seed) {
    const chance = createRandom(seed);
    const world = await startWorld();
    try {
      let muster = await world.start();
      for (let tried = 0; tried < size; tried += 1) {
        const act = acts[tried % acts.length] ?? 'sign-in';
        const person = chance.pick(PEOPLE);
        const after = chance.below(LONGEST_MS);
        const before = await prepare(muster.page, world.homeserver, act, person);
        void begin(muster.page, world.homeserver, act, person).catch(() => undefined);
        await pause(after);
        await muster.kill();
        muster = await world.start();
        tally.count();
        const what = `${act} of ${person}, killed after ${after} ms`;
        await judge(tally, muster.page, world.homeserver, { before, act, what });
        // An account that goes now was on its way; one that stays was never begun with, and must not be lost.
        if (act === 'removal') await goneOrKept(muster.page, userIdOf(world.homeserver, person));
      }
      await muster.kill();
    } finally {
      await world.stop();
    }
  },
};

interface Muster {
  readonly page: Page;
  kill(): Promise<void>;
}

async function startWorld() {
  const display = await startDisplay();
  const keyring = await startKeyring('unlocked');
  const folder = await mkdtemp(join(tmpdir(), 'muster-stress-'));
  const homeserver = await startHomeserver({
    users: PEOPLE.map((localpart) => ({ localpart, password: PASSWORD })),
    refresh: { lifetimeMs: 60_000, kind: 'spec' },
  });
  const running = new Set<ElectronApplication>();
  return {
    homeserver,
    start: async (): Promise<Muster> => {
      const app = await launch(folder, keyring);
      running.add(app);
      const page = await app.firstWindow();
      await page.waitForLoadState('load');
      return {
        page,
        async kill() {
          running.delete(app);
          const gone = new Promise((resolve) => app.process().once('exit', resolve));
          app.process().kill('SIGKILL');
          await gone;
        },
      };
    },
    async stop() {
      for (const app of running) app.process().kill('SIGKILL');
      await homeserver.close();
      await keyring.stop();
      await display.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(keyring.home, { recursive: true, force: true });
    },
  };
}

async function launch(folder: string, keyring: Keyring): Promise<ElectronApplication> {
  const executablePath = await findElectronRuntime();
  if (executablePath === null) throw new Error('no Electron runtime: npx install-electron');
  const env = Object.entries({ ...process.env, ...keyring.env }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return _electron.launch({
    executablePath,
    args: electronArguments([`--user-data-dir=${folder}`]),
    env: Object.fromEntries(env),
  });
}

/** What the act needs is made ready; the Matrix IDs of the accounts that must not be lost by it. */
async function prepare(
  page: Page,
  homeserver: Homeserver,
  act: Act,
  person: string,
): Promise<readonly string[]> {
  const userId = userIdOf(homeserver, person);
  let { accounts } = await snapshotOf(page);
  const isThere = accounts.some((account) => account.userId === userId);
  if (act !== 'sign-in' && !isThere) {
    await signIn(page, homeserver, person);
    ({ accounts } = await snapshotOf(page));
  }
  if (act === 'renewal') homeserver.expireTokens(userId);
  const lasting = accounts.filter((account) => act !== 'removal' || account.userId !== userId);
  return lasting.map((account) => account.userId);
}

async function begin(
  page: Page,
  homeserver: Homeserver,
  act: Act,
  person: string,
): Promise<unknown> {
  if (act === 'sign-in') return signIn(page, homeserver, person);
  const userId = userIdOf(homeserver, person);
  return page.evaluate(
    async ({ id, isRemoval }) => {
      const started = await window.muster!.app.snapshot(null);
      const account = started.ok && started.value.accounts.find((it) => it.userId === id);
      if (!account) throw new Error('no such account');
      const { accountId } = account;
      if (isRemoval) await window.muster!.accounts.remove({ accountId, insist: false });
      else await window.muster!.sessions.refresh({ accountId });
    },
    { id: userId, isRemoval: act === 'removal' },
  );
}

function signIn(page: Page, { baseUrl }: Homeserver, user: string): Promise<void> {
  return page.evaluate(
    async ({ address, localpart, password }) => {
      const begun = await window.muster!.signIn.begin({ address });
      if (!begun.ok || begun.value.kind !== 'ready') throw new Error(JSON.stringify(begun));
      const { attemptId } = begun.value;
      const identifier = { kind: 'user', user: localpart } as const;
      const argument = { attemptId, identifier, password, keptIn: 'keychain' } as const;
      const answer = await window.muster!.signIn.password(argument);
      if (!answer.ok || answer.value.kind !== 'signed-in') throw new Error(JSON.stringify(answer));
    },
    { address: baseUrl, localpart: user, password: PASSWORD },
  );
}

interface Judged {
  readonly before: readonly string[];
  readonly act: Act;
  readonly what: string;
}

/** Looks until nothing is wrong any more, or it takes too long. */
async function judge(
  tally: Tally,
  page: Page,
  homeserver: Homeserver,
  { before, what }: Judged,
): Promise<void> {
  const until = Date.now() + SETTLED_MS;
  for (;;) {
    const { accounts, leftBehind } = await snapshotOf(page);
    const known = [...accounts, ...leftBehind].map(({ deviceId }) => deviceId as string | null);
    const unknown = homeserver.users
      .flatMap(({ userId }) => homeserver.devicesOf(userId))
      .filter((deviceId) => !known.includes(deviceId));
    const lost = before.filter((userId) => !accounts.some((account) => account.userId === userId));
    if (unknown.length === 0 && lost.length === 0) return;
    if (Date.now() > until) {
      if (unknown.length > 0) tally.fail(`${what}: nobody knows of ${unknown.join(', ')}`);
      if (lost.length > 0) tally.fail(`${what}: ${lost.join(', ')} lost`);
      return;
    }
    await pause(200);
  }
}

async function goneOrKept(page: Page, userId: string): Promise<void> {
  const until = Date.now() + REMOVED_MS;
  while (Date.now() < until) {
    const { accounts } = await snapshotOf(page);
    if (!accounts.some((account) => account.userId === userId)) return;
    await pause(200);
  }
}

async function snapshotOf(page: Page): Promise<AppSnapshot> {
  const answer = await page.evaluate(() => window.muster!.app.snapshot(null));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

function userIdOf({ users }: Homeserver, localpart: string): string {
  const user = users.find(({ userId }) => userId.startsWith(`@${localpart}:`));
  if (!user) throw new Error(`no ${localpart}`);
  return user.userId;
}
