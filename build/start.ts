// `npm start` and `npm run demo`: builds what is out of date, finds an Electron runtime and opens
// Muster; where the runtime or a display can't be had, opens the loopback host instead.
// What follows `--` goes to Electron.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OZONE_HINT } from '../electron/shared/ozone-hint.ts';
import { startHomeserver } from '../test/homeserver/server.ts';
import { buildAll } from './build.ts';
import { electronArguments, needsNoSandbox } from './electron-arguments.ts';
import { findElectronRuntime } from './electron-runtime.ts';
import { isOutOfDate } from './out-of-date.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the demo adds to a start, and how it is taken away again. */
interface Stage {
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string | null;
  close(): Promise<void>;
}

type Host =
  | { readonly kind: 'electron'; readonly program: string }
  | { readonly kind: 'loopback'; readonly because: string };

async function main(given: readonly string[]): Promise<number> {
  const passedOn = given.filter((argument) => argument !== '--demo');
  if (await isOutOfDate(root)) {
    say('Building Muster.');
    await buildAll();
  }
  const host = await chooseHost();
  const stage = given.includes('--demo') ? await setDemoStage() : emptyStage;
  try {
    return await exitOf(
      host.kind === 'electron' ? openElectron(host, stage, passedOn) : openLoopback(host, stage),
    );
  } finally {
    await stage.close();
  }
}

async function chooseHost(): Promise<Host> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return { kind: 'loopback', because: 'There is no display for an Electron window' };
  const program = (await findElectronRuntime()) ?? (await installElectronRuntime());
  return program === null
    ? { kind: 'loopback', because: "Electron's runtime could not be fetched" }
    : { kind: 'electron', program };
}

/** Electron's own installer: fetches the runtime of the version in the lockfile, checksummed. */
async function installElectronRuntime(): Promise<string | null> {
  say("Fetching Electron's runtime (npx install-electron), once.");
  const installer = join(root, 'node_modules/electron/install.js');
  const { status } = spawnSync(process.execPath, [installer], {
    stdio: 'ignore',
    timeout: 300_000,
  });
  return status === 0 ? findElectronRuntime() : null;
}

const emptyStage: Stage = { env: {}, dataDir: null, close: () => Promise.resolve() };

/** An embedded homeserver with invented people, and a folder that goes when the demo ends. */
async function setDemoStage(): Promise<Stage> {
  const homeserver = await startHomeserver({ demo: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-demo-'));
  const accounts = homeserver.users.map(({ userId, password }) => ({
    baseUrl: homeserver.baseUrl,
    user: userId,
    password,
  }));
  return {
    env: { MUSTER_DEMO: JSON.stringify(accounts) },
    dataDir,
    close: async () => {
      await homeserver.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function openElectron(
  { program }: Extract<Host, { kind: 'electron' }>,
  stage: Stage,
  passedOn: readonly string[],
): ChildProcess {
  if (needsNoSandbox) say('Running as root: Electron is started with --no-sandbox.');
  const dataDir = stage.dataDir === null ? [] : [`--user-data-dir=${stage.dataDir}`];
  const hint = process.platform === 'linux' ? [OZONE_HINT] : [];
  const args = electronArguments([...hint, ...passedOn, ...dataDir]);
  return spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...stage.env } });
}

function openLoopback(
  { because }: Extract<Host, { kind: 'loopback' }>,
  stage: Stage,
): ChildProcess {
  say(`${because}: Muster opens in a browser of this computer instead.`);
  const dataDir = stage.dataDir === null ? {} : { MUSTER_DATA_DIR: stage.dataDir };
  return spawn(process.execPath, [join(root, 'dist/loopback.js')], {
    stdio: 'inherit',
    env: { ...process.env, ...stage.env, ...dataDir },
  });
}

/** Ctrl-C reaches the child by itself; a signal sent to this process alone is passed on. */
function exitOf(child: ChildProcess): Promise<number> {
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 0));
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv.slice(2).filter((argument) => argument !== '--'));
