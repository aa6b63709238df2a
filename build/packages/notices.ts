// The third-party notices that go into every package, and that the window shows. Pure.
import type { Component } from './components.ts';

const RULE = '-'.repeat(80);

export function noticesText(components: readonly Component[]): string {
  const head = [
    'Muster contains the following software of others.',
    '',
    'It runs on Electron, Chromium and Node.js: their notices are in LICENSE.electron.txt and',
    'LICENSES.chromium.html beside the program.',
    '',
    ...components.map(({ name, version, licence }) => `- ${name} ${version} (${licence})`),
  ];
  const texts = components.map(
    ({ name, version, text }) => `\n${RULE}\n${name} ${version}\n${RULE}\n\n${text}\n`,
  );
  return `${head.join('\n')}\n${texts.join('')}`;
}
