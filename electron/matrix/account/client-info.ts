// What clients wrote about themselves into account data: one entry for each session, named after
// it. A custom of Element's, so every part of it is optional. Untrusted text.
import * as z from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { ClientInfo } from '../../shared/trust.ts';
import { v3 } from '../http/call.ts';
import { badShape } from '../http/answer.ts';
import { LIST_BODY, type BodyBounds } from '../http/body.ts';
import { sendAuthorized, type Authorized } from './authorized.ts';
import { GET_TRIES } from '../http/repeat.ts';
import { Pacer } from '../pacer.ts';
import { readText } from '../text.ts';
import { deviceId } from '../wire-ids.ts';

/** The session id follows. */
const PREFIX = 'io.element.matrix_client_information.';
const TEXT_MAX = 256;
const ACCOUNT_DATA_BODY: BodyBounds = { ...LIST_BODY, bytes: 16 * 1024 * 1024 };
const CLEAR_TRIES = 2;

/**
 * Nothing but these entries: no rooms, no presence. (To-device messages can't be left out, but
 * without `since` none is marked as read, and Muster has no keys for which there could be any.)
 * `unlike`: Synapse answers the same first /sync out of a cache for two minutes; a limit that
 * limits nothing makes it another one.
 */
function filter(unlike: number): string {
  return JSON.stringify({
    account_data: { types: [`${PREFIX}*`] },
    presence: { types: [], limit: unlike },
    room: { rooms: [], account_data: { types: [] } },
  });
}

/** `set_presence=offline`: looking must not make the person appear online. */
export async function clientInfos(
  from: Authorized,
  signal?: AbortSignal,
): Promise<Result<ReadonlyMap<DeviceId, ClientInfo>>> {
  const reply = await sendAuthorized(from, {
    method: 'GET',
    path: v3('sync'),
    query: { filter: filter(from.ports.clock.now()), set_presence: 'offline', timeout: '0' },
    tries: GET_TRIES,
    bounds: ACCOUNT_DATA_BODY,
    signal,
  });
  if (reply.kind !== 'json') return fail(reply.error);
  const infos = await readClientInfos(reply.value);
  return infos === null ? fail(badShape(from.baseUrl)) : ok(infos);
}

/**
 * Empties the entry of one session; account data can't be deleted. To be used only where there is
 * an entry: where there was none, an empty one comes into being.
 */
export async function clearClientInfo(
  from: Authorized,
  userId: string,
  id: DeviceId,
): Promise<Result<null>> {
  const reply = await sendAuthorized(from, {
    method: 'PUT',
    path: v3('user', userId, 'account_data', PREFIX + id),
    body: {},
    tries: CLEAR_TRIES,
  });
  return reply.kind === 'json' ? ok(null) : fail(reply.error);
}

const syncAnswer = z.object({
  account_data: z.object({ events: z.unknown().optional() }).nullish(),
});
const entry = z.object({
  type: z.string().startsWith(PREFIX),
  content: z.object({
    name: z.unknown().optional(),
    version: z.unknown().optional(),
    url: z.unknown().optional(),
  }),
});

/** Of a /sync answer; null where it is none. Entries without a usable text are left out. */
export async function readClientInfos(
  json: unknown,
): Promise<ReadonlyMap<DeviceId, ClientInfo> | null> {
  const { data } = syncAnswer.safeParse(json);
  const events = data?.account_data?.events ?? [];
  if (data === undefined || !Array.isArray(events)) return null;
  const pacer = new Pacer();
  const infos = new Map<DeviceId, ClientInfo>();
  for (const event of events) {
    if (pacer.isDue()) await pacer.pause();
    const read = entry.safeParse(event).data;
    const id = deviceId.safeParse(read?.type.slice(PREFIX.length)).data;
    if (read === undefined || id === undefined) continue;
    const info = {
      name: readText(read.content.name, TEXT_MAX),
      version: readText(read.content.version, TEXT_MAX),
      url: readText(read.content.url, TEXT_MAX),
    };
    if (info.name !== null || info.version !== null || info.url !== null) infos.set(id, info);
  }
  return infos;
}
