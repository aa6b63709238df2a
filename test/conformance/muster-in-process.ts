// All of Muster but its window, in this process, on a folder of its own and over the real network: for
// what comes of services together with a server. The browser is the test's, the keychain is a map.
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compose, type Host, type Services } from '../../electron/compose.ts';
import { systemPorts } from '../../electron/core/host/system.ts';
import type { Keytar } from '../../electron/core/ports.ts';
import { ok } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type { Account, RefreshState, SessionListDelta } from '../../electron/shared/model.ts';
import { inProcess } from '../fixtures/in-process-keychain.ts';
import { LinkBrowser } from '../fixtures/link-browser.ts';
import { ports, valueOf } from './client-of.ts';

export interface Muster extends Services {
  readonly accounts: () => Promise<readonly Account[]>;
  /** By OAuth on the page, or by the password; the account's id. */
  signInOnPage(baseUrl: string, link: string, again?: AccountId): Promise<AccountId>;
  signInWithPassword(baseUrl: string, user: string, password: string): Promise<AccountId>;
  /** Reads the list, and what the last reading came to. */
  refresh(accountId: AccountId): Promise<RefreshState>;
}

export function keychainOf(items = new Map<string, string>()): Keytar {
  return {
    setPassword: (_, name, secret) => Promise.resolve(void items.set(name, secret)),
    getPassword: (_, name) => Promise.resolve(items.get(name) ?? null),
    deletePassword: (_, name) => Promise.resolve(items.delete(name)),
  };
}

export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-test-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** Closes when the test has finished, unless it was closed before. */
export function startMuster(given: Partial<Host> = {}): Muster {
  const pages: string[] = [];
  let news: SessionListDelta | null = null;
  const services = compose({
    info: {
      version: '1.0.0',
      platform: 'linux',
      computer: 'a test',
      demo: false,
      host: 'electron',
    },
    dataDir: given.dataDir ?? newDataDir(),
    startKeychain: () => inProcess(keychainOf()),
    showWatch: () => undefined,
    fetch: ports.fetch,
    addressesOf: ports.addressesOf,
    ...systemPorts,
    publish(name, payload) {
      if (name === 'sessions.changed') news = payload as SessionListDelta;
    },
    openExternal(url) {
      pages.push(url);
      return Promise.resolve(ok(null));
    },
    notify: () => undefined,
    chooseFile: () => Promise.resolve(null),
    printReport: null,
    lastPress: systemPorts.monotonic,
    ask: () => Promise.resolve(false),
    applySystemSettings: () => undefined,
    ...given,
  });
  const { handlers } = services;
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await services.close();
    open = false;
  };
  onTestFinished(close);

  async function accounts(): Promise<readonly Account[]> {
    return valueOf(await handlers['app.snapshot'](null)).accounts;
  }

  /** Waits until an account is there, new or signed in again, with another token than before. */
  async function signedIn(isDone: (account: Account) => boolean): Promise<AccountId> {
    const found = await until(async () => (await accounts()).find(isDone) ?? null);
    return found.accountId;
  }

  function idle(): Promise<RefreshState> {
    return until(() => {
      const { refresh } = news?.state ?? { refresh: null };
      return refresh?.kind === 'refreshing' ? null : refresh;
    });
  }

  return {
    ...services,
    close,
    accounts,
    async signInOnPage(baseUrl, link, again) {
      const begun = valueOf(
        again
          ? await handlers['signIn.again']({ accountId: again })
          : await handlers['signIn.begin']({ address: baseUrl }),
      );
      if (begun.kind !== 'ready') throw new Error(begun.kind);
      const { attemptId } = begun;
      const before = new Set((await accounts()).map(({ oauth }) => oauth?.clientId));
      valueOf(await handlers['signIn.oauth']({ attemptId, keptIn: 'keychain' }));
      const page = pages.at(-1) ?? '';
      await comeBack(await new LinkBrowser().click(page, link));
      return signedIn(({ oauth }) => oauth !== null && !before.has(oauth.clientId));
    },
    async signInWithPassword(baseUrl, user, password) {
      const begun = valueOf(await handlers['signIn.begin']({ address: baseUrl }));
      if (begun.kind !== 'ready') throw new Error(begun.kind);
      const answer = valueOf(
        await handlers['signIn.password']({
          attemptId: begun.attemptId,
          identifier: { kind: 'user', user },
          password,
          keptIn: 'keychain',
        }),
      );
      if (answer.kind !== 'signed-in') throw new Error(JSON.stringify(answer));
      return answer.accountId;
    },
    async refresh(accountId) {
      await idle();
      await handlers['sessions.refresh']({ accountId });
      return idle();
    },
  };
}

async function until<T>(look: () => T | null | Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 500; tries += 1) {
    const seen = await look();
    if (seen !== null) return seen;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come to that');
}

/** Not by `fetch`: it says that a script asks, and Muster listens to people only. */
function comeBack(address: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    request(address, { agent: false }, (answer) => answer.resume().once('end', resolve))
      .once('error', reject)
      .end();
  });
}
