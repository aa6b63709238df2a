// Lenient readers of server answers: what is unknown is dropped, what is broken becomes null, and
// plain objects are built anew. Keys of a server never become keys of an object. UIA is in wire-uia.ts.
import * as z from 'zod';
import type { DeviceId } from '../shared/ids.ts';
import { DEVICE_ID_MAX } from '../shared/limits.ts';
import type { Device } from '../shared/model.ts';
import { isMatrixId } from './matrix-id.ts';
import { readServerText, readText } from './text.ts';
import type { DeviceList, WhoAmI } from './types.ts';

const DAY_MS = 86_400_000;
const DISPLAY_NAME_MAX = 1_024;
const ADDRESS_MAX = 128;
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

export const deviceId = z
  .string()
  .min(1)
  .max(DEVICE_ID_MAX)
  .transform((id) => id as DeviceId);

/** Optional fields are read by hand: one that is broken must not cost an exception per row. */
const deviceRow = z.object({
  device_id: deviceId,
  display_name: z.unknown().optional(),
  last_seen_ts: z.unknown().optional(),
  last_seen_ip: z.unknown().optional(),
});

/** One `Device`, or null without a usable id. `now` in ms since 1970. */
export function readDevice(json: unknown, now: number): Device | null {
  const { data } = deviceRow.safeParse(json);
  if (data === undefined) return null;
  return {
    deviceId: data.device_id,
    displayName: readText(data.display_name, DISPLAY_NAME_MAX),
    lastSeenAt: readTime(data.last_seen_ts, now),
    lastSeenIp: readText(data.last_seen_ip, ADDRESS_MAX),
  };
}

function readTime(value: unknown, now: number): number | null {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return null;
  return value > 0 && value < now + DAY_MS ? value : null;
}

/** Dendrite answers `null` for an empty list. */
const deviceList = z.object({ devices: z.array(z.unknown()).nullable() });

/** `GET /devices` in one pass; null when the answer has no list. Of equal ids the first one counts. */
export function readDeviceList(json: unknown, now: number): DeviceList | null {
  const { data } = deviceList.safeParse(json);
  if (data === undefined) return null;
  const sessions = new Map<DeviceId, Device>();
  let dropped = 0;
  for (const entry of data.devices ?? []) {
    const session = readDevice(entry, now);
    if (session === null || sessions.has(session.deviceId)) dropped += 1;
    else sessions.set(session.deviceId, session);
  }
  return { sessions: [...sessions.values()], dropped };
}

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

export const matrixId = z.string().refine(isMatrixId);

const whoAmI = z.object({ user_id: matrixId, device_id: deviceId.nullable().catch(null) });

export function readWhoAmI(json: unknown): WhoAmI | null {
  const { data } = whoAmI.safeParse(json);
  return data === undefined ? null : { userId: data.user_id, deviceId: data.device_id };
}
