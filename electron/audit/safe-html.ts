// Untrusted text on its way into an HTML report: nothing in it is markup, and nothing in it is
// hidden or turns the line around.

const marks: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** An emoji that is joined or dressed by characters which are hidden elsewhere, or one such character. */
const hiddenOrEmoji =
  /\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?){0,9}|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/gu;

/** For an element's content or a quoted attribute. What can't be seen is written as "[U+202E]". */
export function safeHtml(text: string): string {
  return text
    .replace(hiddenOrEmoji, (match) =>
      /^\p{Extended_Pictographic}/u.test(match) ? match : `[U+${codeOf(match)}]`,
    )
    .replace(/[&<>"']/g, (mark) => marks.get(mark) ?? '');
}

/** The same, kept from reordering what stands around it. */
export function isolated(text: string): string {
  return `<bdi>${safeHtml(text)}</bdi>`;
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
