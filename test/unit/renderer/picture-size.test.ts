import { describe, expect, it } from 'vitest';
import { pictureSize } from '../../../renderer/ui/picture-size.ts';

const bytes = (...parts: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flat());

const start = [0xff, 0xd8];
const header = [0xff, 0xe0, 0, 16, ...Array<number>(14).fill(0)];
const frame = (marker: number): readonly number[] => [
  ...[0xff, marker, 0, 17, 8, 0, 48, 0, 96],
  ...Array<number>(10).fill(0),
];
const rest = Array<number>(24).fill(0);

describe('pictureSize', () => {
  it('reads a PNG', () => {
    const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];
    const ihdr = [0x49, 0x48, 0x44, 0x52, 0, 1, 0, 0, 0, 0, 0, 7];
    expect(pictureSize(bytes(png, ihdr))).toEqual({ width: 65_536, height: 7 });
  });

  it.each([0xc0, 0xc2])('reads a JPEG whose frame begins with %i, behind other segments', (sof) => {
    const tables = [0xff, 0xc4, 0, 4, 1, 1];
    expect(pictureSize(bytes(start, header, tables, frame(sof)))).toEqual({
      width: 96,
      height: 48,
    });
  });

  it.each([
    ['nothing', []],
    ['something else', [...Array<number>(64).fill(0x20)]],
    ['a JPEG without a frame', [...start, ...header, ...rest]],
    ['a JPEG that ends within a segment', [...start, 0xff, 0xe0, 0xff, 0xff, ...rest]],
    // Decoders skip what fills, and so would read another frame than the one behind it.
    ['a JPEG with bytes that fill', [...start, 0xff, ...frame(0xc0), ...rest]],
    ['a JPEG with a marker out of place', [...start, 0xff, 0xd0, ...frame(0xc0), ...rest]],
  ])('gives nothing for %s', (_, data) => {
    expect(pictureSize(bytes(data))).toBeNull();
  });
});
