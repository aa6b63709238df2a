// JSON from servers: the same values as JSON.parse gives, within bounds, and never long in one go.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePieces } from '../../../electron/matrix/json-pieces.ts';
import { scanJson, type JsonBounds } from '../../../electron/matrix/json-scan.ts';
import { parseJson } from '../../../electron/matrix/json.ts';

const wide: JsonBounds = { entries: 1_000_000, values: 10_000_000 };

/** Taken apart into pieces of three units, so that every text of a test is a long one. */
async function inPieces(text: string): Promise<unknown> {
  const scan = await scanJson(text, wide, 3);
  if (scan.kind !== 'within') return scan.kind;
  try {
    return { value: await parsePieces(text, scan.large, 3) };
  } catch (error) {
    if (error instanceof SyntaxError) return 'not-json';
    throw error;
  }
}

function atOnce(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return 'not-json';
  }
}

const names = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', '1', '', '"', '\\', '}', ',', ':'),
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -1.5e300, '', ',', '[', '{"a":1}', '\\', '"'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(fc.tuple(names, tie('value')), { maxLength: 6 })
      .map((members) => Object.fromEntries(members)),
  ),
}));
const text = fc
  .tuple(json, fc.constantFrom(undefined, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));

describe('parsing in pieces', () => {
  it('gives what JSON.parse gives, names in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const parsed = await inPieces(given);
        expect(parsed).toEqual(atOnce(given));
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(atOnce(given)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes and refuses the same texts where one is broken', async () => {
    const signs = fc.constantFrom('', ',', ':', '[', ']', '{', '}', '"', '\\', ' ', '1', 'null');
    const broken = fc
      .tuple(text, fc.nat(), fc.nat({ max: 2 }), signs)
      .map(([whole, place, length, sign]) => {
        const at = whole.length === 0 ? 0 : place % whole.length;
        return whole.slice(0, at) + sign + whole.slice(at + length);
      });
    await fc.assert(
      fc.asyncProperty(broken, async (given) => {
        expect(await inPieces(given)).toEqual(atOnce(given));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    '[[1,2,3],]',
    '[,[1,2,3]]',
    '[1,,[1,2,3]]',
    '[1,2,3,4,,[1,2,3]]',
    '[[1,2,3][1,2,3]]',
    '[1,2,3,4]]',
    '{"abcd":[1,2,3],}',
    '{[1,2,3]}',
    '{"a","b":[1,2,3]}',
    '{"abcd"[1,2,3]}',
    '{1:[1,2,3]}',
    '["a":[1,2,3]]',
    '[1,2,3,4}',
    '[1,2,3,4] x',
    '[     ]',
    '{     }',
    '[    ,    ]',
    '{"a":1,"a":[1,2,3],"a":2}',
  ])('reads %s as JSON.parse does', async (given) => {
    expect(await inPieces(given)).toEqual(atOnce(given));
  });
});

describe('the bounds', () => {
  const bounds: JsonBounds = { entries: 3, values: 40 };

  it.each([
    ['[1,2,3]', 'json'],
    ['[1,2,3,4]', 'too-many'],
    ['{"a":1,"b":2,"c":3}', 'json'],
    ['{"a":1,"b":2,"c":3,"d":4}', 'too-many'],
    ['["a,b,c,d,e"]', 'json'],
    ['[[1,2,3],[1,2,3],[1,2,3]]', 'json'],
    [`[${'[[],[1,2,3]],'.repeat(6)}1]`, 'too-many'],
    [`[[${'[[1,2,3],[1,2,3],[1,2,3]],'.repeat(2)}1],[[1,2,3],[1,2,3],[1,2,3]]]`, 'too-many'],
    ['['.repeat(33), 'too-deep'],
    [`"${'x'.repeat(2 * 1024 * 1024)}"`, 'too-many'],
    [`[${' '.repeat(2 * 1024 * 1024)}]`, 'too-many'],
    ['1'.repeat(2 * 1024 * 1024), 'too-many'],
  ])('a text, begun with %.20s, is %s', async (given, kind) => {
    expect(await parseJson(given, bounds)).toMatchObject({ kind });
  });
});
