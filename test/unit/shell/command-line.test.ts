// Which ways of starting a packaged Muster are refused.
import { describe, expect, it } from 'vitest';
import { forbiddenSwitch } from '../../../electron/shell/command-line.ts';

describe('forbiddenSwitch', () => {
  it.each([
    ['--no-sandbox', 'no-sandbox'],
    ['-no-sandbox', 'no-sandbox'],
    ['--NO-SANDBOX', 'no-sandbox'],
    ['--remote-debugging-port=9222', 'remote-debugging-port'],
    ['--remote-debugging-port', 'remote-debugging-port'],
    ['--remote-debugging-pipe', 'remote-debugging-pipe'],
    ['--disable-web-security', 'disable-web-security'],
    ['--ignore-certificate-errors', 'ignore-certificate-errors'],
    ['--load-extension=/x', 'load-extension'],
    ['--host-rules=MAP * 127.0.0.1', 'host-rules'],
    ['--js-flags=--expose-gc', 'js-flags'],
    ['--password-store=basic', 'password-store'],
    ['--bypasscsp-schemes=app', 'bypasscsp-schemes'],
    ['/no-sandbox', 'no-sandbox'],
  ])('finds %s', (argument, name) => {
    expect(forbiddenSwitch(['--user-data-dir=/x', argument, 'y'])).toBe(name);
  });

  it.each([
    '--user-data-dir=/home/someone/--no-sandbox',
    '--no-sandbox-please',
    'no-sandbox',
    '--lang=de',
    '--ozone-platform=wayland',
    '/home/someone/js-flags',
    '',
  ])('lets %j pass', (argument) => {
    expect(forbiddenSwitch([argument])).toBeNull();
  });
});
