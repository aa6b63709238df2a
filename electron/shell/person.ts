// The person in front of the window, as main sees them: what they press, before the page hears of it, and
// what they answer to a dialog of the system.
import { dialog, type BrowserWindow, type InputEvent } from 'electron';
import type { Question } from '../core/ports.ts';

/** What begins a press of a key, a button or a finger. Its end comes after what it did. */
const presses: readonly InputEvent['type'][] = [
  'mouseDown',
  'pointerDown',
  'touchStart',
  'gestureTap',
  'rawKeyDown',
  'keyDown',
];

export class Presses {
  readonly #monotonic: () => number;
  #last = -Infinity;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  watch({ webContents }: BrowserWindow): void {
    webContents.on('input-event', (_event, { type }) => {
      if (presses.includes(type)) this.#last = this.#monotonic();
    });
  }

  /** On the monotonic clock; -Infinity for never. */
  last(): number {
    return this.#last;
  }
}

/** Cancel is what Enter and Escape choose. */
export async function ask(
  window: BrowserWindow | null,
  { title, body, yes }: Question,
): Promise<boolean> {
  if (!window) return false;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Muster',
    message: title,
    detail: body,
    buttons: ['Cancel', yes],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
