// Makes untrusted text honest: what can't be seen, or would reorder or break the line, becomes a
// code such as U+202E. Pure; components/VisibleText.svelte renders the runs.

export type TextRun =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'code'; readonly code: string };

/** Longest text that is shown, in user-perceived characters. The rest becomes an ellipsis. */
export const GRAPHEMES_MAX = 256;

/** Controls, lone surrogates, line and paragraph separators, all default-ignorable code points
 * (zero width, bidi, tags, variation selectors), interlinear annotation. */
const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/u;

/** Graphemes that need hidden code points to look right: keycaps, emoji with presentation or skin,
 * joined emoji, and the three flags that are spelled with tags. */
const emoji =
  /^(?:[0-9#*]\uFE0F\u20E3|\p{Extended_Pictographic}(?:[\uFE0E\uFE0F]|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?){0,9}|\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F})$/u;

const blank = /^[\p{Zs}\u2800]+$/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The runs of a text, in order. Text of nothing but spaces is spelled out, so that it is seen. */
export function visibleText(text: string): readonly TextRun[] {
  if (text === '') return [];
  if (blank.test(text)) return capped(text, () => false);
  if (text.length <= GRAPHEMES_MAX && !hidden.test(text)) return [{ kind: 'plain', text }];
  return capped(text, (grapheme) => !hidden.test(grapheme) || emoji.test(grapheme));
}

/** The same as one string, for labels that can't hold markup. */
export function visibleString(text: string): string {
  return visibleText(text)
    .map((run) => (run.kind === 'plain' ? run.text : `[${run.code}]`))
    .join('');
}

function capped(text: string, isSafe: (grapheme: string) => boolean): readonly TextRun[] {
  const runs: TextRun[] = [];
  let plain = '';
  let shown = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (shown === GRAPHEMES_MAX) {
      plain += '…';
      break;
    }
    shown += 1;
    if (isSafe(segment)) {
      plain += segment;
      continue;
    }
    for (const character of segment) {
      if (!hidden.test(character) && !blank.test(character)) {
        plain += character;
        continue;
      }
      if (plain) runs.push({ kind: 'plain', text: plain });
      plain = '';
      runs.push({ kind: 'code', code: codeOf(character) });
    }
  }
  if (plain) runs.push({ kind: 'plain', text: plain });
  return runs;
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
