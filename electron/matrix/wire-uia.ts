// Reads the 401 of User-Interactive Authentication (spec "User-Interactive API in the REST API")
// into a bounded challenge. What to do with it is decided in uia.ts.
import * as z from 'zod';
import type { UiaChallenge } from './types.ts';
import { readMatrixError } from './wire.ts';

const FLOWS_MAX = 10;
const STAGES_MAX = 10;
const PARAMS_MAX = 20;
const SESSION_MAX = 4_096;

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
  if (typeof value !== 'object' || value === null) return new Map();
  const named = Object.entries(value).filter(([name]) => stage.safeParse(name).success);
  return new Map(named.slice(0, PARAMS_MAX));
}
