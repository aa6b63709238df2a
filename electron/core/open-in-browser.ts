// Opens a page in the system browser, for all who do it.
import { ok, type Result } from '../shared/errors.ts';
import type { CorePorts } from './ports.ts';

/** How long the system may take to say that it opens no browser, in milliseconds. */
const OPENING_MS = 1_000;

/** `browser-not-opened` where the system says so within a second; no answer is no problem. */
export async function openInBrowser(
  { openExternal, clock }: Pick<CorePorts, 'openExternal' | 'clock'>,
  url: string,
): Promise<Result<null>> {
  const settled = new AbortController();
  const silence = clock.sleep(OPENING_MS, settled.signal).then(() => ok(null));
  try {
    return await Promise.race([openExternal(url), silence]);
  } finally {
    settled.abort();
  }
}
