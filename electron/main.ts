// Where Muster begins, in Electron: refuse, claim, guard, compose, open, close. Everything that can
// be decided elsewhere is; this file is the order in which it happens.
import { app, dialog, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { compose, type Services } from './compose.ts';
import { appInfo } from './core/app-info.ts';
import { takeDemoAccounts } from './core/demo-accounts.ts';
import { loadPageFiles } from './core/page-files.ts';
import { loadKeytar, systemPorts } from './core/system.ts';
import { createDispatch } from './ipc/dispatch.ts';
import { prepareBeforeReady } from './shell/before-ready.ts';
import { forbiddenSwitch } from './shell/command-line.ts';
import { openExternal } from './shell/external-links.ts';
import { createHomeserverFetch } from './shell/homeserver-fetch.ts';
import { answerCalls, publishTo } from './shell/ipc.ts';
import { setMenu } from './shell/menu.ts';
import { guardEverything } from './shell/security.ts';
import { claimSingleInstance } from './shell/single-instance.ts';
import { createWindow, loadPage, preparePageSession, reviveCrashedPage } from './shell/window.ts';

/** sysexits.h: the command was used wrongly. */
const EX_USAGE = 64;
/** Longest wait for requests and the database to end before Muster quits anyway. */
const closingLimit = 3_000;

let window: BrowserWindow | null = null;
const currentWindow = () => window;

const refused = app.isPackaged ? forbiddenSwitch(process.argv.slice(1)) : null;
if (refused !== null) {
  process.stderr.write(`Muster does not start with --${refused}.\n`);
  process.exit(EX_USAGE);
}
if (!claimSingleInstance(currentWindow)) process.exit(0);

prepareBeforeReady();
guardEverything();
void app.whenReady().then(start).catch(giveUp);

async function start(): Promise<void> {
  const demo = app.isPackaged ? [] : takeDemoAccounts(process.env);
  const services = compose({
    ...systemPorts,
    info: appInfo({ version: app.getVersion(), demo: demo.length > 0, host: 'electron' }),
    dataDir: app.getPath('userData'),
    keytar: await loadKeytar(),
    fetch: createHomeserverFetch(`Muster/${app.getVersion()}`),
    publish: publishTo(currentWindow),
    openExternal,
  });
  process.on('uncaughtException', (error) => void services.log.bug('uncaught', error));
  process.on('unhandledRejection', (error) => void services.log.bug('unhandled', error));
  closeOnQuit(services);
  answerCalls(createDispatch(services.handlers, services.log), currentWindow, services.log);
  setMenu();
  await preparePageSession(await loadPageFiles(join(import.meta.dirname, 'renderer')));
  if (demo.length > 0) await services.signInDemo(demo);
  await openWindow(services);
  app.on('activate', () => {
    if (!window) void openWindow(services);
  });
}

/** Only a bug or a data folder that can't be used leads here: nothing is open yet that could say it. */
function giveUp(error: unknown): void {
  const reason = error instanceof Error ? error.message : 'unknown';
  dialog.showErrorBox('Muster could not start', reason);
  app.exit(1);
}

async function openWindow({ log }: Services): Promise<void> {
  const opened = createWindow(join(import.meta.dirname, 'preload.cjs'));
  window = opened;
  opened.on('closed', () => (window = null));
  reviveCrashedPage(opened, log);
  await loadPage(opened);
}

function closeOnQuit(services: Services): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.once('will-quit', (event) => {
    event.preventDefault();
    void Promise.race([services.close(), systemPorts.clock.sleep(closingLimit)]).finally(() =>
      app.exit(0),
    );
  });
}
