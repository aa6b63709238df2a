// Muster's place in the tray, where the user wants one: it then stays when its window is closed.
import { app, Menu, nativeImage, Tray, type NativeImage } from 'electron';
import { trayPixels } from './tray-icon.ts';

export class TrayPlace {
  readonly #openWindow: () => void;
  /** Held here: a tray that the garbage collector takes disappears. */
  #tray: Tray | null = null;
  #lines: readonly string[] = [];

  constructor(openWindow: () => void) {
    this.#openWindow = openWindow;
  }

  get isKept(): boolean {
    return this.#tray !== null;
  }

  /** Takes the place or gives it up. */
  keep(wanted: boolean): void {
    if (wanted && this.#tray === null) {
      this.#tray = new Tray(icon());
      this.#tray.on('click', this.#openWindow);
      this.#fill(this.#tray);
    } else if (!wanted) {
      this.#tray?.destroy();
      this.#tray = null;
    }
  }

  /** What stands above the menu; the first line also where the mouse rests. */
  show(lines: readonly string[]): void {
    this.#lines = lines;
    if (this.#tray !== null) this.#fill(this.#tray);
  }

  #fill(tray: Tray): void {
    const [first] = this.#lines;
    tray.setToolTip(first === undefined ? 'Muster' : `Muster: ${first}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        ...this.#lines.map((label) => ({ label, enabled: false })),
        { type: 'separator' },
        { label: 'Open Muster', click: this.#openWindow },
        { label: 'Quit Muster', click: () => app.quit() },
      ]),
    );
  }
}

/** macOS colours a black "template" as its menu bar needs; elsewhere the accent is seen on light and dark. */
function icon(): NativeImage {
  const isTemplate = process.platform === 'darwin';
  const colour = isTemplate ? [0, 0, 0] : [0x3a, 0x94, 0x8a];
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const size = (isTemplate ? 18 : 22) * scaleFactor;
    const buffer = Buffer.from(trayPixels(size, colour));
    const { width, height } = { width: size, height: size };
    const bitmap = nativeImage.createFromBitmap(buffer, { width, height, scaleFactor });
    image.addRepresentation({
      scaleFactor,
      width,
      height,
      dataURL: bitmap.toDataURL({ scaleFactor }),
    });
  }
  image.setTemplateImage(isTemplate);
  return image;
}
