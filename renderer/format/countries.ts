// Countries for the choice beside a phone number: two-letter codes and English names, from what the
// browser knows.

/** Codes that name no country with telephones of its own. */
const none = new Set('EU EZ UN ZZ QO XA XB CP CQ DG EA IC'.split(' '));

export interface Country {
  /** ISO 3166-1, two capital letters. */
  readonly code: string;
  readonly name: string;
}

/** By name. */
export function countries(): readonly Country[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .flatMap((code) => {
      // A code that was given up leads to another one's name.
      const isCurrent = new Intl.Locale(`und-${code}`).region === code && !none.has(code);
      const name = isCurrent ? names.of(code) : undefined;
      return name === undefined ? [] : [{ code, name }];
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The country of the first language that names or suggests one. */
export function likelyCountry(languages: readonly string[]): string {
  for (const language of languages) {
    const region = new Intl.Locale(language).maximize().region;
    if (region !== undefined && /^[A-Z]{2}$/.test(region)) return region;
  }
  return 'US';
}
