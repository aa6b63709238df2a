// What servers read about Muster in each request.
import { expect, it } from 'vitest';
import { introducedBy, userAgent } from '../../../../electron/core/host/user-agent.ts';
import { isComputerName } from '../../../../electron/shared/computer-name.ts';

it.each([
  ['linux', 'Muster/1.2.3 (Kitchen; Linux)'],
  ['darwin', 'Muster/1.2.3 (Kitchen; macOS)'],
  ['win32', 'Muster/1.2.3 (Kitchen; Windows)'],
] as const)('on %s it is %j', (platform, words) => {
  expect(userAgent({ version: '1.2.3', platform }, 'Kitchen')).toBe(words);
});

it('goes with every request, as it is at that moment, and changes nothing else', async () => {
  const seen: Record<string, string>[] = [];
  let words = 'Muster/1 (One; Linux)';
  const fetch = introducedBy(
    () => words,
    (_, { headers, ...rest }) => {
      seen.push({ ...Object.fromEntries(new Headers(headers)), ...(rest as object) });
      return Promise.resolve(new Response());
    },
  );
  await fetch('https://example.org', { method: 'PUT', headers: { Authorization: 'Bearer x' } });
  words = 'Muster/1 (Two; Linux)';
  await fetch('https://example.org', {});
  expect(seen).toEqual([
    { 'user-agent': 'Muster/1 (One; Linux)', authorization: 'Bearer x', method: 'PUT' },
    { 'user-agent': 'Muster/1 (Two; Linux)' },
  ]);
});

it.each(['Kitchen', 'x', "Ada's second_PC 2.0", 'x'.repeat(40), 'Linux laptop', 'a-b'])(
  '%j can be what a computer is called',
  (word) => {
    expect(isComputerName(word)).toBe(true);
  },
);

it.each([
  '',
  ' ',
  ' Kitchen',
  'Kitchen ',
  'x'.repeat(41),
  'Kitchen; Linux',
  'Kitchen)',
  '(Kitchen',
  'a/b',
  'a\r\nX-Evil: 1',
  'a\nb',
  'Kitchen\n',
  'a\tb',
  'a\u0000b',
  'a\\b',
  'a"b',
  'Küche',
  '\u202ekitchen',
])('%j can not: it would be something else in a header', (word) => {
  expect(isComputerName(word)).toBe(false);
});
