// Lenient readers of what a server says about where it is and what it speaks.
import * as z from 'zod';

const LINK_MAX = 2_000;

/** What `.well-known/matrix/client` says, before its address is checked. */
export type WellKnown =
  { readonly kind: 'base-url'; readonly text: string } | { readonly kind: 'broken' };

const wellKnown = z.object({
  'm.homeserver': z.object({ base_url: z.string().min(1).max(LINK_MAX) }),
  'm.identity_server': z.object({ base_url: z.string() }).nullish(),
});

/** An identity server without an address makes the whole file broken, as the spec has it. */
export function readWellKnown(json: unknown): WellKnown {
  const { data } = wellKnown.safeParse(json);
  if (data === undefined) return { kind: 'broken' };
  return { kind: 'base-url', text: data['m.homeserver'].base_url };
}

const versions = z.object({ versions: z.array(z.string()) });

/**
 * An answer of `/versions`; null where it is none. Servers understate, so that only those that name
 * nothing later than r0 (before November 2021) are too old: they lack the calls of v3.
 */
export function readVersions(json: unknown): 'current' | 'too-old' | null {
  const { data } = versions.safeParse(json);
  if (data === undefined) return null;
  const isOld = data.versions.length > 0 && data.versions.every((name) => name.startsWith('r0.'));
  return isOld ? 'too-old' : 'current';
}
