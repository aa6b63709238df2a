import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrPath } from '../../../renderer/ui/qr-path.ts';

const text = 'https://auth.example.org/link?code=WDJB-MJHT';

/** The dark squares that a path covers, as "x,y". */
function squares(path: string): readonly string[] {
  return [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)].flatMap(([, x, y, length]) =>
    Array.from({ length: Number(length) }, (_, index) => `${Number(x) + index},${y ?? ''}`),
  );
}

describe('qrPath', () => {
  it('draws each dark square of the code once, with four light ones on each side', () => {
    const { size: bare, data } = encode(text, { border: 0, boostEcc: true });
    const dark = data.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [`${x + 4},${y + 4}`] : [])),
    );
    const { size, path } = qrPath(text) ?? { size: 0, path: '' };
    expect(size).toBe(bare + 8);
    expect(squares(path)).toEqual(dark);
    expect(path.replaceAll(/M\d+ \d+h\d+v1h-\d+z/g, '')).toBe('');
  });

  it('gives nothing for an address that no camera could read', () => {
    expect(qrPath('x'.repeat(500))).not.toBeNull();
    expect(qrPath('x'.repeat(501))).toBeNull();
  });
});
