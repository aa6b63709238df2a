// GET, PUT and DELETE /devices, and POST /delete_devices: what Muster is about.
import {
  type Answer,
  type JsonObject,
  good,
  matrixError,
  parseBody,
  serverFailed,
  unrecognized,
} from './answer.ts';
import { rowsOf } from './device-rows.ts';
import { type Traits } from './personality.ts';
import { type Context, type Request, type Route, see, signedIn } from './router.ts';
import { type Token } from './state.ts';
import { confirmLikeDendrite } from './uia-dendrite.ts';
import { confirmLikePalpo } from './uia-palpo.ts';
import { confirmLikeSynapse } from './uia-synapse.ts';

export const deviceRoutes: readonly Route[] = [
  signedIn('GET', '/devices', list),
  signedIn('GET', '/devices/*', detail),
  signedIn('PUT', '/devices/*', rename),
  signedIn('DELETE', '/devices/*', deleteOne),
];

/** Not registered at all where sessions are signed out elsewhere: then even a GET is a 404. */
export const deleteDevicesRoute = signedIn('POST', '/delete_devices', deleteSeveral);

function list({ traits }: Context, _request: Request, { user }: Token): Answer {
  if (user.rawDevices !== null) return { status: 200, body: {}, raw: user.rawDevices };
  return good({ devices: rowsOf(traits, user) });
}

function detail(
  { traits }: Context,
  _request: Request,
  { user }: Token,
  [deviceId]: readonly string[],
): Answer {
  const row = rowsOf(traits, user).find((one) => one['device_id'] === deviceId);
  return row ? good(row) : matrixError(404, 'M_NOT_FOUND', 'Not found');
}

function rename(
  context: Context,
  request: Request,
  { user }: Token,
  [deviceId = '']: readonly string[],
): Answer {
  const { traits } = context;
  const body = parseBody(traits, request.text);
  if (body.kind === 'bad') return body.answer;
  const name = body.members.get('display_name') ?? null;
  if (name !== null && typeof name !== 'string')
    return matrixError(400, 'M_BAD_JSON', 'display_name: Input should be a valid string');
  if (name === null && traits.emptyRenameOfUnknownId === 200) return good();
  if (name !== null && isTooLong(name, traits.nameLimit)) return nameTooLong();
  const device = user.devices.get(deviceId);
  if (!device) {
    const { errcode, error } = traits.renameUnknown;
    return matrixError(404, errcode, error);
  }
  if (name?.includes('\0') === true && traits.nul === 'server-fails') return serverFailed;
  if (name !== null || traits.nullName === 'cleared') device.displayName = name;
  if (traits.seenBy === 'login-and-rename') see(context, request, { user, deviceId });
  return good();
}

function deleteOne(
  context: Context,
  request: Request,
  token: Token,
  [deviceId = '']: readonly string[],
): Answer {
  const isOptional = context.traits.deletionBody === 'checked' && request.text === '';
  const body = readDeletion(context.traits, isOptional ? '{}' : request.text);
  if (body.kind === 'bad') return body.answer;
  return confirm(context, request, token, body.members) ?? remove(context, token, [deviceId]);
}

function deleteSeveral(context: Context, request: Request, token: Token): Answer {
  const { traits } = context;
  const body = readDeletion(traits, request.text);
  if (body.kind === 'bad') return body.answer;
  const devices = body.members.get('devices');
  const problem = problemOf(devices);
  if (problem && traits.deletionBody !== 'not-looked-at') return problem;
  const refusal = confirm(context, request, token, body.members);
  if (refusal) return refusal;
  if (!isStrings(devices ?? [])) return serverFailed;
  const named = isStrings(devices) ? devices : [];
  const isEverything = named.length === 0 && traits.noDevices === 'every-session';
  return remove(context, token, isEverything ? [...token.user.devices.keys()] : named);
}

function readDeletion(traits: Traits, text: string): ReturnType<typeof parseBody> {
  const body = parseBody(traits, text);
  if (body.kind === 'object' || traits.deletionBody !== 'not-looked-at') return body;
  return { kind: 'object', members: new Map() };
}

function problemOf(devices: unknown): Answer | null {
  if (devices === undefined) return matrixError(400, 'M_MISSING_PARAM', 'devices: Field required');
  if (isStrings(devices)) return null;
  return matrixError(400, 'M_BAD_JSON', 'devices: Input should be a list of strings');
}

/** In this order; the first that is gone may be the end of it. */
function remove({ traits, state }: Context, { user }: Token, deviceIds: readonly string[]): Answer {
  for (const deviceId of deviceIds) {
    if (!user.devices.has(deviceId) && traits.gone === 'ends-it')
      return matrixError(404, 'M_NOT_FOUND', 'Device not found.');
    state.removeDevices(user, new Set([deviceId]));
  }
  return good();
}

/** Null: confirmed. */
export function confirm(
  context: Context,
  { method, target }: Request,
  token: Token,
  body: JsonObject,
): Answer | null {
  const request = { context, token, method, target, auth: body.get('auth') };
  switch (context.traits.confirmation) {
    case 'synapse':
      return confirmLikeSynapse(request);
    case 'dendrite':
      return confirmLikeDendrite(request);
    case 'palpo':
      return confirmLikePalpo(request);
    case 'elsewhere':
      return unrecognized(404);
  }
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
