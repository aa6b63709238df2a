// Waiting for the browser to come back from the server's sign-in page, for at most five minutes. What
// it brings is in a continuation, and nowhere else.
import type { Clock } from '../../matrix/types.ts';
import { fail, ok, type AppError, type BrowserProblem, type Result } from '../../shared/errors.ts';
import type { BrowserWait, Continuation, WaitEvent } from './attempt.ts';
import type { Listen, LoopbackListener } from './loopback-listener.ts';

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
  let wait: PageWait | null = null;
  const listener = await listen((address) => wait?.accept(address) ?? false).catch(() => null);
  if (listener === null) return fail(browserProblem('no-port'));
  const page = await prepare(listener.url);
  if (!page.ok) {
    listener.close();
    return page;
  }
  wait = new PageWait(page.value, listener, clock);
  return ok(wait);
}

/** Listens until the answer, `stop` or the end of its time. */
class PageWait implements BrowserWait {
  readonly url;
  readonly read;
  readonly until;
  readonly events;
  readonly #over = new AbortController();
  #answer: Continuation | null = null;

  constructor({ url, read }: BrowserPage, listener: LoopbackListener, clock: Clock) {
    this.url = url;
    this.read = read;
    this.until = clock.now() + WAIT_MS;
    const over = clock.sleep(WAIT_MS, this.#over.signal).then(() => listener.close());
    this.events = this.#eventsAfter(over);
  }

  /** Whether an address that the browser has come to is the answer. */
  accept(address: string): boolean {
    const answer = this.read(address);
    if (answer === null) return false;
    this.#answer = answer;
    this.#over.abort();
    return true;
  }

  stop(): void {
    this.#answer = null;
    this.#over.abort();
  }

  async *#eventsAfter(over: Promise<void>): AsyncGenerator<WaitEvent> {
    await over;
    if (this.#answer !== null) yield { kind: 'answered', next: this.#answer };
    else if (!this.#over.signal.aborted)
      yield { kind: 'ended', problem: browserProblem('no-answer') };
  }
}
