// Where Muster begins, in Electron: refuse, claim, guard, compose, open, close. Everything that can
// be decided elsewhere is; this file is the order in which it happens.
import { app, dialog, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { compose, type Services } from './compose.ts';
import { appInfo } from './core/host/app-info.ts';
import { takeDemoAccounts } from './core/host/demo-accounts.ts';
import { loadPageFiles } from './core/host/page-files.ts';
import { systemPorts } from './core/host/system.ts';
import { claimFolder } from './core/store/folder-lock.ts';
import { createDispatch } from './ipc/dispatch.ts';
import { prepareBeforeReady } from './shell/before-ready.ts';
import { refusedStart } from './shell/command-line.ts';
import { folderWords } from './shell/data-folder.ts';
import { openExternal } from './shell/external-links.ts';
import { addressesOf, createHomeserverFetch } from './shell/homeserver-fetch.ts';
import { answerCalls, publishTo } from './shell/ipc.ts';
import { startKeychainProcess } from './shell/keychain-process.ts';
import { LoginItem, startedAtLogin } from './shell/login-item.ts';
import { setMenu } from './shell/menu.ts';
import { showNotification } from './shell/notifications.ts';
import { ask, Presses } from './shell/person.ts';
import { onWake } from './shell/power.ts';
import { printReport } from './shell/print-report.ts';
import { chooseFile } from './shell/save-dialog.ts';
import { guardEverything } from './shell/security.ts';
import { claimSingleInstance } from './shell/single-instance.ts';
import { TrayPlace } from './shell/tray.ts';
import {
  bringForward,
  createWindow,
  loadPage,
  preparePageSession,
  reviveCrashedPage,
} from './shell/window.ts';
import type { Destination } from './shared/model.ts';

/** sysexits.h: the command was used wrongly. */
const EX_USAGE = 64;
/** Longest wait for requests and the database to end before Muster quits anyway. */
const closingLimit = 3_000;

/** Null until they are made. */
let services: Services | null = null;
let window: BrowserWindow | null = null;
const currentWindow = () => window;
const publish = publishTo(currentWindow);
const presses = new Presses(systemPorts.monotonic);
const tray = new TrayPlace(() => void showWindow());
const loginItem = new LoginItem(() => services?.log.warn('login-item-failed'));

// Electron's `process.exit` and `app.exit` return: what must not happen stands in another branch.
const refused = MUSTER_PACKAGED
  ? refusedStart(process.argv.slice(1), process.env, process.platform)
  : null;
if (refused !== null) {
  process.stderr.write(`Muster does not start with ${refused}.\n`);
  app.exit(EX_USAGE);
} else {
  prepareBeforeReady();
  guardEverything();
  const claimed = claimSingleInstance(app.getPath('userData'), () => void showWindow());
  if (claimed.kind === 'first') void app.whenReady().then(start).catch(giveUp);
  else if (claimed.kind === 'other') app.exit(0);
  else void app.whenReady().then(() => stopWith(folderWords(claimed.problem)));
}

async function start(): Promise<void> {
  const dataDir = app.getPath('userData');
  if (!claimFolder(dataDir)) throw new Error(`Another Muster is open with the data in ${dataDir}.`);
  const demo = MUSTER_PACKAGED ? [] : takeDemoAccounts(process.env);
  const made = compose({
    ...systemPorts,
    info: appInfo({ version: app.getVersion(), demo: demo.length > 0, host: 'electron' }),
    dataDir,
    startKeychain: () => startKeychainProcess(join(import.meta.dirname, 'keychain.js')),
    fetch: createHomeserverFetch(`Muster/${app.getVersion()}`),
    addressesOf,
    publish,
    openExternal,
    lastPress: () => presses.last(),
    ask: (question) => ask(window, question),
    notify: ({ destination, ...words }) => showNotification(words, () => void goTo(destination)),
    chooseFile: (defaultName, format) => chooseFile(window, defaultName, format),
    printReport,
    showWatch: (lines) => tray.show(lines),
    applySystemSettings({ startAtLogin, keepInTray }) {
      loginItem.set(startAtLogin);
      tray.keep(keepInTray);
    },
  });
  process.on('uncaughtException', (error) => void made.log.bug('uncaught', error));
  process.on('unhandledRejection', (error) => void made.log.bug('unhandled', error));
  closeOnQuit(made);
  answerCalls(createDispatch(made.handlers, made.log), currentWindow, made.log);
  setMenu();
  await preparePageSession(await loadPageFiles(join(import.meta.dirname, 'renderer')));
  if (demo.length > 0) await made.signInDemo(demo);
  services = made;
  onWake((reason) => made.wake(reason));
  app.on('activate', () => void showWindow());
  if (!(tray.isKept && startedAtLogin())) await showWindow();
}

/** Only a bug leads here: nothing is open yet that could say it. */
function giveUp(error: unknown): void {
  const body = error instanceof Error ? error.message : 'unknown';
  stopWith({ title: 'Muster could not start', body });
}

function stopWith({ title, body }: { readonly title: string; readonly body: string }): void {
  process.stderr.write(`${title}: ${body}\n`);
  dialog.showErrorBox(title, body);
  app.exit(1);
}

/** The window comes forward; where there is none, a new one opens. */
async function showWindow(): Promise<void> {
  if (window) bringForward(window);
  else if (services) await openWindow(services);
}

async function goTo(destination: Destination): Promise<void> {
  await showWindow();
  publish('app.navigate', destination);
}

async function openWindow({ log }: Services): Promise<void> {
  const opened = createWindow(join(import.meta.dirname, 'preload.cjs'));
  window = opened;
  opened.on('closed', () => (window = null));
  presses.watch(opened);
  reviveCrashedPage(opened, log);
  await loadPage(opened);
}

function closeOnQuit(made: Services): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !tray.isKept) app.quit();
  });
  app.once('will-quit', (event) => {
    event.preventDefault();
    void Promise.race([made.close(), systemPorts.clock.sleep(closingLimit)]).finally(() =>
      app.exit(0),
    );
  });
}
