// Waiting for the browser to come back from the server's sign-in page, for at most five minutes. The
// login token passes through as an argument.
import { readLoginToken, ssoPageUrl } from '../../matrix/login-sso.ts';
import type { Clock } from '../../matrix/types.ts';
import { fail, ok, type AppError, type BrowserProblem, type Result } from '../../shared/errors.ts';
import type { Listen } from './loopback-listener.ts';
import type { CorePorts } from '../ports.ts';

/** How long a browser may take to come back, in milliseconds. */
const WAIT_MS = 5 * 60_000;

/** How long the system may take to say that it opens no browser, in milliseconds. */
const OPENING_MS = 1_000;

export interface BrowserWait {
  /** The page to open. */
  readonly url: string;
  /** When the waiting ends, in milliseconds since 1970. */
  readonly until: number;
  /** The login token in an address that was pasted; null where it is not the answer to this wait. */
  read(address: string): string | null;
  stop(): void;
}

export interface BrowserPorts {
  readonly listen: Listen;
  readonly openExternal: CorePorts['openExternal'];
  readonly clock: Clock;
}

export interface BrowserPage {
  readonly baseUrl: string;
  /** Null where the server's page asks for one itself. */
  readonly providerId: string | null;
}

/** One of them is called, once, and ends the waiting; none after `stop`. */
export interface BrowserEvents {
  readonly onToken: (loginToken: string) => void;
  readonly onTimeout: () => void;
}

export function browserProblem(reason: BrowserProblem): AppError {
  return { code: 'browser-sign-in', reason };
}

/** Listens from now on; the page is not opened yet. */
export async function waitForBrowser(
  { listen, clock }: Pick<BrowserPorts, 'listen' | 'clock'>,
  { baseUrl, providerId }: BrowserPage,
  { onToken, onTimeout }: BrowserEvents,
): Promise<Result<BrowserWait>> {
  const over = new AbortController();
  let read: BrowserWait['read'] = () => null;
  const listener = await listen((address) => {
    const token = over.signal.aborted ? null : read(address);
    if (token === null) return false;
    over.abort();
    onToken(token);
    return true;
  }).catch(() => null);
  if (listener === null) return fail(browserProblem('no-port'));
  const url = ssoPageUrl(baseUrl, providerId, listener.url);
  if (url === null) {
    listener.close();
    return fail({ code: 'unsafe-id' });
  }
  read = (address) => readLoginToken(address, listener.url);
  over.signal.addEventListener('abort', () => listener.close());
  void clock.sleep(WAIT_MS, over.signal).then(() => {
    if (over.signal.aborted) return;
    over.abort();
    onTimeout();
  });
  return ok({ url, until: clock.now() + WAIT_MS, read, stop: () => over.abort() });
}

/** `not-opened` where the system says so within a second; no answer is no problem. */
export async function openPage(
  { openExternal, clock }: Pick<BrowserPorts, 'openExternal' | 'clock'>,
  url: string,
): Promise<AppError | null> {
  const settled = new AbortController();
  const opened = openExternal(url).then(
    () => null,
    () => browserProblem('not-opened'),
  );
  const problem = await Promise.race([
    opened,
    clock.sleep(OPENING_MS, settled.signal).then(() => null),
  ]);
  settled.abort();
  return problem;
}
