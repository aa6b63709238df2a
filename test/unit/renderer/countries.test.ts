import { describe, expect, it } from 'vitest';
import { countries, likelyCountry } from '../../../renderer/format/countries.ts';

describe('countries', () => {
  const all = countries();

  it('are those of today, by name, each once', () => {
    expect(all).toContainEqual({ code: 'DE', name: 'Germany' });
    expect(all.length).toBeGreaterThan(230);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const codes = all.map(({ code }) => code);
    for (const gone of ['DD', 'SU', 'YU', 'UK', 'EU', 'ZZ']) expect(codes).not.toContain(gone);
  });

  it.each([
    [['de-AT', 'en'], 'AT'],
    [['sv'], 'SE'],
    [['es-419', 'pt-BR'], 'BR'],
    [[], 'US'],
  ])('of the languages %j: %s', (languages, country) => {
    expect(likelyCountry(languages)).toBe(country);
  });
});
