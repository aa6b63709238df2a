// Starts and stops one throwaway Synapse on loopback. Its directory lives in the system's temp
// directory and is deleted on close.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SynapseAdmin, createAdmin, logIn } from './synapse-admin.ts';
import {
  type SynapseOptions,
  countRequests,
  signingKeyFile,
  synapseConfig,
  synapseLogConfig,
} from './synapse-config.ts';
import { synapseEnvironment } from './synapse-install.ts';

export interface Synapse extends SynapseAdmin {
  readonly baseUrl: string;
  readonly serverName: string;
  /** Signs in once per name; returns the new device ids in the order of the names. */
  addSessions(user: string, password: string, names: readonly string[]): Promise<string[]>;
  /** How many requests of this kind were answered so far. `path` is whole, without a query. */
  countRequests(method: string, path: string): Promise<number>;
  close(): Promise<void>;
}

const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 10_000;
const PARALLEL_LOGINS = 8;

/** Ready to answer when it resolves. Throws with Synapse's last words when it doesn't start. */
export async function startSynapse(options: SynapseOptions = {}): Promise<Synapse> {
  const environment = await synapseEnvironment();
  if (environment.kind === 'missing') throw new Error(`no Synapse here: ${environment.what}`);
  const directory = await mkdtemp(join(tmpdir(), 'muster-synapse-'));
  const port = await freePort();
  const sharedSecret = randomBytes(24).toString('hex');
  const serverName = 'synapse.muster.test';
  const baseUrl = `http://127.0.0.1:${port}`;
  const config = { directory, port, serverName, sharedSecret, options };
  const accessLog = join(directory, 'access.log');
  await writeFile(join(directory, 'homeserver.json'), synapseConfig(config), { mode: 0o600 });
  await writeFile(join(directory, 'log.json'), synapseLogConfig(accessLog));
  await writeFile(join(directory, 'signing.key'), signingKeyFile(), { mode: 0o600 });

  const server = launch(environment.python, directory);
  const close = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilReady(baseUrl, server);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    baseUrl,
    serverName,
    ...createAdmin(baseUrl, serverName, sharedSecret),
    addSessions: (user, password, names) => addSessions(baseUrl, user, password, names),
    countRequests: async (method, path) =>
      countRequests(await readFile(accessLog, 'utf8'), method, path),
    close,
  };
}

/** A few at a time: quick, and in order. */
async function addSessions(
  baseUrl: string,
  user: string,
  password: string,
  names: readonly string[],
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < names.length; start += PARALLEL_LOGINS) {
    const batch = names.slice(start, start + PARALLEL_LOGINS);
    const logins = batch.map((deviceName) => logIn(baseUrl, { user, password, deviceName }));
    ids.push(...(await Promise.all(logins)).map(({ deviceId }) => deviceId));
  }
  return ids;
}

interface Running {
  /** Null while it runs. */
  ended(): string | null;
  stop(): Promise<void>;
}

function launch(python: string, directory: string): Running {
  const child: ChildProcess = spawn(
    python,
    ['-m', 'synapse.app.homeserver', '-c', join(directory, 'homeserver.json')],
    { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-4_000);
  });
  let over = false;
  const exited = once(child, 'exit').then(() => {
    over = true;
  });
  // A test run that dies takes its server with it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    ended: () => (over ? lastWords : null),
    stop: async () => {
      process.removeListener('exit', kill);
      if (over) return;
      child.kill('SIGTERM');
      const impatience = setTimeout(kill, STOP_TIMEOUT);
      await exited;
      clearTimeout(impatience);
    },
  };
}

async function untilReady(baseUrl: string, server: Running): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT;
  while (Date.now() < giveUpAt) {
    const lastWords = server.ended();
    if (lastWords !== null) throw new Error(`Synapse ended while starting:\n${lastWords}`);
    const answer = await fetch(`${baseUrl}/_matrix/client/versions`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Synapse did not answer within ${START_TIMEOUT / 1_000} s`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
