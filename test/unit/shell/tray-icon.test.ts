import { describe, expect, it } from 'vitest';
import { trayPixels } from '../../../electron/shell/tray-icon.ts';

describe('the tray icon', () => {
  const size = 40;
  const pixels = trayPixels(size, [200, 100, 50]);
  const at = (x: number, y: number) => Array.from(pixels.subarray((y * size + x) * 4).slice(0, 4));

  it('has the mark in its colour, and nothing around it', () => {
    expect(pixels).toHaveLength(size * size * 4);
    expect(at(14, 10)).toEqual([50, 100, 200, 255]);
    expect(at(30, 26)).toEqual([50, 100, 200, 255]);
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    expect(at(30, 10)).toEqual([0, 0, 0, 0]);
  });

  it('has no colour brighter than its alpha allows', () => {
    for (let index = 0; index < pixels.length; index += 4) {
      const [alpha = 0] = pixels.subarray(index + 3);
      expect(Math.max(...pixels.subarray(index, index + 3))).toBeLessThanOrEqual(alpha);
    }
  });
});
