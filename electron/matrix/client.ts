// One account's view of its homeserver: the base URL and the token's source, bound together for good.
import { fail, ok, type Result } from '../shared/errors.ts';
import { sendCall, v3 } from './call.ts';
import { clearClientInfo, clientInfos } from './client-info.ts';
import {
  badShape,
  deleteDevices,
  getDevice,
  listDevices,
  renameDevice,
  sendAuthorized,
  type Authorized,
} from './devices.ts';
import { dehydratedDevice, keyBackup, queryKeys } from './keys.ts';
import { GET_TRIES } from './repeat.ts';
import type { AccessToken, AccountPage, MatrixClient, MatrixPorts, WhoAmI } from './types.ts';
import { readAccountPage, readWhoAmI } from './wire.ts';

/** `baseUrl` without a trailing slash, from discovery. */
export function createMatrixClient(
  ports: MatrixPorts,
  baseUrl: string,
  accessToken: AccessToken,
): MatrixClient {
  const from: Authorized = { ports, baseUrl, accessToken };
  return {
    whoami: () => whoami(from),
    listDevices: (signal) => listDevices(from, signal),
    getDevice: (deviceId) => getDevice(from, deviceId),
    renameDevice: (deviceId, displayName) => renameDevice(from, deviceId, displayName),
    deleteDevices: (deviceIds, auth, signal) => deleteDevices(from, deviceIds, auth, signal),
    logout: () => logout(from),
    accountPage: () => accountPage(from),
    queryKeys: (userId, signal) => queryKeys(from, userId, signal),
    keyBackup: (signal) => keyBackup(from, signal),
    dehydratedDevice: (signal) => dehydratedDevice(from, signal),
    clientInfos: (signal) => clientInfos(from, signal),
    clearClientInfo: (userId, deviceId) => clearClientInfo(from, userId, deviceId),
  };
}

async function whoami(from: Authorized): Promise<Result<WhoAmI>> {
  const path = v3('account', 'whoami');
  const reply = await sendAuthorized(from, { method: 'GET', path, tries: GET_TRIES });
  if (reply.kind !== 'json') return fail(reply.error);
  const answer = readWhoAmI(reply.value);
  return answer === null ? fail(badShape(from)) : ok(answer);
}

/** M_UNKNOWN_TOKEN is success: that token signs nobody in. M_MISSING_TOKEN is not: it never arrived. */
async function logout(from: Authorized): Promise<Result<null>> {
  const reply = await sendAuthorized(from, {
    method: 'POST',
    path: v3('logout'),
    body: {},
    tries: 1,
  });
  if (reply.kind === 'json') return ok(null);
  const isDead = reply.kind === 'error' && reply.matrix?.errcode === 'M_UNKNOWN_TOKEN';
  return isDead && reply.error.code === 'session-ended' ? ok(null) : fail(reply.error);
}

/** The stable path first, then the one of servers from before spec v1.15. Needs no token. */
async function accountPage(from: Authorized): Promise<Result<AccountPage | null>> {
  const paths = [
    ['_matrix', 'client', 'v1', 'auth_metadata'],
    ['_matrix', 'client', 'unstable', 'org.matrix.msc2965', 'auth_metadata'],
  ];
  for (const path of paths) {
    const reply = await sendCall(from.ports, {
      method: 'GET',
      baseUrl: from.baseUrl,
      path,
      token: null,
      tries: GET_TRIES,
    });
    const page = reply.kind === 'json' ? readAccountPage(reply.value) : null;
    if (page !== null) return ok(page);
    if (reply.kind === 'failed') return fail(reply.error);
    // Any other refusal says that there is no such thing; these say nothing.
    if (reply.kind === 'error' && (reply.status >= 500 || reply.error.code === 'rate-limited'))
      return fail(reply.error);
  }
  return ok(null);
}
