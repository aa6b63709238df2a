// The tables of test/README.md name tests: each of them must exist.
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const tests = new URL('../..', import.meta.url);
const readme = readFileSync(new URL('README.md', tests), 'utf8');

/** `file` "a part of a title", as the cells have it. */
const cited = [...readme.matchAll(/`([a-z/-]+)` "([^"|]+)"/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

function sourceOf(file: string): string {
  const places = [`e2e/${file}.spec.ts`, `${file}.ts`, `${file}.test.ts`];
  const place = places.map((path) => new URL(path, tests)).find((url) => existsSync(url));
  return place ? readFileSync(place, 'utf8') : '';
}

it('the tables name many tests', () => {
  expect(cited.length).toBeGreaterThan(40);
});

it.each(cited)('there is a test in $file of the title $title', ({ file, title }) => {
  expect(sourceOf(file)).toContain(title);
});
