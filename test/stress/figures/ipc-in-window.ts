// Every channel in the real app: with random arguments from its own page, and well-formed ones from a
// second window, a frame, and the window after it has gone elsewhere.
import { _electron, type ElectronApplication } from '@playwright/test';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronArguments } from '../../../build/electron-arguments.ts';
import { findElectronRuntime } from '../../../build/electron-runtime.ts';
import { namesOf } from '../../../electron/shared/contract.ts';
import { startDisplay } from '../../fixtures/display.ts';
import type { Figure, Tally } from '../figure.ts';
import { hostileText } from '../hostile-text.ts';

const names = namesOf('call');
/** Calls that are made at once. */
const BATCH = 500;
/** What may come of a call that nobody should make: it is refused, or its subject isn't there. */
const fine = [
  'bad-request',
  'unknown-subject',
  'invalid-address',
  'unreachable',
  'not-a-homeserver',
];
/** `null` fits these, and saving settings that fit is allowed. */
const answered = ['app.snapshot', 'exports.cancel', 'settings.save'];

const argument = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  hostileText,
  fc.record({ accountId: fc.uuid(), deviceIds: fc.array(hostileText, { maxLength: 5 }) }),
  fc.record({ accountId: fc.uuid(), deviceId: hostileText, displayName: hostileText }),
  fc.record({ operationId: fc.uuid(), answer: fc.record({ kind: hostileText }) }),
  fc.record({ attemptId: fc.uuid(), token: fc.string(), keptIn: fc.constantFrom('keychain', 'x') }),
);

interface Call {
  readonly name: string;
  readonly argument: unknown;
}

export const ipcInWindow: Figure = {
  name: 'IPC: every channel from the page, a second window, frames and pages elsewhere, in Electron',
  goal: 'accepted that should not be; internal errors: 0',
  sizes: { quick: 2_000, whole: 100_000 },
  async run(tally, size, seed) {
    const { app, stop } = await startMuster();
    const page = await app.firstWindow();
    await page.waitForLoadState('load');
    for (let from = 0; from * BATCH < size * 0.8; from += 1) {
      const calls = callsOf(seed + from);
      const answers = await page.evaluate(callAll, JSON.stringify(calls));
      check(tally, calls, answers, 'the page', fine);
    }
    for (let from = 0; from * BATCH < size * 0.1; from += 1) {
      const calls = callsOf(seed - from);
      check(tally, calls, await fromFrame(app, calls), 'a frame', ['bad-request']);
    }
    for (let from = 0; from * BATCH < size * 0.1; from += 1) {
      const calls = callsOf(seed - from);
      const answers = await fromSecondWindow(app, calls);
      check(tally, calls, answers, 'a second window', ['bad-request']);
    }
    await stop();
  },
};

function callsOf(seed: number): readonly Call[] {
  const call = fc.record({ name: fc.constantFrom(...names), argument });
  // Only what can be cloned reaches another process.
  const sampled = fc.sample(call, { numRuns: BATCH, seed });
  return sampled.map(({ name, argument: given }) => ({
    name,
    argument: JSON.parse(JSON.stringify(given ?? null)) as unknown,
  }));
}

/** Runs in a page. The calls come as text: the way there takes no lone surrogates. */
function callAll(text: string): Promise<readonly string[]> {
  const calls = JSON.parse(text) as readonly Call[];
  const api = window.muster as unknown as Record<
    string,
    Record<string, (argument: unknown) => Promise<{ ok: boolean; error?: { code: string } }>>
  >;
  return Promise.all(
    calls.map(async ({ name, argument: given }) => {
      const [group = '', call = ''] = name.split('.');
      const answer = await api[group]![call]!(given);
      return answer.ok ? 'ok' : (answer.error?.code ?? 'no code');
    }),
  );
}

function check(
  tally: Tally,
  calls: readonly Call[],
  answers: readonly string[],
  from: string,
  allowed: readonly string[],
): void {
  tally.count(answers.length);
  for (const [index, answer] of answers.entries()) {
    const call = calls[index];
    const isOwn = from === 'the page' && answer === 'ok' && answered.includes(call?.name ?? '');
    if (!isOwn && !allowed.includes(answer))
      tally.fail(`${from}: ${answer} to ${JSON.stringify(call)}`);
  }
}

/** With Muster's own preload and page; opened at the first call. */
function fromSecondWindow(
  app: ElectronApplication,
  calls: readonly Call[],
): Promise<readonly string[]> {
  return app.evaluate(
    async ({ app: electron, BrowserWindow }, { given, run }) => {
      const title = 'a second window';
      const open = async () => {
        const preload = `${electron.getAppPath()}/dist/preload.cjs`;
        const webPreferences = { preload, partition: 'ui', sandbox: true };
        const made = new BrowserWindow({ show: false, title, webPreferences });
        made.on('page-title-updated', (event) => event.preventDefault());
        // eslint-disable-next-line no-restricted-syntax -- A hostile window, not Muster's own.
        await made.loadURL('app://bundle/index.html');
        return made;
      };
      const known = BrowserWindow.getAllWindows().find((one) => one.getTitle() === title);
      const { webContents } = known ?? (await open());
      const script = `(${run})(${JSON.stringify(given)})`;
      return (await webContents.executeJavaScript(script)) as readonly string[];
    },
    { given: JSON.stringify(calls), run: callAll.toString() },
  );
}

/** What main makes of calls whose sender is no main frame of its window on Muster's page. */
function fromFrame(app: ElectronApplication, calls: readonly Call[]): Promise<readonly string[]> {
  return app.evaluate(async ({ BrowserWindow, ipcMain }, text) => {
    const given = JSON.parse(text) as readonly Call[];
    const { webContents } = BrowserWindow.getAllWindows()[0]!;
    const handlers = (
      ipcMain as unknown as {
        _invokeHandlers: Map<
          string,
          (event: object, argument: unknown) => Promise<{ ok: boolean; error?: { code: string } }>
        >;
      }
    )._invokeHandlers;
    const { mainFrame } = webContents;
    const elsewhere = { origin: 'https://evil.example', url: 'https://evil.example/' };
    const senders = [null, elsewhere, { ...elsewhere, parent: mainFrame }];
    return Promise.all(
      given.map(async ({ name, argument: value }, index) => {
        const senderFrame = senders[index % senders.length];
        const call = handlers.get(`muster:${name}`);
        const answer = await call?.({ sender: webContents, senderFrame }, value);
        return answer?.ok === false ? (answer.error?.code ?? '') : 'ok';
      }),
    );
  }, JSON.stringify(calls));
}

async function startMuster(): Promise<{ app: ElectronApplication; stop: () => Promise<void> }> {
  const display = await startDisplay();
  const folder = await mkdtemp(join(tmpdir(), 'muster-stress-'));
  const executablePath = await findElectronRuntime();
  if (executablePath === null) throw new Error('no Electron runtime: npx install-electron');
  const app = await _electron.launch({
    executablePath,
    args: electronArguments([`--user-data-dir=${folder}`]),
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
  });
  return {
    app,
    async stop() {
      await app.close();
      await display.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
