// What `npm run dist` built.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGES, type Row } from '../../build/packages/rows.ts';

/** The file of a target. Throws where it isn't there: test/packages/run.ts asks first. */
export function packageOf(target: string): string {
  const rows = JSON.parse(readFileSync(join(PACKAGES, 'packages.json'), 'utf8')) as readonly Row[];
  const file = rows.find((row) => row.target === target)?.file;
  if (file === undefined || file === null) throw new Error(`npm run dist built no ${target}`);
  return resolve(PACKAGES, file);
}
