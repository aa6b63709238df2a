// What Muster says of the computer that it runs on, where the user set no word.
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { appInfo, computerKind } from '../../../../electron/core/host/app-info.ts';
import { isComputerName } from '../../../../electron/shared/computer-name.ts';

it.each([
  ['linux', '10\n', 'Linux laptop'],
  ['linux', '31\n', 'Linux laptop'],
  ['linux', '3\n', 'Linux desktop'],
  ['linux', '1\n', 'Linux desktop'],
  ['linux', null, 'Linux desktop'],
  ['darwin', null, 'Mac'],
  ['win32', null, 'Windows PC'],
] as const)('%s with the chassis %j is called a %j', (platform, chassis, kind) => {
  expect(computerKind(platform, chassis)).toBe(kind);
  expect(isComputerName(kind)).toBe(true);
});

it('says nothing of the host name', () => {
  const info = appInfo({ version: '1.0.0', demo: false, host: 'electron' });
  expect(JSON.stringify(info)).not.toContain(hostname());
});
