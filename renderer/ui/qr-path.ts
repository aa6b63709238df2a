// A QR code as the path of its dark squares, one unit each, with the quiet zone that cameras need
// around it. Pure.
import { encode } from 'uqr';

/** Of the QR standard, in squares. */
const QUIET_ZONE = 4;

/** More makes squares that are too small for a camera, at the size that the window has for them. */
const TEXT_MAX = 500;

export interface QrPath {
  /** Of each side with its quiet zone, in squares. */
  readonly size: number;
  /** The `d` of an SVG path: runs of dark squares, row by row. */
  readonly path: string;
}

/** Null where the text is too long to be read by a camera. */
export function qrPath(text: string): QrPath | null {
  if (text.length > TEXT_MAX) return null;
  const { size, data } = encode(text, { border: QUIET_ZONE, boostEcc: true });
  return { size, path: data.map(rowPath).join('') };
}

function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    const start = x;
    while (row[x] === true) x += 1;
    if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
  }
  return path;
}
