import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeSegment, endpointUrl } from '../../../../electron/matrix/http/url.ts';

const base = 'https://example.org/some/prefix';

/** The only ids that may be refused. */
function isUnsafe(id: string): boolean {
  return ['', '.', '..'].includes(id) || /\p{Surrogate}/u.test(id);
}

it('keeps every id inside its own path segment, or refuses it', () => {
  const nasty = fc.constantFrom('.', '..', '/', '%', '?', '#', '\\', '%2e', '@', ':', ' ', '\n');
  const id = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.array(nasty, { maxLength: 5 }).map((parts) => parts.join('')),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
      .map((units) => String.fromCharCode(...units)),
  );
  fc.assert(
    fc.property(id, (deviceId) => {
      const text = endpointUrl(base, ['_matrix', 'client', 'v3', 'devices', deviceId]);
      if (text === null) return isUnsafe(deviceId);
      const url = new URL(text);
      return (
        url.href === text &&
        text.startsWith(`${base}/_matrix/client/v3/devices/`) &&
        url.pathname.split('/').length === 8 &&
        decodeURIComponent(url.pathname.split('/')[7]!) === deviceId
      );
    }),
    { numRuns: 100_000 },
  );
}, 60_000);

it.each(['', '.', '..', '\ud800', 'a\udc00'])('refuses %j', (segment) => {
  expect(encodeSegment(segment)).toBeNull();
});

it.each([
  ['a/b', 'a%2Fb'],
  ['%2e%2e', '%252e%252e'],
  ['a b?c#d', 'a%20b%3Fc%23d'],
  ['__proto__', '__proto__'],
  ['ü', '%C3%BC'],
])('encodes %j', (segment, encoded) => {
  expect(encodeSegment(segment)).toBe(encoded);
});
