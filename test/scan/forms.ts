// How a secret may be written down: as it is, or as some encoding leaves it. Pure.

/** Shorter ones can't be told from ordinary text. */
export const SHORTEST_SECRET = 8;

/** How much of a token is as bad as the whole. */
const PART_LENGTH = 16;

export type Form =
  'raw' | 'UTF-16' | 'base64' | 'base64url' | 'hex' | 'percent' | 'JSON' | 'reversed' | 'part';

export interface Spelling {
  readonly form: Form;
  readonly bytes: Buffer;
}

/** Every way in which `secret` is looked for. No two have the same bytes; the plainest form comes first. */
export function spellingsOf(secret: string): readonly Spelling[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const all: readonly (readonly [Form, Buffer | string])[] = [
    ['raw', bytes],
    ['UTF-16', Buffer.from(secret, 'utf16le')],
    ['UTF-16', Buffer.from(secret, 'utf16le').swap16()],
    ...base64Within(bytes, 'base64').map((text) => ['base64', text] as const),
    ...base64Within(bytes, 'base64url').map((text) => ['base64url', text] as const),
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ['percent', encodeURIComponent(secret)],
    ['percent', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['percent', hex.replaceAll(/../g, '%$&')],
    ['percent', hex.toUpperCase().replaceAll(/../g, '%$&')],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['reversed', Array.from(secret).toReversed().join('')],
    ...partsOf(secret).map((text) => ['part', text] as const),
  ];
  const spellings = new Map<string, Spelling>();
  for (const [form, spelt] of all) {
    const spelling = { form, bytes: Buffer.from(spelt) };
    const key = spelling.bytes.toString('latin1');
    if (!spellings.has(key)) spellings.set(key, spelling);
  }
  return [...spellings.values()];
}

/** Base64 of a longer text that holds `bytes`: for each alignment what its neighbours leave alone. */
function base64Within(bytes: Buffer, encoding: 'base64' | 'base64url'): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(encoding);
    const bits = (before + bytes.length) * 8;
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  });
}

/** Of a token. Part of a sentence or an address says nothing. */
function partsOf(secret: string): readonly string[] {
  if (!/^[\w.~+-]+$/.test(secret)) return [];
  const count = Math.max(0, secret.length - PART_LENGTH + 1);
  return Array.from({ length: count }, (_, start) => secret.slice(start, start + PART_LENGTH));
}
