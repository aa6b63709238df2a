// The only door to the system browser. The window never passes an address: main makes it from the
// account, and this file checks it once more.
import { shell } from 'electron';
import { fail, ok, type Result } from '../shared/errors.ts';
import { externalUrl } from './external-url.ts';

/**
 * `browser-not-opened` where the system says so. Throws on an address that is no plain web page:
 * whoever made it should have refused it.
 */
export async function openExternal(text: string): Promise<Result<null>> {
  const url = externalUrl(text);
  if (url === null) throw new Error('refused to open an unsafe address');
  return shell.openExternal(url).then(
    () => ok(null),
    () => fail({ code: 'browser-not-opened', address: url }),
  );
}
