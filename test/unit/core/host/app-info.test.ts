// The name that homeservers show for Muster's session.
import { expect, it } from 'vitest';
import { sessionName } from '../../../../electron/core/host/app-info.ts';

it.each([
  ['ada-laptop', 'Muster on ada-laptop'],
  ['ada-laptop.fritz.box', 'Muster on ada-laptop'],
  ['Küche', 'Muster on Küche'],
  ['', 'Muster'],
  ['...', 'Muster'],
  ['evil\u202e\u0000<b>', 'Muster on evilb'],
  ['x'.repeat(300), `Muster on ${'x'.repeat(60)}`],
])('%j is told as %j', (host, name) => {
  expect(sessionName(host)).toBe(name);
});
