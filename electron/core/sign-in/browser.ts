// Waiting for the browser to come back from the server's sign-in page, for at most five minutes. What
// it brings passes through as an argument.
import type { Clock } from '../../matrix/types.ts';
import { fail, ok, type AppError, type BrowserProblem, type Result } from '../../shared/errors.ts';
import type { CorePorts } from '../ports.ts';
import type { Listen } from './loopback-listener.ts';

/** How long a browser may take to come back, in milliseconds. */
const WAIT_MS = 5 * 60_000;

/** A page, and how to read an address at which it ends: null where that is not its answer. */
export interface BrowserPage<Answer> {
  readonly url: string;
  readonly read: (address: string) => Answer | null;
}

export interface BrowserWait<Answer> extends BrowserPage<Answer> {
  /** When the waiting ends, in milliseconds since 1970. */
  readonly until: number;
  readonly stop: () => void;
}

export interface BrowserPorts {
  readonly listen: Listen;
  readonly openExternal: CorePorts['openExternal'];
  readonly clock: Clock;
}

/** One of them is called, once, and ends the waiting; none after `stop`. */
export interface BrowserEvents<Answer> {
  readonly onAnswer: (answer: Answer) => void;
  readonly onTimeout: () => void;
}

export function browserProblem(reason: BrowserProblem): AppError {
  return { code: 'browser-sign-in', reason };
}

/**
 * Listens from now on; the page is not opened yet. `prepare` is told the address to come back to, and
 * makes the page that leads there.
 */
export async function waitForBrowser<Answer>(
  { listen, clock }: Pick<BrowserPorts, 'listen' | 'clock'>,
  prepare: (redirectUrl: string) => Promise<Result<BrowserPage<Answer>>>,
  { onAnswer, onTimeout }: BrowserEvents<Answer>,
): Promise<Result<BrowserWait<Answer>>> {
  const over = new AbortController();
  let read: BrowserPage<Answer>['read'] = () => null;
  const listener = await listen((address) => {
    const answer = over.signal.aborted ? null : read(address);
    if (answer === null) return false;
    over.abort();
    onAnswer(answer);
    return true;
  }).catch(() => null);
  if (listener === null) return fail(browserProblem('no-port'));
  const page = await prepare(listener.url);
  if (!page.ok) {
    listener.close();
    return page;
  }
  read = page.value.read;
  over.signal.addEventListener('abort', () => listener.close());
  void clock.sleep(WAIT_MS, over.signal).then(() => {
    if (over.signal.aborted) return;
    over.abort();
    onTimeout();
  });
  return ok({ ...page.value, until: clock.now() + WAIT_MS, stop: () => over.abort() });
}
