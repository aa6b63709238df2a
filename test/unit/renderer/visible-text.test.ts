// Untrusted text is shown honestly: nothing invisible, nothing that reorders, emoji intact.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GRAPHEMES_MAX,
  visibleString,
  visibleText,
  type TextRun,
} from '../../../renderer/format/visible-text.ts';

function plainOf(runs: readonly TextRun[]): string {
  return runs.map((run) => (run.kind === 'plain' ? run.text : '')).join('');
}

/** Written from the requirement, not from the code under test. */
function isForbidden(codePoint: number): boolean {
  const ranges: readonly (readonly [number, number])[] = [
    [0x00, 0x1f],
    [0x7f, 0x9f],
    [0xad, 0xad],
    [0x61c, 0x61c],
    [0x180e, 0x180e],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0xd800, 0xdfff],
    [0xfeff, 0xfeff],
    [0xfff9, 0xfffb],
    [0xe0000, 0xe007f],
  ];
  return ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}

const forbidden = fc
  .constantFrom(
    0x00,
    0x1b,
    0x85,
    0xad,
    0x61c,
    0x180e,
    0x200b,
    0x200d,
    0x200e,
    0x2029,
    0x202e,
    0x2066,
    0xd800,
    0xdfff,
    0xfeff,
    0xfffa,
    0xe0001,
    0xe0041,
    0xe007f,
  )
  .map((codePoint) => String.fromCodePoint(codePoint));

const hostile = fc
  .array(
    fc.oneof(
      forbidden,
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('a', 'é', 'ק', '👩', '🏴', '❤'),
    ),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(''));

describe('visibleText', () => {
  it('leaves ordinary text in any script as one run', () => {
    for (const text of ['Element Web', 'Téléphone d’Amélie', 'הטלפון של דנה', '携帯電話', 'a  b'])
      expect(visibleText(text)).toEqual([{ kind: 'plain', text }]);
  });

  it.each([
    ['evil\u202Egnp.exe', 'evil[U+202E]gnp.exe'],
    ['a\u200Bb', 'a[U+200B]b'],
    ['tab\tnewline\n', 'tab[U+0009]newline[U+000A]'],
    ['\uD800x', '[U+D800]x'],
    ['tag\u{E0041}', 'tag[U+E0041]'],
    ['\uFEFFbom', '[U+FEFF]bom'],
    ['hangul\u3164filler', 'hangul[U+3164]filler'],
    ['   ', '[U+0020][U+0020][U+0020]'],
  ])('spells out what can not be seen: %j', (text, shown) => {
    expect(visibleString(text)).toBe(shown);
  });

  it.each(['👩‍👩‍👧', '❤️', '1️⃣', '👍🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈', '🇺🇦', '☎︎'])('keeps the emoji %s whole', (text) => {
    expect(visibleText(`x ${text}\u0000`)[0]).toEqual({ kind: 'plain', text: `x ${text}` });
  });

  it('does not hide a joiner behind a letter or at the end of an emoji', () => {
    expect(visibleString('a\u200Db')).toBe('a[U+200D]b');
    expect(visibleString('👩\u200D')).toBe('👩[U+200D]');
  });

  it('does not let tags spell anything but the three flags', () => {
    expect(visibleString('🏴\u{E0061}\u{E0062}\u{E007F}')).toContain('[U+E0061]');
  });

  it('cuts long text and says so', () => {
    const runs = visibleText('x'.repeat(2_000));
    expect(plainOf(runs)).toBe(`${'x'.repeat(GRAPHEMES_MAX)}…`);
  });

  it('never lets a forbidden code point through, but in emoji', () => {
    const emojiWithHidden =
      /\p{Extended_Pictographic}(?:\u200D\p{Extended_Pictographic}|[\uFE0E\uFE0F]|\p{Emoji_Modifier})+/gu;
    fc.assert(
      fc.property(hostile, (text) => {
        const rest = plainOf(visibleText(text)).replaceAll(emojiWithHidden, '');
        for (const character of rest)
          expect(isForbidden(character.codePointAt(0) ?? 0)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses nothing: each code point of a short text is shown or spelled out', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const spelled = visibleText(text)
          .map((run) =>
            run.kind === 'plain'
              ? run.text
              : String.fromCodePoint(Number.parseInt(run.code.slice(2), 16)),
          )
          .join('');
        expect(
          spelled.endsWith('…') ? text.startsWith(spelled.slice(0, -1)) : spelled === text,
        ).toBe(true);
      }),
    );
  });
});
