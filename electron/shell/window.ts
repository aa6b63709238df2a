// Muster's one window, and an unseen one for printing: their preferences, their size, and the only loadURL.
import { app, BrowserWindow, nativeTheme, session, type WebPreferences } from 'electron';
import type { Log } from '../core/log.ts';
import type { PageFiles } from '../core/host/page-files.ts';
import { indexUrl } from './app-address.ts';
import { serveApp } from './app-protocol.ts';
import { blockNetwork } from './security.ts';

/** Written out although some are defaults: a test compares them with what the window runs with. */
export const pagePreferences = Object.freeze({
  partition: 'ui',
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
} satisfies WebPreferences);

/** The colours of the page before it is there: `--ground` of renderer/styles/tokens.css. */
const ground = { light: '#f6f6f4', dark: '#161816' } as const;

/** Prepares the page's session: in memory, no cache, no network, Muster's files. Once, when ready. */
export async function preparePageSession(files: PageFiles): Promise<void> {
  const page = session.fromPartition(pagePreferences.partition, { cache: false });
  page.setSpellCheckerEnabled(false);
  await blockNetwork(page);
  serveApp(page, files);
}

/** Creates the window, hidden until its first picture is ready. */
export function createWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Muster',
    width: 1320,
    height: 860,
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: { ...pagePreferences, preload, devTools: !MUSTER_PACKAGED },
  });
  window.once('ready-to-show', () => window.show());
  bringBack(window);
  return window;
}

/** Without a script and without a way out; `answer` gives it its only page. A session of its own for each. */
export async function createUnseenWindow(
  partition: string,
  answer: () => Response,
): Promise<BrowserWindow> {
  const page = session.fromPartition(partition, { cache: false });
  page.setSpellCheckerEnabled(false);
  await blockNetwork(page);
  page.protocol.handle('app', answer);
  return new BrowserWindow({
    show: false,
    webPreferences: { ...pagePreferences, partition, javascript: false, devTools: false },
  });
}

export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** That the window was closed, or the page loaded anew, before it was there is no failure. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  const { webContents } = window;
  try {
    await window.loadURL(indexUrl);
  } catch (error) {
    const wasInterrupted =
      error instanceof Error && 'code' in error && error.code === 'ERR_ABORTED';
    if (!wasInterrupted && !webContents.isDestroyed()) throw error;
  }
}

/**
 * Chromium asks nobody whether a page may go to about:blank or about:srcdoc, so that security.ts
 * can't refuse it: the window comes back instead. It doesn't try where its own page can't be loaded.
 */
function bringBack(window: BrowserWindow): void {
  const { webContents } = window;
  let wasHome = false;
  webContents.on('did-finish-load', () => {
    const isHome = webContents.mainFrame.url === indexUrl;
    if (wasHome && !isHome) void loadPage(window);
    wasHome = isHome;
  });
}

/** A page that crashes twice in this time would crash for ever. */
const crashPause = 10_000;

/** Main owns all state, so that a page that crashed begins again from a snapshot; at most once in 10 s. */
export function reviveCrashedPage(window: BrowserWindow, log: Log): void {
  let revivedAt = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.warn('page-gone');
    if (Date.now() - revivedAt < crashPause) {
      app.quit();
      return;
    }
    revivedAt = Date.now();
    void loadPage(window);
  });
}
