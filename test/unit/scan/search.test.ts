import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSearch } from '../../scan/search.ts';

it('finds what a plain comparison at every place finds, and nothing else', () => {
  // Few letters, so that patterns overlap, repeat and share their beginnings.
  const letters = (minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'ÿ'), minLength, maxLength });
  fc.assert(
    fc.property(
      fc.uniqueArray(letters(4, 9), { maxLength: 20 }),
      letters(0, 200),
      (words, text) => {
        const content = Buffer.from(text, 'latin1');
        const patterns = words.map((word) => ({ bytes: Buffer.from(word, 'latin1'), value: word }));
        const hits = createSearch(patterns)(content).map(({ value, at }) => `${at} ${value}`);
        const expected = words.flatMap((word) =>
          Array.from(text).flatMap((_, at) => (text.startsWith(word, at) ? [`${at} ${word}`] : [])),
        );
        expect(hits.toSorted()).toEqual(expected.toSorted());
      },
    ),
  );
});

it('refuses a pattern that is too short to be known by an anchor', () => {
  expect(() => createSearch([{ bytes: Buffer.from('abc'), value: 1 }])).toThrow('too short');
});
