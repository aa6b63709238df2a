// Where the loopback host saves a file: a browser can't ask for a path, so that it goes to the
// user's downloads under a name that is free.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, parse } from 'node:path';

/** An absolute path in `XDG_DOWNLOAD_DIR`, or in `Downloads` of the home folder. */
export async function downloadPath(name: string): Promise<string> {
  const folder = process.env['XDG_DOWNLOAD_DIR'] ?? join(homedir(), 'Downloads');
  await mkdir(folder, { recursive: true });
  return join(
    folder,
    freeName(name, (taken) => existsSync(join(folder, taken))),
  );
}

/** "list.csv", "list (2).csv", ...: the first that is not taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const { name: stem, ext } = parse(name);
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${stem} (${number})${ext}`;
  return free;
}
