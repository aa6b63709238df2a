// The icon files of Windows and macOS: both are boxes around PNG pictures. Pure.

/** Squares of the freedesktop.org icon theme "hicolor", in pixels. */
export const HICOLOR_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512] as const;

export interface Picture {
  /** Width and height in pixels. */
  readonly size: number;
  readonly png: Buffer;
}

const ICO_HEAD = 6;
const ICO_ENTRY = 16;

/** An .ico file (ICONDIR, ICONDIRENTRY): the largest picture may have 256 pixels. */
export function ico(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(ICO_HEAD + ICO_ENTRY * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = head.subarray(ICO_HEAD + ICO_ENTRY * index);
    // 256 is written as 0.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** The types under which macOS looks for a picture of a size: at once, and as twice another. */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** An .icns file. */
export function icns(pictures: readonly Picture[]): Buffer {
  const boxes = pictures.flatMap(({ size, png }) =>
    (icnsTypes[size] ?? []).map((type) => box(type, png)),
  );
  return box('icns', Buffer.concat(boxes));
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
