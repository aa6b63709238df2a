// One account's view of its homeserver: the base URL and the token's source, bound together for good.
import { fail, ok, type Result } from '../../shared/errors.ts';
import { badShape } from '../http/answer.ts';
import { v3 } from '../http/call.ts';
import { clearClientInfo, clientInfos } from './client-info.ts';
import { deleteDevices, getDevice, listDevices, renameDevice } from './devices.ts';
import { sendAuthorized, type Authorized } from './authorized.ts';
import { dehydratedDevice, keyBackup, queryKeys } from './keys.ts';
import { fetchAuthMetadata } from '../oauth/metadata.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { AccessToken, AccountPage, MatrixClient, MatrixPorts, WhoAmI } from '../types.ts';
import { readWhoAmI } from './wire.ts';

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
  return answer === null ? fail(badShape(from.baseUrl)) : ok(answer);
}

/**
 * M_UNKNOWN_TOKEN is success where that token signs nobody in. Where it still does, it is one of an
 * OAuth server, whose sessions end elsewhere. M_MISSING_TOKEN is a failure: it never arrived.
 */
async function logout(from: Authorized): Promise<Result<null>> {
  const reply = await sendAuthorized(from, {
    method: 'POST',
    path: v3('logout'),
    body: {},
    tries: 1,
  });
  if (reply.kind === 'json') return ok(null);
  const isDead = reply.kind === 'error' && reply.matrix?.errcode === 'M_UNKNOWN_TOKEN';
  if (!isDead || reply.error.code !== 'session-ended') return fail(reply.error);
  const who = await whoami(from);
  if (who.ok) return fail({ code: 'unsupported', what: 'sign-out-here', offered: [] });
  return who.error.code === 'session-ended' ? ok(null) : who;
}

async function accountPage({ ports, baseUrl }: Authorized): Promise<Result<AccountPage | null>> {
  const metadata = await fetchAuthMetadata(ports, baseUrl);
  return metadata.ok ? ok(metadata.value?.accountPage ?? null) : metadata;
}
