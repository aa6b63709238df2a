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

/** Whether this is an answer of `/versions`. Which versions is nobody's business: servers understate. */
export function isVersions(json: unknown): boolean {
  return versions.safeParse(json).success;
}
