// Lenient readers of what servers say about an account's sessions: what is unknown is dropped, what is
// broken becomes null, and plain objects are built anew. Keys of a server never become keys of an object.
import * as z from 'zod';
import type { DeviceId } from '../../shared/ids.ts';
import type { Device } from '../../shared/model.ts';
import { Pacer } from '../pacer.ts';
import { readText } from '../text.ts';
import type { DeviceList, WhoAmI } from '../types.ts';
import { deviceId, matrixId } from '../wire-ids.ts';

const DAY_MS = 86_400_000;
const DISPLAY_NAME_MAX = 1_024;
const ADDRESS_MAX = 128;

/** Optional fields are read by hand: one that is broken must not cost an exception per row. */
const deviceRow = z.object({
  device_id: deviceId,
  display_name: z.unknown().optional(),
  last_seen_ts: z.unknown().optional(),
  last_seen_ip: z.unknown().optional(),
});

/** One `Device`, or null without a usable id. `now` by the server's clock, in ms since 1970. */
export function readDevice(json: unknown, now: number): Device | null {
  const { data } = deviceRow.safeParse(json);
  if (data === undefined) return null;
  return {
    deviceId: data.device_id,
    displayName: readText(data.display_name, DISPLAY_NAME_MAX),
    lastSeenAt: readTime(data.last_seen_ts, now),
    lastSeenIp: readAddress(data.last_seen_ip),
  };
}

const withPort = [
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/i,
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?\[([\da-f:.]+(?:%[^\]]+)?)\](?::\d{1,5})?$/i,
];

/**
 * An IP address without what differs from one connection to the next: `socket://`, brackets and the
 * port. IPv4 in IPv6's clothes is IPv4. Anything else stays as it came.
 */
function readAddress(value: unknown): string | null {
  const text = readText(value, ADDRESS_MAX);
  if (text === null) return null;
  const host = withPort.map((form) => form.exec(text)?.[1]).find((it) => it !== undefined) ?? text;
  return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(host)?.[1] ?? host;
}

function readTime(value: unknown, now: number): number | null {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return null;
  return value > 0 && value < now + DAY_MS ? value : null;
}

const deviceList = z.object({ devices: z.unknown() });

/**
 * `GET /devices` in one pass; null when the answer has no list (Dendrite answers `null` for an empty
 * one). Of equal ids the first one counts. Dendrite, which is known by its rows, gives a session
 * without a name that of the row before it.
 */
export async function readDeviceList(json: unknown, now: number): Promise<DeviceList | null> {
  const { data } = deviceList.safeParse(json);
  const devices = data?.devices === null ? [] : data?.devices;
  if (!Array.isArray(devices)) return null;
  const pacer = new Pacer();
  const sessions = new Map<DeviceId, Device>();
  const repeating: Device[] = [];
  let isDendrite = devices.length > 0;
  let dropped = 0;
  let nameBefore: string | null = null;
  for (const entry of devices) {
    if (pacer.isDue()) await pacer.pause();
    isDendrite &&= isRowOfDendrite(entry);
    const session = readDevice(entry, now);
    const name = session?.displayName ?? null;
    if (session === null || sessions.has(session.deviceId)) dropped += 1;
    else {
      sessions.set(session.deviceId, session);
      if (name !== null && name === nameBefore) repeating.push(session);
    }
    nameBefore = name;
  }
  if (!isDendrite) return { sessions: [...sessions.values()], dropped };
  for (const session of repeating)
    sessions.set(session.deviceId, { ...session, nameDoubtful: true });
  return { sessions: [...sessions.values()], dropped, seenBySyncOnly: true };
}

/** Nothing is ever null or absent in it, and it names no user. Others may have all of a row by chance. */
function isRowOfDendrite(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false;
  const members = new Map<string, unknown>(Object.entries(row));
  return (
    typeof members.get('display_name') === 'string' &&
    typeof members.get('last_seen_ip') === 'string' &&
    typeof members.get('last_seen_ts') === 'number' &&
    !members.has('user_id')
  );
}

const whoAmI = z.object({ user_id: matrixId, device_id: deviceId.nullable().catch(null) });

export function readWhoAmI(json: unknown): WhoAmI | null {
  const { data } = whoAmI.safeParse(json);
  return data === undefined ? null : { userId: data.user_id, deviceId: data.device_id };
}
