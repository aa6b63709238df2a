// What a release doesn't let whoever starts it do: the fuses, and what no fuse covers. Each launch is
// an ordinary user's, of the program in the deb.
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fuseProblems, fuses } from '../../build/packages/fuses.ts';
import { startDisplay, type Display } from '../fixtures/display.ts';
import { packageOf } from './built.ts';
import { startOrdinaryUser, type OrdinaryUser } from './ordinary-user.ts';
import { tool } from './tool.ts';

let display: Display;
let user: OrdinaryUser;
let folder: string;
let program: string;

beforeAll(async () => {
  display = await startDisplay();
  folder = mkdtempSync(join(tmpdir(), 'muster-release-'));
  chmodSync(folder, 0o755);
  tool('dpkg-deb', '--extract', packageOf('linux-x64-deb'), folder);
  program = join(folder, 'usr/lib/muster/muster');
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await display.stop();
});

beforeEach(async () => {
  user = await startOrdinaryUser();
});

afterEach(async () => {
  await user.stop();
});

interface Launch {
  /** What it ended with by itself; null when it went on and Muster was there. */
  readonly code: number | null;
  readonly said: string;
}

/** Waits for an end, or for Muster's database, in which case `then` happens and Muster is stopped. */
async function launch(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  then: (pid: number) => Promise<void> = () => Promise.resolve(),
): Promise<Launch> {
  const child = user.spawn(program, args, env);
  const said: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => said.push(data));
  child.stderr.on('data', (data: Buffer) => said.push(data));
  const ended = once(child, 'close') as Promise<[number | null]>;
  while (child.exitCode === null && !hasStarted()) await pause(50);
  if (child.exitCode === null) {
    await then(child.pid ?? 0);
    child.kill('SIGKILL');
  }
  const [code] = await ended;
  return { code, said: Buffer.concat(said).toString() };
}

function hasStarted(): boolean {
  return existsSync(join(user.home, '.config/Muster/muster.sqlite'));
}

/** A script that leaves a mark when it is run, and the mark's file. */
function trap(): { readonly script: string; readonly mark: string } {
  const mark = join(user.home, 'was-run');
  const script = join(user.home, 'trap.cjs');
  writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');`);
  return { script, mark };
}

describe('fuses', () => {
  it('are burnt in the file that is started', () => {
    expect(fuseProblems(readFileSync(program), fuses(false, '33'))).toEqual([]);
  });

  it('ELECTRON_RUN_AS_NODE makes no Node of it', async () => {
    const { code } = await launch(['-e', 'process.exit(42)'], { ELECTRON_RUN_AS_NODE: '1' });
    expect(code).not.toBe(42);
  });

  it('NODE_OPTIONS loads nothing', async () => {
    const { script, mark } = trap();
    await launch([], { NODE_OPTIONS: `--require=${script}` });
    expect(existsSync(mark)).toBe(false);
  });

  it.each(['--inspect=0', '--inspect-brk=0'])('%s opens no debugger', async (argument) => {
    const { said } = await launch([argument]);
    expect(said).not.toContain('Debugger listening');
  });

  it('a signal opens no debugger', async () => {
    const { said } = await launch([], {}, async (pid) => {
      process.kill(pid, 'SIGUSR1');
      await pause(1_000);
    });
    expect(said).not.toContain('Debugger listening');
  });

  it('a folder beside app.asar is not loaded', async () => {
    const { mark, script } = trap();
    const app = join(folder, 'usr/lib/muster/resources/app');
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{"main":"main.cjs"}');
    writeFileSync(join(app, 'main.cjs'), readFileSync(script));
    await launch([]);
    rmSync(app, { recursive: true });
    expect(existsSync(mark)).toBe(false);
  });
});

/** No fuse covers these; command-line.ts does. */
const switches = [
  'no-sandbox',
  'remote-debugging-port=0',
  'remote-debugging-pipe',
  'disable-web-security',
  'ignore-certificate-errors',
  'load-extension=/tmp',
  'host-rules=MAP * 127.0.0.1',
  'js-flags=--expose-gc',
  'password-store=basic',
  'bypasscsp-schemes=app',
  'ssl-key-log-file=/tmp/keys',
  'renderer-cmd-prefix=sh',
  'proxy-server=127.0.0.1:9',
];

describe('switches', () => {
  it.each(switches)('a release does not start with --%s', async (given) => {
    const { code, said } = await launch([`--${given}`]);
    expect(code).toBe(64);
    expect(said).toContain(`Muster does not start with --${given.replace(/=.*/, '')}.`);
    expect(hasStarted()).toBe(false);
  });

  it('nor with a variable that writes down the keys of connections', async () => {
    const { code } = await launch([], { SSLKEYLOGFILE: join(user.home, 'keys') });
    expect(code).toBe(64);
    expect(hasStarted()).toBe(false);
  });
});
