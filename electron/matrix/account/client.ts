// One account's view of its homeserver: the base URL and the token's source, bound together for good.
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../shared/ids.ts';
import type { Device } from '../../shared/model.ts';
import type { ClientInfo } from '../../shared/trust.ts';
import { badShape } from '../http/answer.ts';
import { v3 } from '../http/call.ts';
import { clearClientInfo, clientInfos } from './client-info.ts';
import { deleteDevices, getDevice, listDevices, renameDevice } from './devices.ts';
import { sendAuthorized, type Authorized } from './authorized.ts';
import { dehydratedDevice, keyBackup, queryKeys } from './keys.ts';
import { fetchAuthMetadata } from '../oauth/metadata.ts';
import { GET_TRIES } from '../http/repeat.ts';
import { hearingDates } from '../http/server-date.ts';
import { ServerClock } from '../server-clock.ts';
import type {
  AccessToken,
  AccountPage,
  AuthDict,
  DeleteAnswer,
  DeviceList,
  MatrixClient,
  MatrixPorts,
  WhoAmI,
} from '../types.ts';
import { readWhoAmI } from './wire.ts';

export class AccountClient implements MatrixClient {
  readonly #from: Authorized;

  /**
   * `baseUrl` without a trailing slash, from discovery. `serverClock` hears the dates of all answers; one of its
   * own where nobody keeps it.
   */
  constructor(
    ports: MatrixPorts,
    baseUrl: string,
    accessToken: AccessToken,
    serverClock = new ServerClock(ports.clock),
  ) {
    const fetch = hearingDates(ports.fetch, ports.clock, baseUrl, serverClock);
    this.#from = { ports: { ...ports, fetch }, baseUrl, accessToken, serverClock };
  }

  async whoami(): Promise<Result<WhoAmI>> {
    const path = v3('account', 'whoami');
    const reply = await sendAuthorized(this.#from, { method: 'GET', path, tries: GET_TRIES });
    if (reply.kind !== 'json') return fail(reply.error);
    const answer = readWhoAmI(reply.value);
    return answer === null ? fail(badShape(this.#from.baseUrl)) : ok(answer);
  }

  listDevices(signal?: AbortSignal, headersMs?: number): Promise<Result<DeviceList>> {
    return listDevices(this.#from, signal, headersMs);
  }

  getDevice(deviceId: DeviceId): Promise<Result<Device>> {
    return getDevice(this.#from, deviceId);
  }

  renameDevice(deviceId: DeviceId, displayName: string): Promise<Result<null>> {
    return renameDevice(this.#from, deviceId, displayName);
  }

  deleteDevices(
    deviceIds: DeviceIds,
    auth: AuthDict | null,
    signal?: AbortSignal,
  ): Promise<DeleteAnswer> {
    return deleteDevices(this.#from, deviceIds, auth, signal);
  }

  /**
   * M_UNKNOWN_TOKEN is success where that token signs nobody in. Where it still does, it is one of an
   * OAuth server, whose sessions end elsewhere. M_MISSING_TOKEN is a failure: it never arrived.
   */
  async logout(): Promise<Result<null>> {
    const path = v3('logout');
    const reply = await sendAuthorized(this.#from, { method: 'POST', path, body: {}, tries: 1 });
    if (reply.kind === 'json') return ok(null);
    const isDead = reply.kind === 'error' && reply.matrix?.errcode === 'M_UNKNOWN_TOKEN';
    if (!isDead || reply.error.code !== 'session-ended') return fail(reply.error);
    const who = await this.whoami();
    if (who.ok) return fail({ code: 'unsupported', what: 'sign-out-here', offered: [] });
    return who.error.code === 'session-ended' ? ok(null) : who;
  }

  async accountPage(): Promise<Result<AccountPage | null>> {
    const metadata = await fetchAuthMetadata(this.#from.ports, this.#from.baseUrl);
    return metadata.ok ? ok(metadata.value?.accountPage ?? null) : metadata;
  }

  queryKeys(userId: string, signal?: AbortSignal): Promise<Result<unknown>> {
    return queryKeys(this.#from, userId, signal);
  }

  keyBackup(signal?: AbortSignal): Promise<Result<'present' | 'none'>> {
    return keyBackup(this.#from, signal);
  }

  dehydratedDevice(signal?: AbortSignal): Promise<Result<DeviceId | null>> {
    return dehydratedDevice(this.#from, signal);
  }

  clientInfos(signal?: AbortSignal): Promise<Result<ReadonlyMap<DeviceId, ClientInfo>>> {
    return clientInfos(this.#from, signal);
  }

  clearClientInfo(userId: string, deviceId: DeviceId): Promise<Result<null>> {
    return clearClientInfo(this.#from, userId, deviceId);
  }
}
