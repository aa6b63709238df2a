import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../electron/matrix/trust/canonical-json.ts';
import { canonicalJson as signersCanonicalJson } from '../../../homeserver/signing.ts';

function canonicalOf(text: string): string | null {
  return canonicalJson(JSON.parse(text) as unknown);
}

describe('the examples of the specification', () => {
  it.each([
    ['{}', '{}'],
    ['{"one": 1, "two": "Two"}', '{"one":1,"two":"Two"}'],
    ['{"b": "2", "a": "1"}', '{"a":"1","b":"2"}'],
    ['{"b":"2","a":"1"}', '{"a":"1","b":"2"}'],
    [
      `{"auth": {"success": true, "mxid": "@john.doe:example.com", "profile": {
        "display_name": "John Doe", "three_pids": [
          {"medium": "email", "address": "john.doe@example.org"},
          {"medium": "msisdn", "address": "123456789"}]}}}`,
      '{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":' +
        '[{"address":"john.doe@example.org","medium":"email"},' +
        '{"address":"123456789","medium":"msisdn"}]},"success":true}}',
    ],
    ['{"a": "日本語"}', '{"a":"日本語"}'],
    ['{"本": 2, "日": 1}', '{"日":1,"本":2}'],
    ['{"a": "\\u65E5"}', '{"a":"日"}'],
    ['{"a": null}', '{"a":null}'],
    ['{"a": -0, "b": 1e10}', '{"a":0,"b":10000000000}'],
  ])('%s', (text, canonical) => {
    expect(canonicalOf(text)).toBe(canonical);
  });
});

describe('canonical JSON', () => {
  it('orders names by code point: astral characters come last', () => {
    expect(canonicalJson({ '\u{1f600}': 1, '\uffee': 2, a: 3, aa: 4, '': 5 })).toBe(
      '{"":5,"a":3,"aa":4,"\uffee":2,"\u{1f600}":1}',
    );
  });

  it('escapes what JSON must escape, in the shortest way, and nothing else', () => {
    expect(canonicalJson('"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028é')).toBe(
      '"\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\u2028é"',
    );
  });

  it('takes "__proto__" for a name like any other', () => {
    expect(canonicalOf('{"__proto__": {"b": 1}, "a": 2}')).toBe('{"__proto__":{"b":1},"a":2}');
  });

  it.each([
    ['a fraction', '1.5'],
    ['an integer that was rounded', '9007199254740993'],
    ['its negative', '-9007199254740993'],
    ['a number without end', '1e400'],
    ['half a character', '"\\ud800"'],
    ['the other half first', '"\\udc00\\ud800"'],
    ['half a character in a name', '{"\\udc00": 1}'],
    ['something of that kind within', '{"a": [1, {"b": 0.1}]}'],
    ['deep nesting', '['.repeat(34) + ']'.repeat(34)],
  ])('refuses %s', (_, text) => {
    expect(canonicalOf(text)).toBeNull();
  });

  it('takes the largest integers and whole characters', () => {
    const value = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, '\u{10ffff}'];
    expect(canonicalJson(value)).toBe('[9007199254740991,-9007199254740991,"\u{10ffff}"]');
  });

  it('is what the signer of the fixtures writes, by another way', () => {
    const text = fc.string({ unit: 'binary' });
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.maxSafeInteger(),
        text,
        fc.array(tie('value')),
        fc.dictionary(text, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (it) => {
        const json = JSON.stringify(it);
        expect(canonicalOf(json)).toBe(signersCanonicalJson(JSON.parse(json)));
      }),
      { numRuns: 200 },
    );
  });
});
