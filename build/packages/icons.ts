// `npm run icons`: makes every system's icons from icons/muster.svg, with rsvg-convert. What it makes
// is committed, so that packages are built without it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HICOLOR_SIZES, icns, ico } from './icon-files.ts';

const folder = fileURLToPath(new URL('icons', import.meta.url));

function png(size: number): Buffer {
  const args = ['--width', String(size), '--height', String(size), join(folder, 'muster.svg')];
  return execFileSync('rsvg-convert', args);
}

function main(): void {
  mkdirSync(join(folder, 'hicolor'), { recursive: true });
  for (const size of HICOLOR_SIZES) {
    writeFileSync(join(folder, 'hicolor', `${size}.png`), png(size));
  }
  writeFileSync(join(folder, 'muster.ico'), ico([16, 24, 32, 48, 64, 256].map(withPicture)));
  writeFileSync(
    join(folder, 'muster.icns'),
    icns([16, 32, 64, 128, 256, 512, 1024].map(withPicture)),
  );
}

function withPicture(size: number): { readonly size: number; readonly png: Buffer } {
  return { size, png: png(size) };
}

main();
