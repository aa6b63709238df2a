import { describe, expect, it } from 'vitest';
import { autostartEntry } from '../../../electron/shell/autostart-entry.ts';

const exec = (program: string) => /^Exec=(.*)$/m.exec(autostartEntry(program) ?? '')?.[1];

describe('the autostart entry', () => {
  it('starts Muster in the background', () => {
    expect(autostartEntry('/opt/Muster/muster')).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=Muster',
        'Comment=Watches the sessions of your Matrix accounts',
        'TryExec=/opt/Muster/muster',
        'Exec="/opt/Muster/muster" --in-background --ozone-platform-hint=auto',
        'Terminal=false',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['/home/a b/Muster.AppImage', '"/home/a b/Muster.AppImage" --in-background'],
    ['/a"b', String.raw`"/a\\"b" --in-background`],
    ['/a$(x)`y`', '"/a\\\\$(x)\\\\`y\\\\`" --in-background'],
    ['/a\\b', String.raw`"/a\\\\b" --in-background`],
    ['/100%u', '"/100%%u" --in-background'],
  ])('quotes %s', (program, line) => {
    expect(exec(program)).toBe(`${line} --ozone-platform-hint=auto`);
  });

  it('names a path with a backslash as the desktop reads it', () => {
    expect(autostartEntry('/a b\\c')).toMatch(/^TryExec=\/a b\\\\c$/m);
  });

  it.each(['/a\nExec=/bin/evil', '/a\r', '/a\0b', '/\u0085'])(
    'is not written for %j',
    (program) => {
      expect(autostartEntry(program)).toBeNull();
    },
  );
});
