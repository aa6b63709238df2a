// Waiting for the browser to come back from the server's sign-in page, for at most five minutes. What
// it brings passes through as an argument.
import type { Clock } from '../../matrix/types.ts';
import { fail, ok, type AppError, type BrowserProblem, type Result } from '../../shared/errors.ts';
import type { BrowserWait, Continuation, WaitEvent } from './attempt.ts';
import type { Listen } from './loopback-listener.ts';

/** How long a browser may take to come back, in milliseconds. */
const WAIT_MS = 5 * 60_000;

/** A page, and how to read an address at which it ends. */
export type BrowserPage = Pick<BrowserWait, 'url' | 'read'>;

export function browserProblem(reason: BrowserProblem): AppError {
  return { code: 'browser-sign-in', reason };
}

/**
 * Listens from now on; the page is not opened yet. `prepare` is told the address to come back to, and
 * makes the page that leads there.
 */
export async function waitForBrowser(
  { listen, clock }: { readonly listen: Listen; readonly clock: Clock },
  prepare: (redirectUrl: string) => Promise<Result<BrowserPage>>,
): Promise<Result<BrowserWait>> {
  const over = new AbortController();
  let read: BrowserPage['read'] = () => null;
  let answer: Continuation | null = null;
  const listener = await listen((address) => {
    answer = over.signal.aborted ? null : read(address);
    if (answer !== null) over.abort();
    return answer !== null;
  }).catch(() => null);
  if (listener === null) return fail(browserProblem('no-port'));
  const page = await prepare(listener.url);
  if (!page.ok) {
    listener.close();
    return page;
  }
  read = page.value.read;
  const until = clock.now() + WAIT_MS;
  const waited = clock.sleep(WAIT_MS, over.signal).then(() => listener.close());

  async function* events(): AsyncGenerator<WaitEvent> {
    await waited;
    if (answer !== null) yield { kind: 'answered', next: answer };
    else if (!over.signal.aborted) yield { kind: 'ended', problem: browserProblem('no-answer') };
  }

  function stop(): void {
    answer = null;
    over.abort();
  }

  return ok({ ...page.value, until, events: events(), stop });
}
