// What servers read about Muster in each request. Authentication services make the name of a session
// of it: "Muster on" and the first word in the brackets.
import type { Fetch } from '../../matrix/types.ts';
import type { AppInfo } from '../../shared/model.ts';

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as const;

/** `computer`: as `isComputerName` has it. No version of the system: nobody needs it. */
export function userAgent(
  { version, platform }: Pick<AppInfo, 'version' | 'platform'>,
  computer: string,
): string {
  return `Muster/${version} (${computer}; ${systems[platform]})`;
}

/** The same `fetch`, whose requests say what `words` gives at that moment. */
export function introducedBy(words: () => string, fetch: Fetch): Fetch {
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('User-Agent', words());
    return fetch(url, { ...init, headers });
  };
}
