// What a homeserver tells about an account's encryption: public keys, the backup of message keys,
// the dehydrated device. Questions only; what the keys say is judged in trust.ts.
import * as z from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import { v3 } from '../http/call.ts';
import { badShape } from '../http/answer.ts';
import { sendAuthorized, type Authorized } from './authorized.ts';
import { LIST_BODY } from '../http/body.ts';
import { GET_TRIES } from '../http/repeat.ts';
import { deviceId } from '../wire-ids.ts';

/** How long the server may wait for others, in ms. One's own keys are its own: it won't. */
const KEYS_QUERY_TIMEOUT_MS = 10_000;

/** The answer as it came: `judgeTrust` reads it. */
export async function queryKeys(
  from: Authorized,
  userId: string,
  signal?: AbortSignal,
): Promise<Result<unknown>> {
  const reply = await sendAuthorized(from, {
    method: 'POST',
    path: v3('keys', 'query'),
    body: { device_keys: { [userId]: [] }, timeout: KEYS_QUERY_TIMEOUT_MS },
    tries: GET_TRIES,
    bounds: LIST_BODY,
    signal,
  });
  return reply.kind === 'json' ? ok(reply.value) : fail(reply.error);
}

/** Only the server's own word (404 M_NOT_FOUND) means that there is no backup. */
export async function keyBackup(
  from: Authorized,
  signal?: AbortSignal,
): Promise<Result<'present' | 'none'>> {
  const reply = await sendAuthorized(from, {
    method: 'GET',
    path: v3('room_keys', 'version'),
    tries: GET_TRIES,
    // Each session may have signed it.
    bounds: LIST_BODY,
    signal,
  });
  if (reply.kind === 'json')
    return backupVersion.safeParse(reply.value).success
      ? ok('present')
      : fail(badShape(from.baseUrl));
  const isNone = reply.kind === 'error' && reply.matrix?.errcode === 'M_NOT_FOUND';
  return isNone ? ok('none') : fail(reply.error);
}

const backupVersion = z.object({ version: z.string() });

/** MSC3814, from its unstable path. Null where there is none, or where the server has no such call. */
export async function dehydratedDevice(
  from: Authorized,
  signal?: AbortSignal,
): Promise<Result<DeviceId | null>> {
  const path = ['_matrix', 'client', 'unstable', 'org.matrix.msc3814.v1', 'dehydrated_device'];
  const reply = await sendAuthorized(from, { method: 'GET', path, tries: GET_TRIES, signal });
  if (reply.kind === 'json') {
    const { data } = dehydrated.safeParse(reply.value);
    return data === undefined ? fail(badShape(from.baseUrl)) : ok(data.device_id);
  }
  const errcode = reply.kind === 'error' ? reply.matrix?.errcode : undefined;
  const isNone = errcode === 'M_NOT_FOUND' || errcode === 'M_UNRECOGNIZED';
  return isNone ? ok(null) : fail(reply.error);
}

const dehydrated = z.object({ device_id: deviceId });
