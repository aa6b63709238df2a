// Reads the 401 of User-Interactive Authentication (spec "User-Interactive API in the REST API")
// into a bounded challenge. What to do with it is decided in uia.ts.
import * as z from 'zod';
import { readText } from '../text.ts';
import type { UiaChallenge } from '../types.ts';
import { readMatrixError } from '../http/matrix-error.ts';

const FLOWS_MAX = 10;
const STAGES_MAX = 10;
const PARAMS_MAX = 20;
const SESSION_MAX = 4_096;
const POLICIES_MAX = 20;
const POLICY_NAME_MAX = 256;
const LINK_MAX = 2_000;

const stage = z.string().regex(/^(?!\.+$)[A-Za-z0-9._-]{1,128}$/);
const flow = z.object({ stages: z.array(stage).min(1).max(STAGES_MAX) });

const challengeBody = z.object({
  flows: z.array(z.unknown()).optional(),
  completed: z.array(z.unknown()).catch([]),
  session: z.string().min(1).max(SESSION_MAX).nullable().catch(null),
  params: z.unknown().optional(),
});

/**
 * Null when it asks for nothing. `midFlow`: a stage was submitted, so that an error alone is an
 * answer to it; servers may leave out the flows they have named before.
 * A flow with one unusable stage is dropped whole: without that stage it would be another flow.
 */
export function readChallenge(json: unknown, midFlow: boolean): UiaChallenge | null {
  const { data } = challengeBody.safeParse(json);
  const matrix = readMatrixError(json);
  if (data === undefined || (data.flows === undefined && !(midFlow && matrix !== null)))
    return null;
  const flows = data.flows ?? [];
  return {
    flows: flows.flatMap((entry) => flow.safeParse(entry).data ?? []).slice(0, FLOWS_MAX),
    completed: [...new Set(data.completed.flatMap((entry) => stage.safeParse(entry).data ?? []))],
    session: data.session,
    params: readParams(data.params),
    errcode: matrix?.errcode ?? null,
    serverText: matrix?.text ?? null,
  };
}

function readParams(value: unknown): ReadonlyMap<string, unknown> {
  const named = entriesOf(value).filter(([name]) => stage.safeParse(name).success);
  return new Map(named.slice(0, PARAMS_MAX));
}

/**
 * All members of an object as it came, `__proto__` too: a schema that keeps unknown members leaves
 * that one out. None where it is no object.
 */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : [];
}

/** A policy as a server names it: its address is not checked for safety. */
export interface PolicyOffer {
  readonly name: string;
  readonly url: string;
}

const termsParams = z.object({ policies: z.unknown() });
const policyText = z.object({ name: z.string(), url: z.string().min(1).max(LINK_MAX) });

/**
 * The policies of `m.login.terms` (spec "Terms of service at registration"), each in English where
 * it has that, else in its first language. Null where one of them can't be shown, or where there are
 * more than 20: who accepts terms must see all of them.
 */
export function readPolicies(params: unknown): readonly PolicyOffer[] | null {
  const { data } = termsParams.safeParse(params);
  const entries = entriesOf(data?.policies);
  if (entries.length === 0 || entries.length > POLICIES_MAX) return null;
  const policies = entries.flatMap(([, entry]) => readPolicy(entry) ?? []);
  return policies.length === entries.length ? policies : null;
}

function readPolicy(value: unknown): PolicyOffer | null {
  const texts = entriesOf(value).flatMap(([language, entry]) => {
    const { data } = policyText.safeParse(entry);
    const name = readText(data?.name, POLICY_NAME_MAX);
    return data === undefined || name === null ? [] : [{ language, name, url: data.url }];
  });
  const found = texts.find(({ language }) => language === 'en') ?? texts[0];
  return found === undefined ? null : { name: found.name, url: found.url };
}
