// Text of servers for the parts of a desktop that may read markup: notifications, the tray, dialogs.

/**
 * At most `longest` characters, without what is invisible or turns the direction of text, and
 * without what could be markup.
 */
export function harmless(text: string, longest: number): string {
  const plain = text
    .replaceAll(/[\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{C}/gu, '')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('&', '＆')
    .trim();
  const characters = Array.from(plain);
  if (characters.length <= longest) return plain;
  return `${characters.slice(0, longest - 1).join('')}…`;
}
