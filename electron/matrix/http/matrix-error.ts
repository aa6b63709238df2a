// Reader of the "standard error response". Lenient: what is unknown is dropped, what is broken becomes
// null.
import * as z from 'zod';
import { readServerText } from '../text.ts';

const LINK_MAX = 2_000;

/** A "standard error response". */
export interface MatrixError {
  /** 1 to 128 characters of `A-Z a-z 0-9 . _ -`. */
  readonly errcode: string;
  /** The server's prose, cut to 300 UTF-16 units. */
  readonly text: string | null;
  readonly softLogout: boolean;
  /** As it came: may be negative or NaN. */
  readonly retryAfterMs: number | null;
  /** Of M_USER_LIMIT_EXCEEDED: an https address, at most 2,000 printable characters. */
  readonly infoUri: string | null;
}

const errorBody = z.object({
  errcode: z.string().regex(/^[A-Za-z0-9._-]{1,128}$/),
  error: z.unknown().optional(),
  soft_logout: z.unknown().optional(),
  retry_after_ms: z.unknown().optional(),
  info_uri: z
    .string()
    .max(LINK_MAX)
    .regex(/^https:\/\/[!-~]+$/i)
    .nullable()
    .catch(null),
});

export function readMatrixError(json: unknown): MatrixError | null {
  const { data } = errorBody.safeParse(json);
  if (data === undefined) return null;
  return {
    errcode: data.errcode,
    text: readServerText(data.error),
    softLogout: data.soft_logout === true,
    retryAfterMs: typeof data.retry_after_ms === 'number' ? data.retry_after_ms : null,
    infoUri: data.info_uri,
  };
}
