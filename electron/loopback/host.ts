// Muster without Electron: the same services and the same window, in a browser of this computer.
// For development and the demo where Electron's runtime can't be had; never part of a package.
import { lookup } from 'node:dns/promises';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../compose.ts';
import { appInfo } from '../core/host/app-info.ts';
import { takeDemoAccounts } from '../core/host/demo-accounts.ts';
import { loadPageFiles } from '../core/host/page-files.ts';
import { systemPorts } from '../core/host/system.ts';
import { claimFolder } from '../core/store/folder-lock.ts';
import { createDispatch } from '../ipc/dispatch.ts';
import { ok } from '../shared/errors.ts';
import { CallSocket } from './call-socket.ts';
import { downloadPath } from './downloads.ts';
import { newToken } from './gate.ts';
import { startKeychainProcess } from './keychain-process.ts';
import { startPageServer } from './page-server.ts';

const dist = import.meta.dirname;

async function start(): Promise<void> {
  const dataDir = await makeDataDir();
  if (!claimFolder(dataDir)) {
    process.stderr.write(`Another Muster is open with the data in ${dataDir}. Close it first.\n`);
    process.exitCode = 1;
    return;
  }
  const { server, host } = await startPageServer(
    await loadPageFiles(join(dist, 'renderer')),
    await readFile(join(dist, 'browser-bridge.js'), 'utf8'),
  );
  const demo = takeDemoAccounts(process.env);
  const token = newToken();
  const socket = new CallSocket({ server, host, token });
  const services = compose({
    ...systemPorts,
    info: appInfo({ version: await readVersion(), demo: demo.length > 0, host: 'browser' }),
    dataDir,
    startKeychain: () => startKeychainProcess(join(dist, 'keychain.js')),
    fetch: (url, init) => fetch(url, init),
    addressesOf: (url) =>
      lookup(new URL(url).hostname, { all: true }).then(
        (found) => found.map(({ address }) => address),
        () => [],
      ),
    publish: socket.publish,
    openExternal: (url) => {
      say(`Open this page in your browser: ${new URL(url).href}`);
      return Promise.resolve(ok(null));
    },
    // A browser tells nobody what is pressed in it, and there is no dialog that its page couldn't draw.
    lastPress: systemPorts.monotonic,
    ask: () => Promise.resolve(false),
    notify: ({ title, body }) => say(`${title}. ${body}`),
    async chooseFile(defaultName) {
      const path = await downloadPath(defaultName);
      say(`The file is saved as ${path}`);
      return path;
    },
    // The browser that the window is in can print the report.
    printReport: null,
    // A terminal started this program, and no tray holds it.
    showWatch: () => undefined,
    applySystemSettings: () => undefined,
  });
  socket.answerCalls(createDispatch(services.handlers, services.log));
  if (demo.length > 0) await services.signInDemo(demo);
  say(`Muster is at http://${host}/#${token}`);

  const close = () => {
    void services.close().finally(() => process.exit(0));
  };
  process.once('SIGINT', close);
  process.once('SIGTERM', close);
}

/** A folder of its own: two programs must not write one database. `MUSTER_DATA_DIR` names another. */
async function makeDataDir(): Promise<string> {
  const given = process.env['MUSTER_DATA_DIR'];
  const folder =
    given ??
    join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Muster in a browser');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function readVersion(): Promise<string> {
  const text = await readFile(join(dist, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await start();
