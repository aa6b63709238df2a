// The desktop entry with which a Linux desktop starts Muster at login (freedesktop.org "Autostart").
// Pure; login-item.ts writes it.
import { OZONE_HINT } from '../shared/ozone-hint.ts';

/** In the argument list of a start at login. */
export const IN_BACKGROUND = '--in-background';

/** The file's text, or null for a program's path that an entry can't hold. */
export function autostartEntry(program: string): string | null {
  // Controls have no escape that all desktops read.
  if (/\p{Cc}/u.test(program)) return null;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Muster',
    'Comment=Watches the sessions of your Matrix accounts',
    // Where Muster has gone, the desktop says nothing.
    `TryExec=${program.replaceAll('\\', '\\\\')}`,
    `Exec=${quoted(program)} ${IN_BACKGROUND} ${OZONE_HINT}`,
    'Terminal=false',
    '',
  ].join('\n');
}

/**
 * A path in quotes: escaped once for the quotes, and once more because the value is a string; a
 * percent sign is doubled, or it would begin a field code.
 */
function quoted(path: string): string {
  const inQuotes = path.replace(/["`$\\]/g, (mark) => `\\${mark}`);
  return `"${inQuotes.replaceAll('\\', '\\\\').replaceAll('%', '%%')}"`;
}
