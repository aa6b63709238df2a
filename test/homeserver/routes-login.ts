// Signing in and out, and who a token belongs to.
import { randomBytes } from 'node:crypto';
import {
  type Answer,
  type JsonObject,
  good,
  matrixError,
  parseBody,
  unrecognized,
} from './answer.ts';
import { type PasswordCheck, passwordChecks, wrongPassword } from './password.ts';
import { type Traits } from './personality.ts';
import { isTooLong, nameTooLong } from './routes-devices.ts';
import { ssoFlows } from './routes-sso.ts';
import {
  type Context,
  type Request,
  type Route,
  lockedAnswer,
  open,
  see,
  signedIn,
  signedInOrLocked,
} from './router.ts';
import { type SessionSeed, type Token, type User } from './state.ts';

const DEVICE_ID_LIMIT = 512;
const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const loginRoutes: readonly Route[] = [
  open('GET', '/login', methods),
  open('POST', '/login', logIn),
  signedIn('GET', '/account/whoami', whoAmI),
  signedInOrLocked('POST', '/logout', logOut),
  signedInOrLocked('POST', '/logout/all', logOutEverywhere),
];

function methods({ traits, sso, state }: Context): Answer {
  const bridges = traits.bridgeLogin ? [{ type: 'm.login.application_service' }] : [];
  const password = sso?.password === false ? [] : [{ type: 'm.login.password' }];
  return good({
    flows: [...password, ...(sso ? ssoFlows(sso, state.serverName, traits.oauth) : []), ...bridges],
  });
}

function logIn(context: Context, request: Request): Answer {
  const { state, traits } = context;
  const body = parseBody(traits, request.text);
  if (body.kind === 'bad') return body.answer;
  const given = body.members;
  if (!given.has('type')) return matrixError(400, 'M_UNKNOWN', 'Missing JSON keys.');

  const check =
    given.get('type') === 'm.login.token'
      ? checkLoginToken(context, given)
      : passwordChecks[traits.password](state, given);
  if (check.kind === 'unusable' || check.kind === 'wrong') return check.answer;
  if (check.kind === 'deactivated') return deactivated(traits);
  const { user } = check;
  if (user.locked) return lockedAnswer();

  const givenId = given.get('device_id');
  const deviceId = typeof givenId === 'string' ? givenId : newDeviceId();
  if (deviceId.length > DEVICE_ID_LIMIT)
    return matrixError(
      400,
      'M_INVALID_PARAM',
      `device_id cannot be longer than ${DEVICE_ID_LIMIT} characters.`,
    );
  const givenName = given.get('initial_device_display_name');
  const name = typeof givenName === 'string' ? { displayName: givenName } : {};
  if (name.displayName !== undefined && isTooLong(name.displayName, traits.nameLimit))
    return nameTooLong();

  if (name.displayName?.includes('\0') === true && traits.nul === 'server-fails')
    return matrixError(500, 'M_UNKNOWN', 'failed to create device');
  begin(context, request, user, { deviceId, ...name });
  return signedInAnswer(context, user, deviceId, given.get('refresh_token') === true);
}

/** A session that is new, or that is there already. */
function begin(context: Context, request: Request, user: User, seed: SessionSeed): void {
  const { traits, state } = context;
  const { deviceId } = seed;
  const isNew = !user.devices.has(deviceId);
  if (isNew) state.addDevice(user, seed);
  else if (traits.reusedId === 'row-anew') state.renewDevice(user, seed);
  else if (traits.reusedId === 'tokens-end') state.endTokens(user, deviceId);
  else if (traits.reusedId === 'all-anew') {
    state.removeDevices(user, new Set([deviceId]));
    state.addDevice(user, seed);
  }
  const isAnew = isNew || traits.reusedId === 'row-anew';
  if (isAnew && traits.seenBy !== 'any-request') see(context, request, { user, deviceId });
}

function signedInAnswer(
  { state, traits, baseUrl, refreshTokens, now }: Context,
  user: User,
  deviceId: string,
  withRefresh: boolean,
): Answer {
  const tokens =
    refreshTokens && withRefresh
      ? refreshTokens.begin(user, deviceId, now())
      : { access_token: state.issueToken(user, deviceId, now()) };
  const whereabouts = {
    home_server: state.serverName,
    well_known: { 'm.homeserver': { base_url: `${baseUrl}/` } },
  };
  return good({
    user_id: user.userId,
    ...tokens,
    device_id: deviceId,
    ...(traits.namesItselfAtLogin ? whereabouts : {}),
  });
}

/** The reason that Synapse gives for one that it can't read. */
function checkLoginToken({ loginTokens, now }: Context, given: JsonObject): PasswordCheck {
  const token = given.get('token');
  const user = typeof token === 'string' ? loginTokens.take(token, now()) : undefined;
  if (user) return user.deactivated ? { kind: 'deactivated' } : { kind: 'right', user };
  const answer = matrixError(403, 'M_FORBIDDEN', 'Invalid login token');
  return { kind: 'unusable', answer };
}

function deactivated({ deactivatedErrcode }: Traits): Answer {
  if (deactivatedErrcode === 'M_FORBIDDEN')
    return matrixError(403, wrongPassword.errcode, wrongPassword.error);
  return matrixError(403, deactivatedErrcode, 'This account has been deactivated');
}

function whoAmI(_context: Context, _request: Request, { user, deviceId }: Token): Answer {
  return good({ user_id: user.userId, is_guest: false, device_id: deviceId });
}

/** An authentication service ends here what was signed in with `/login`, and knows no other token. */
function logOut({ state, oauth }: Context, _request: Request, token: Token): Answer {
  if (oauth?.issued(token)) return matrixError(401, 'M_UNKNOWN_TOKEN', 'Invalid access token');
  const { user, deviceId } = token;
  state.removeDevices(user, new Set([deviceId]));
  return good();
}

/** With an authentication service in front, only some sessions could be ended: so it refuses. */
function logOutEverywhere({ state, traits }: Context, _request: Request, { user }: Token): Answer {
  if (traits.oauth) return unrecognized(404);
  state.removeDevices(user, new Set(user.devices.keys()));
  return good();
}

export function newDeviceId(): string {
  return Array.from(randomBytes(10), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('');
}
