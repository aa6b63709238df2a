// Text that a hostile server would send where an id, a name or an address belongs.
import fc from 'fast-check';

const signs = fc.constantFrom(
  ...['.', '..', '/', '\\', '%2e', '%2F', '%00', '?', '#', '@', ':', ';', '&', '=', '+', ' '],
  ...['\u0000', '\n', '\t', '\r\n', '\u202e', '\u200b', '\ufeff', '\ud800', '\udc00', '\u{1f600}'],
  ...['../', '..\\', '//evil.example', 'https://', 'javascript:', '__proto__', 'a', 'A', '1', 'é'],
);

/** Pieces of addresses in any order, or anything at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.array(signs, { maxLength: 8 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.constantFrom('.', '..', '', 'constructor', 'x'.repeat(5_000)) },
);

const hosts = fc.constantFrom(
  ...['example.org', 'evil.example', 'localhost', '127.0.0.1', '[::1]', '0x7f.1', '2130706433'],
  ...[
    '127.1',
    '10.0.0.1',
    '169.254.169.254',
    'xn--bcher-kva.example',
    'bücher.example',
    'exa mple',
  ],
  ...[
    'user@example.org',
    'example.org:8448',
    'example.org:0',
    'example.org:99999',
    '%65xample.org',
  ],
);
const schemes = fc.constantFrom(
  ...['https://', 'http://', 'HTTPS://', 'https:', 'https:/', 'https:\\\\', '//', '', 'file:///'],
  ...['javascript:', 'data:', 'ftp://', 'smb://', 'app://', ' https://', 'https://https://'],
);

/** What is called an address. */
export const hostileAddress: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(schemes, hosts, hostileText).map(([scheme, host, rest]) => `${scheme}${host}/${rest}`),
  fc.tuple(schemes, hosts, hostileText).map(([scheme, host, rest]) => `${scheme}${host}${rest}`),
  hostileText,
);

/** So many samples at a time, so that a million need no memory. */
const BATCH = 10_000;

/** `size` samples, decided by `seed` alone. */
export function* samples<T>(arbitrary: fc.Arbitrary<T>, size: number, seed: number): Generator<T> {
  for (let from = 0; from < size; from += BATCH) {
    const numRuns = Math.min(BATCH, size - from);
    yield* fc.sample(arbitrary, { numRuns, seed: seed + from });
  }
}
