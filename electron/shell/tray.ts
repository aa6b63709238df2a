// Muster's place in the tray, where the user wants one: it then stays when its window is closed.
import { app, Menu, nativeImage, Tray, type NativeImage } from 'electron';
import { trayPixels } from './tray-icon.ts';

export interface TrayPlace {
  /** Takes the place or gives it up. */
  keep(wanted: boolean): void;
  isKept(): boolean;
}

export function createTrayPlace(openWindow: () => void): TrayPlace {
  // Held here: a tray that the garbage collector takes disappears.
  let tray: Tray | null = null;

  function create(): Tray {
    const created = new Tray(icon());
    created.setToolTip('Muster');
    created.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Muster', click: openWindow },
        { type: 'separator' },
        { label: 'Quit Muster', click: () => app.quit() },
      ]),
    );
    created.on('click', openWindow);
    return created;
  }

  return {
    keep(wanted) {
      if (wanted) {
        tray ??= create();
        return;
      }
      tray?.destroy();
      tray = null;
    },
    isKept: () => tray !== null,
  };
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
