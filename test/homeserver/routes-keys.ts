// Encryption keys as far as the outside sees them: uploading and asking for them, cross-signing, the
// key backup's version and the dehydrated device. Nothing is ever encrypted here.
import { isDeepStrictEqual } from 'node:util';
import { type Answer, good, matrixError, parseBody, unrecognized } from './answer.ts';
import { type CrossSigning } from './identity-fixtures.ts';
import { type Context, type Request, type Route, signedIn } from './router.ts';
import { confirm } from './routes-devices.ts';
import { type WireObject, isSignedBy, record, withSignatures } from './signing.ts';
import { type Token, type User, newKeyBackup } from './state.ts';

const DEHYDRATED = '/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device';

export const keyRoutes: readonly Route[] = [
  signedIn('POST', '/keys/upload', upload),
  signedIn('POST', '/keys/query', query),
  signedIn('POST', '/keys/device_signing/upload', uploadIdentity),
  signedIn('POST', '/keys/signatures/upload', uploadSignatures),
  signedIn('GET', '/room_keys/version', backupVersion),
  signedIn('POST', '/room_keys/version', createBackup),
  signedIn('GET', DEHYDRATED, dehydratedDevice),
  signedIn('PUT', DEHYDRATED, dehydrate),
];

function upload({ traits }: Context, { text }: Request, { user, deviceId }: Token): Answer {
  const body = parseBody(traits, text);
  if (body.kind === 'bad') return body.answer;
  if (body.members.has('device_keys')) {
    const keys = record(body.members.get('device_keys'));
    if (keys['user_id'] !== user.userId || keys['device_id'] !== deviceId)
      return matrixError(400, 'M_BAD_JSON', 'Provided `device_keys` are not of this session');
    user.deviceKeys.set(deviceId, keys);
  }
  return good({ one_time_key_counts: { signed_curve25519: 50 } });
}

/** Of anyone on this server; a user-signing key is for its owner alone. */
function query({ traits, state }: Context, { text }: Request, token: Token): Answer {
  const body = parseBody(traits, text);
  if (body.kind === 'bad') return body.answer;
  const asked = record(body.members.get('device_keys'));
  const users = Object.keys(asked).flatMap((userId) => {
    const user = state.findUser(userId);
    return user ? [user] : [];
  });
  const owners = users.filter((user) => user.crossSigning);
  const keysOf = (key: keyof CrossSigning, of: readonly User[]) =>
    Object.fromEntries(of.map((user) => [user.userId, user.crossSigning?.[key]]));
  return good({
    device_keys: Object.fromEntries(
      users.map((user) => [user.userId, deviceKeys(user, asked[user.userId])]),
    ),
    failures: {},
    master_keys: keysOf('master_key', owners),
    self_signing_keys: keysOf('self_signing_key', owners),
    user_signing_keys: keysOf(
      'user_signing_key',
      owners.filter((user) => user === token.user),
    ),
  });
}

/** An empty list asks for all. */
function deviceKeys(user: User, asked: unknown): WireObject {
  const wanted = Array.isArray(asked) && asked.length > 0 ? new Set<unknown>(asked) : null;
  const entries = Array.from(user.deviceKeys, ([id, keys]): [string, WireObject] => {
    const name = user.devices.get(id)?.displayName ?? null;
    return [id, { ...keys, unsigned: name === null ? {} : { device_display_name: name } }];
  });
  return Object.fromEntries(entries.filter(([id]) => wanted?.has(id) ?? true));
}

/** Free the first time and for what is there already; replacing an identity is always confirmed. */
function uploadIdentity(context: Context, request: Request, token: Token): Answer {
  const body = parseBody(context.traits, request.text);
  if (body.kind === 'bad') return body.answer;
  const { user } = token;
  const given = readIdentity(user.userId, body.members);
  if (!given) return matrixError(400, 'M_INVALID_SIGNATURE', 'Invalid signature on a key');
  if (isDeepStrictEqual(user.crossSigning, given)) return good();
  const ungraced = { ...token, validatedAt: -Infinity };
  const refusal = user.crossSigning && confirm(context, request, ungraced, body.members);
  if (refusal) return refusal;
  user.crossSigning = given;
  return good();
}

function readIdentity(userId: string, body: ReadonlyMap<string, unknown>): CrossSigning | null {
  const key = (name: keyof CrossSigning) => record(body.get(name));
  const [master = ''] = Object.values(record(key('master_key')['keys'])).map(String);
  const isSigned = (name: keyof CrossSigning) => isSignedBy(key(name), userId, master);
  if (!isSigned('self_signing_key') || !isSigned('user_signing_key')) return null;
  return {
    master_key: key('master_key'),
    self_signing_key: key('self_signing_key'),
    user_signing_key: key('user_signing_key'),
  };
}

/** Of one's own sessions, by one's self-signing key. Others are neither checked nor kept. */
function uploadSignatures({ traits }: Context, { text }: Request, { user }: Token): Answer {
  const body = parseBody(traits, text);
  if (body.kind === 'bad') return body.answer;
  const signing = record(user.crossSigning?.self_signing_key['keys']);
  const [publicKey = ''] = Object.values(signing).map(String);
  const failures = new Map<string, unknown>();
  for (const [deviceId, value] of Object.entries(record(body.members.get(user.userId)))) {
    const stored = user.deviceKeys.get(deviceId);
    const signatures = record(record(value)['signatures']);
    const signed = stored && withSignatures(stored, signatures);
    if (!signed) failures.set(deviceId, failure('M_NOT_FOUND', 'Unknown device'));
    else if (publicKey === '' || !isSignedBy(signed, user.userId, publicKey))
      failures.set(deviceId, failure('M_INVALID_SIGNATURE', 'Invalid signature'));
    else user.deviceKeys.set(deviceId, signed);
  }
  if (!traits.tellsBadSignatures) return good();
  const own = failures.size === 0 ? {} : { [user.userId]: Object.fromEntries(failures) };
  return good({ failures: own });
}

function failure(errcode: string, error: string): WireObject {
  return { errcode, error };
}

function backupVersion(_context: Context, _request: Request, { user }: Token): Answer {
  if (user.keyBackup) return good(user.keyBackup);
  return matrixError(404, 'M_NOT_FOUND', 'No current backup version');
}

function createBackup({ traits }: Context, { text }: Request, { user }: Token): Answer {
  const body = parseBody(traits, text);
  if (body.kind === 'bad') return body.answer;
  user.keyBackup = { ...newKeyBackup(), auth_data: body.members.get('auth_data') ?? {} };
  return good({ version: user.keyBackup['version'] });
}

function dehydratedDevice({ traits }: Context, _request: Request, { user }: Token): Answer {
  if (traits.dehydration === 'none') return unrecognized(404);
  if (!user.dehydratedDevice) return matrixError(404, 'M_NOT_FOUND', 'No dehydrated device');
  const { deviceId, data } = user.dehydratedDevice;
  return good({ device_id: deviceId, device_data: data });
}

/** Makes a session that nobody has the token of, in place of the one before. */
function dehydrate({ traits, state }: Context, { text }: Request, { user }: Token): Answer {
  if (traits.dehydration === 'none') return unrecognized(404);
  const body = parseBody(traits, text);
  if (body.kind === 'bad') return body.answer;
  const deviceId = String(body.members.get('device_id'));
  const name = body.members.get('initial_device_display_name');
  if (user.dehydratedDevice) state.removeDevices(user, new Set([user.dehydratedDevice.deviceId]));
  if (traits.dehydration === 'listed')
    state.addDevice(user, { deviceId, ...(typeof name === 'string' ? { displayName: name } : {}) });
  user.deviceKeys.set(deviceId, record(body.members.get('device_keys')));
  user.dehydratedDevice = { deviceId, data: body.members.get('device_data') };
  return good({ device_id: deviceId });
}
