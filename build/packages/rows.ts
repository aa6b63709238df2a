// dist/packages/packages.json: what became of each target. Written by `npm run dist`, and again by the
// tests of packages.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const PACKAGES = 'dist/packages';
const FILE = join(PACKAGES, 'packages.json');

export interface Row {
  /** "linux-x64-deb". */
  readonly target: string;
  /** Its name in dist/packages, null where nothing was built. */
  readonly file: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly built: boolean;
  /** Driven as a user has it, on the system that it is for. */
  readonly tested: boolean;
  /** What was done, or why it was not: one sentence. */
  readonly why: string;
}

export async function readRows(): Promise<readonly Row[]> {
  return JSON.parse(await readFile(FILE, 'utf8')) as readonly Row[];
}

export async function writeRows(rows: readonly Row[]): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(rows, null, 2)}\n`);
}

/** One line for people. */
export function rowLine({ target, built, tested, why, bytes }: Row): string {
  const size = bytes === null ? '' : `${(bytes / 1e6).toFixed(1)} MB, `;
  const state = built ? (tested ? 'built, tested' : 'built, not tested') : 'not here';
  return `${target.padEnd(22)} ${state}: ${size}${why}`;
}
