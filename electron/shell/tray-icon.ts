// The tray's picture, drawn here: Muster's mark, three lines and a tick, as the window draws it. Pure.

type Point = readonly [x: number, y: number];

/** The strokes of the mark on a field of 20 by 20, each 2 wide with round ends. */
const strokes: readonly (readonly [Point, Point])[] = [
  [
    [3, 5],
    [11, 5],
  ],
  [
    [3, 10],
    [8, 10],
  ],
  [
    [3, 15],
    [11, 15],
  ],
  [
    [13, 11.5],
    [15, 13.5],
  ],
  [
    [15, 13.5],
    [18.5, 9.5],
  ],
];

const FIELD = 20;
const HALF_WIDTH = 1;

/** `size` by `size` pixels of blue, green, red and alpha, the colours multiplied by alpha. */
export function trayPixels(size: number, [red, green, blue]: readonly number[]): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const covered = coverage(((x + 0.5) / size) * FIELD, ((y + 0.5) / size) * FIELD, size);
      const colour = [blue, green, red, 255].map((part = 0) => Math.round(part * covered));
      pixels.set(colour, (y * size + x) * 4);
    }
  }
  return pixels;
}

/** How much of the pixel around a point the mark covers, 0 to 1. */
function coverage(x: number, y: number, size: number): number {
  const nearest = Math.min(...strokes.map(([from, to]) => distance(x, y, from, to)));
  const inPixels = (HALF_WIDTH - nearest) * (size / FIELD);
  return Math.min(1, Math.max(0, inPixels + 0.5));
}

function distance(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - part * dx, y - ay - part * dy);
}
