// The device endpoints (protocol.md 1.1). "Device" is the wire's word for a session; here is the
// border. Each takes an `Authorized`: where to send, and whose token.
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../shared/ids.ts';
import type { Device } from '../../shared/model.ts';
import { sendAuthorized, type Authorized } from './authorized.ts';
import { badShape } from '../http/answer.ts';
import { v3, type Reply } from '../http/call.ts';
import { LIST_BODY } from '../http/body.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { AuthDict, DeleteAnswer, DeviceList } from '../types.ts';
import { encodeSegment } from '../http/url.ts';
import { readChallenge } from '../uia/wire.ts';
import { readDevice, readDeviceList } from './wire.ts';

const RENAME_TRIES = 2;

export async function listDevices(
  from: Authorized,
  signal?: AbortSignal,
  headersMs?: number,
): Promise<Result<DeviceList>> {
  const path = v3('devices');
  const reply = await sendAuthorized(from, {
    method: 'GET',
    path,
    tries: GET_TRIES,
    bounds: LIST_BODY,
    headersMs,
    signal,
  });
  if (reply.kind !== 'json') return fail(reply.error);
  const list = await readDeviceList(reply.value, from.serverClock.latest());
  return list === null ? fail(badShape(from.baseUrl)) : ok(list);
}

export async function getDevice(from: Authorized, deviceId: DeviceId): Promise<Result<Device>> {
  const path = v3('devices', deviceId);
  const reply = await sendAuthorized(from, { method: 'GET', path, tries: GET_TRIES });
  if (reply.kind !== 'json') return fail(reply.error);
  const session = readDevice(reply.value, from.serverClock.latest());
  return session?.deviceId === deviceId ? ok(session) : fail(badShape(from.baseUrl));
}

/** Always with a name: without one, some servers would clear it. */
export async function renameDevice(
  from: Authorized,
  deviceId: DeviceId,
  displayName: string,
): Promise<Result<null>> {
  const reply = await sendAuthorized(from, {
    method: 'PUT',
    path: v3('devices', deviceId),
    body: { display_name: displayName },
    tries: RENAME_TRIES,
  });
  if (reply.kind === 'json') return ok(null);
  const tooLong = reply.kind === 'error' && reply.matrix?.errcode === 'M_TOO_LARGE';
  return fail(tooLong ? { code: 'name-too-long' } : reply.error);
}

/**
 * Signs sessions out: one request, sent once. Throws where there is none to sign out: Dendrite reads that
 * as all of them. The form (DELETE for one id that fits into a path, POST otherwise) depends on the ids
 * alone, because servers bind a UIA session to method and path. One that was gone before is 200 by the
 * specification, and `not-found` on some servers.
 */
export async function deleteDevices(
  from: Authorized,
  deviceIds: DeviceIds,
  auth: AuthDict | null,
  signal?: AbortSignal,
): Promise<DeleteAnswer> {
  const authMember = auth === null ? {} : { auth };
  const [first] = deviceIds as readonly (DeviceId | undefined)[];
  if (first === undefined) throw new Error('a request to sign out no session at all');
  const single = deviceIds.length === 1 && encodeSegment(first) !== null;
  const reply = await sendAuthorized(from, {
    ...(single
      ? { method: 'DELETE', path: v3('devices', first), body: authMember }
      : {
          method: 'POST',
          path: v3('delete_devices'),
          body: { devices: deviceIds, ...authMember },
        }),
    tries: 1,
    signal,
  });
  return deleteAnswerOf(reply, auth);
}

function deleteAnswerOf(reply: Reply, auth: AuthDict | null): DeleteAnswer {
  if (reply.kind === 'json') return { kind: 'deleted' };
  const { error } = reply;
  if (reply.kind === 'failed') return { kind: 'failed', error, ambiguous: reply.maybeSent };
  const { status, matrix } = reply;
  // By errcode first: a dead token or a locked account also answers 401, sometimes with flows.
  if (status === 401 && error.code === 'request-refused') {
    const challenge = readChallenge(reply.json, auth !== null);
    if (challenge !== null) return { kind: 'challenge', challenge };
  }
  if ((status === 404 || status === 405) && matrix?.errcode === 'M_UNRECOGNIZED')
    return { kind: 'unrecognized' };
  if (auth?.session !== undefined && isSessionLost(reply)) return { kind: 'session-lost' };
  return { kind: 'failed', error, ambiguous: status >= 500 || status < 300 };
}

/**
 * Servers say in different ways that they know no such UIA session (any more), or that it belongs
 * to another request; most have no errcode of its own for it, so the word "session" must do.
 * Mistaking another refusal for it costs one more round, no more.
 */
function isSessionLost(reply: Extract<Reply, { kind: 'error' }>): boolean {
  const { status, matrix } = reply;
  if (matrix === null) return false;
  const saysSession = /\bsession\b/i.test(matrix.text ?? '');
  switch (status) {
    case 400:
      return (
        matrix.errcode === 'M_UNKNOWN' || (matrix.errcode === 'M_INVALID_PARAM' && saysSession)
      );
    case 403:
    case 404:
      return saysSession;
    default:
      return false;
  }
}
