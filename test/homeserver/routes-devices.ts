// GET, PUT and DELETE /devices, and POST /delete_devices: what Muster is about.
import {
  type Answer,
  type JsonObject,
  asObject,
  good,
  matrixError,
  parseBody,
  unrecognized,
} from './answer.ts';
import { type Context, type Request, type Route, signedIn } from './router.ts';
import { type Device, type Token } from './state.ts';
import { confirmLikeDendrite } from './uia-dendrite.ts';
import { confirmLikeSynapse } from './uia-synapse.ts';

export const deviceRoutes: readonly Route[] = [
  signedIn('GET', '/devices', list),
  signedIn('GET', '/devices/*', detail),
  signedIn('PUT', '/devices/*', rename),
  signedIn('DELETE', '/devices/*', deleteOne),
];

/** Not registered at all where sessions are signed out elsewhere: then even a GET is a 404. */
export const deleteDevicesRoute = signedIn('POST', '/delete_devices', deleteSeveral);

function list(context: Context, _request: Request, { user }: Token): Answer {
  if (user.rawDevices !== null) return { status: 200, body: {}, raw: user.rawDevices };
  return good({
    devices: Array.from(user.devices.values(), (device) => row(context, user.userId, device)),
  });
}

function detail(
  context: Context,
  _request: Request,
  { user }: Token,
  [deviceId]: readonly string[],
): Answer {
  const device = user.devices.get(deviceId ?? '');
  if (!device) return matrixError(404, 'M_NOT_FOUND', 'Not found');
  return good(row(context, user.userId, device));
}

function rename(
  { traits }: Context,
  request: Request,
  { user }: Token,
  [deviceId]: readonly string[],
): Answer {
  const body = parseBody(request.text);
  if (body.kind === 'bad') return body.answer;
  const name = body.members.get('display_name') ?? null;
  if (name !== null && typeof name !== 'string')
    return matrixError(400, 'M_BAD_JSON', 'display_name: Input should be a valid string');
  if (name === null && traits.emptyRenameOfUnknownId === 200) return good();
  if (name !== null && isTooLong(name, traits.nameLimit)) return nameTooLong();
  const device = user.devices.get(deviceId ?? '');
  if (!device) return matrixError(404, traits.renameUnknownErrcode, 'Not found');
  if (name !== null) device.displayName = name;
  return good();
}

function deleteOne(
  context: Context,
  request: Request,
  token: Token,
  [deviceId]: readonly string[],
): Answer {
  const body = parseBody(request.text === '' ? '{}' : request.text);
  if (body.kind === 'bad') return body.answer;
  const refusal = confirm(context, request, token, body.members);
  if (refusal) return refusal;
  context.state.removeDevices(token.user, new Set([deviceId ?? '']));
  return good();
}

function deleteSeveral(context: Context, request: Request, token: Token): Answer {
  const body = parseBody(request.text);
  if (body.kind === 'bad') return body.answer;
  const devices = body.members.get('devices');
  if (devices === undefined) return matrixError(400, 'M_MISSING_PARAM', 'devices: Field required');
  if (!isStrings(devices))
    return matrixError(400, 'M_BAD_JSON', 'devices: Input should be a list of strings');
  const refusal = confirm(context, request, token, body.members);
  if (refusal) return refusal;
  context.state.removeDevices(token.user, new Set(devices));
  return good();
}

/** Null: confirmed. */
export function confirm(
  context: Context,
  { method, target }: Request,
  token: Token,
  body: JsonObject,
): Answer | null {
  const given = body.get('auth') ?? null;
  const auth = asObject(given);
  if (given !== null && !auth)
    return matrixError(400, 'M_BAD_JSON', 'auth: Input should be an object');
  const request = { context, token, method, target, auth };
  switch (context.traits.confirmation) {
    case 'synapse':
      return confirmLikeSynapse(request);
    case 'dendrite':
      return confirmLikeDendrite(request);
    case 'elsewhere':
      return unrecognized(404);
  }
}

function row({ traits }: Context, userId: string, device: Device): Record<string, unknown> {
  const [noText, noTime] = traits.unknown === 'null' ? [null, null] : ['', 0];
  return {
    ...(traits.rowNamesUser ? { user_id: userId } : {}),
    device_id: device.deviceId,
    display_name: device.displayName ?? noText,
    last_seen_ts: device.lastSeenAt ?? noTime,
    last_seen_ip: device.lastSeenIp ?? noText,
  };
}

/** Counted in code points, as Python's `len` does. */
export function isTooLong(name: string, limit: number | null): boolean {
  return limit !== null && Array.from(name).length > limit;
}

export function nameTooLong(): Answer {
  return matrixError(400, 'M_TOO_LARGE', 'Device display name is too long (max 100)');
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
