// Lenient readers of what servers say about signing in and refreshing: methods, tokens.
import * as z from 'zod';
import type { IdentityProvider, SignInMethods } from '../../shared/sign-in.ts';
import { readText } from '../text.ts';
import type { LoginAnswer, Tokens } from '../types.ts';
import { deviceId, matrixId } from '../wire-ids.ts';

const TYPES_MAX = 20;
const PROVIDERS_MAX = 20;
const PROVIDER_NAME_MAX = 100;
/** Windows keeps fewer in a keychain item; what is larger here is no token. */
/** Longest token that is kept or sent, in UTF-16 units. */
export const TOKEN_MAX = 16_384;

const flows = z.object({ flows: z.array(z.unknown()) });

const flow = z.object({
  type: z.string().min(1).max(128),
  identity_providers: z.array(z.unknown()).catch([]),
  oauth_aware_preferred: z.unknown().optional(),
  /** What servers from before spec v1.18 call it. */
  'org.matrix.msc3824.delegated_oidc_compatibility': z.unknown().optional(),
});

const provider = z.object({
  id: z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,255}$/),
  name: z.string().min(1),
  brand: z
    .string()
    .regex(/^[a-z][a-z0-9._-]{0,127}$/)
    .nullable()
    .catch(null),
  icon: z
    .string()
    .regex(/^mxc:\/\/[A-Za-z0-9.:[\]-]{1,255}\/[A-Za-z0-9_-]{1,255}$/)
    .nullable()
    .catch(null),
});

/** `GET /login`; null when the answer has no flows. Of two with one type the first one counts. */
export function readLoginMethods(json: unknown): SignInMethods | null {
  const { data } = flows.safeParse(json);
  if (data === undefined) return null;
  const types = new Map<string, z.infer<typeof flow>>();
  for (const entry of data.flows) {
    const read = flow.safeParse(entry).data;
    if (read !== undefined && !types.has(read.type)) types.set(read.type, read);
  }
  const password = types.delete('m.login.password');
  const sso = types.get('m.login.sso');
  types.delete('m.login.sso');
  // The second half of signing in by the browser: no way in of its own.
  types.delete('m.login.token');
  return {
    // Its own API says it, in the metadata.
    oauth: null,
    password,
    sso: sso === undefined ? null : { providers: providersOf(sso), preferred: isPreferred(sso) },
    others: [...types.keys()].slice(0, TYPES_MAX),
  };
}

function providersOf(sso: z.infer<typeof flow>): readonly IdentityProvider[] {
  const providers = new Map<string, IdentityProvider>();
  for (const entry of sso.identity_providers) {
    const { data } = provider.safeParse(entry);
    const name = readText(data?.name, PROVIDER_NAME_MAX);
    if (data === undefined || name === null || providers.has(data.id)) continue;
    providers.set(data.id, { id: data.id, name, brand: data.brand, icon: data.icon });
    if (providers.size === PROVIDERS_MAX) break;
  }
  return [...providers.values()];
}

function isPreferred(sso: z.infer<typeof flow>): boolean {
  return (
    sso.oauth_aware_preferred === true ||
    sso['org.matrix.msc3824.delegated_oidc_compatibility'] === true
  );
}

/** Printable ASCII: it has to fit into a header. */
export const token = z
  .string()
  .max(TOKEN_MAX)
  .regex(/^[\x21-\x7e]+$/);

const tokens = z.object({
  access_token: token,
  refresh_token: token.nullable().catch(null),
  expires_in_ms: z.number().positive().nullable().catch(null),
});

const loginAnswer = tokens.extend({
  user_id: matrixId,
  device_id: deviceId.nullable().catch(null),
});

export function readLoginAnswer(json: unknown): LoginAnswer | null {
  const { data } = loginAnswer.safeParse(json);
  if (data === undefined) return null;
  return { userId: data.user_id, deviceId: data.device_id, tokens: tokensOf(data) };
}

/** `POST /refresh`. */
export function readTokens(json: unknown): Tokens | null {
  const { data } = tokens.safeParse(json);
  return data === undefined ? null : tokensOf(data);
}

function tokensOf(data: z.infer<typeof tokens>): Tokens {
  return {
    access: data.access_token,
    refresh: data.refresh_token,
    expiresInMs: data.expires_in_ms,
  };
}
