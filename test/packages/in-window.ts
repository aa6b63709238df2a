// Starts a packaged Muster as a person does, does something in its window, and quits it.
import { once } from 'node:events';
import { expect } from 'vitest';
import { AccessibleWindow } from './accessible-window.ts';
import type { OrdinaryUser } from './ordinary-user.ts';

export async function inWindow(
  user: OrdinaryUser,
  program: string,
  use: (window: AccessibleWindow) => Promise<void>,
): Promise<void> {
  // What a screen reader asks of Chromium; it opens nothing.
  const muster = user.spawn(program, ['--force-renderer-accessibility']);
  const said: Buffer[] = [];
  muster.stderr.on('data', (data: Buffer) => said.push(data));
  const ended = once(muster, 'exit');
  const window = new AccessibleWindow(user);
  try {
    await window.find('frame', /^Muster$/);
    await use(window);
    await window.press('ctrl+q');
    expect(await ended).toEqual([0, null]);
  } catch (error) {
    throw new Error(`Muster said: ${Buffer.concat(said).toString()}`, { cause: error });
  } finally {
    window.close();
    muster.kill('SIGKILL');
  }
}

/** The first screen of a Muster that nobody has signed in to. */
export async function expectFirstScreen(window: AccessibleWindow): Promise<void> {
  await window.find('entry', /Matrix ID or server name/);
}
