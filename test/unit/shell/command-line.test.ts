// Which ways of starting a packaged Muster are refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusedStart, refusedSwitch } from '../../../electron/shell/command-line.ts';

describe('refusedSwitch', () => {
  it.each([
    ['--no-sandbox', 'no-sandbox'],
    ['-no-sandbox', 'no-sandbox'],
    [' --no-sandbox', 'no-sandbox'],
    ['\t\n--no-sandbox \v\f\r', 'no-sandbox'],
    ['--NO-SANDBOX', 'NO-SANDBOX'],
    ['--remote-debugging-port=9222', 'remote-debugging-port'],
    ['--remote-debugging-pipe', 'remote-debugging-pipe'],
    ['--disable-web-security', 'disable-web-security'],
    ['--ignore-certificate-errors', 'ignore-certificate-errors'],
    ['--load-extension=/x', 'load-extension'],
    ['--host-rules=MAP * 127.0.0.1', 'host-rules'],
    ['--js-flags=--expose-gc', 'js-flags'],
    ['--password-store=basic', 'password-store'],
    ['--bypasscsp-schemes=app', 'bypasscsp-schemes'],
    ['--ssl-key-log-file=/tmp/keys', 'ssl-key-log-file'],
    ['--log-net-log=/tmp/log', 'log-net-log'],
    ['--renderer-cmd-prefix=sh', 'renderer-cmd-prefix'],
    ['--browser-subprocess-path=/tmp/x', 'browser-subprocess-path'],
    ['--proxy-server=127.0.0.1:1', 'proxy-server'],
    ['--disable-site-isolation-trials', 'disable-site-isolation-trials'],
    ['--single-process', 'single-process'],
    ['--lang-of-tomorrow', 'lang-of-tomorrow'],
    ['--lang =de', 'lang '],
    ['---lang', '-lang'],
    ['--=lang', ''],
  ])('finds %j', (argument, name) => {
    expect(refusedSwitch(['--user-data-dir=/x', argument, 'y'], 'linux')).toBe(name);
  });

  it.each([
    '--user-data-dir=/home/someone/--no-sandbox',
    '--in-background',
    '--lang=de',
    ' --lang=de',
    '-lang=de',
    '--ozone-platform=wayland',
    'no-sandbox',
    '/home/someone/js-flags',
    '/no-sandbox',
    '-',
    '--',
    '',
  ])('lets %j pass', (argument) => {
    expect(refusedSwitch([argument], 'linux')).toBeNull();
  });

  it('goes on after what ends the switches of other programs', () => {
    expect(refusedSwitch(['--', '--no-sandbox'], 'linux')).toBe('no-sandbox');
  });

  it.each([
    ['/no-sandbox', 'no-sandbox'],
    ['\u0085\u3000/No-Sandbox', 'No-Sandbox'],
    ['/LANG=de', null],
    ['--User-Data-Dir=C:\\x', null],
  ])('reads %j as Windows does', (argument, name) => {
    expect(refusedSwitch([argument], 'win32')).toBe(name);
  });

  it('refuses every switch that nobody has allowed, however it is written', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/).filter((text) => !known.has(text));
    const blank = fc.stringMatching(/^[ \t\n\v\f\r]{0,3}$/);
    fc.assert(
      fc.property(
        name,
        blank,
        fc.constantFrom('-', '--'),
        fc.string(),
        (bare, pad, dash, value) => {
          const argument = `${pad}${dash}${bare}=${value}`;
          expect(refusedSwitch([argument], 'linux')).toBe(bare);
        },
      ),
    );
  });
});

describe('refusedStart', () => {
  it('names a switch as it is typed, and the variable that makes Chromium write down its keys', () => {
    const keys = { SSLKEYLOGFILE: '/tmp/keys' };
    expect(refusedStart([' -no-sandbox'], keys, 'linux')).toBe('--no-sandbox');
    expect(refusedStart(['--lang=de'], keys, 'linux')).toBe('SSLKEYLOGFILE');
    expect(refusedStart(['--lang=de'], { SSLKEYLOGFILE: '', HOME: '/x' }, 'linux')).toBeNull();
  });
});

/** Written out: another one is a decision. */
const known: ReadonlySet<string> = new Set([
  'disable-dev-shm-usage',
  'disable-gpu',
  'enable-wayland-ime',
  'force-dark-mode',
  'force-device-scale-factor',
  'force-high-contrast',
  'force-prefers-reduced-motion',
  'force-renderer-accessibility',
  'in-background',
  'lang',
  'ozone-platform',
  'ozone-platform-hint',
  'updated',
  'user-data-dir',
]);
