// Makes, locks and ends accounts on a Synapse: shared-secret registration, plain logins, and the
// admin API.
import { createHmac, randomBytes } from 'node:crypto';

export interface SynapseAdmin {
  /** Makes the account, with no session, and returns its Matrix ID. */
  registerUser(localpart: string, password: string): Promise<string>;
  /** The same with other ways in, with or without a password. */
  addUser(localpart: string, ways: WaysIn): Promise<string>;
  /** Gives the account sessions whose ids are these; nobody is signed in with them. */
  addDevices(userId: string, deviceIds: readonly string[]): Promise<void>;
  /** The ids of the account's sessions, sorted. */
  devicesOf(userId: string): Promise<readonly string[]>;
  /** Ends one session, as its owner could from another one. */
  removeDevice(userId: string, deviceId: string): Promise<void>;
  lockUser(userId: string): Promise<void>;
  deactivateUser(userId: string): Promise<void>;
}

export interface WaysIn {
  readonly password?: string;
  readonly emails?: readonly string[];
  /** Digits with the country's code, without a plus sign. */
  readonly phones?: readonly string[];
  /** Identity providers, with "oidc-" before their ids, and the name that the person has there. */
  readonly identities?: Readonly<Record<string, string>>;
}

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly deviceName: string;
}

/** Signs in and returns the new device id and its token. */
export async function logIn(
  baseUrl: string,
  login: Login,
): Promise<{ readonly deviceId: string; readonly token: string }> {
  const answer = await call('POST', `${baseUrl}/_matrix/client/v3/login`, {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: login.user },
    password: login.password,
    initial_device_display_name: login.deviceName,
  });
  return { deviceId: member(answer, 'device_id'), token: member(answer, 'access_token') };
}

/** Registers an administrator of its own when one is first needed. */
export function createAdmin(
  baseUrl: string,
  serverName: string,
  sharedSecret: string,
): SynapseAdmin {
  let adminToken: Promise<string> | null = null;

  /**
   * Synapse's own registration call: a nonce, then an HMAC-SHA1 over "nonce NUL user NUL password
   * NUL admin-or-notadmin". An administrator is signed in at once, which works where passwords
   * don't; everybody else starts without a session.
   */
  async function register(username: string, password: string, admin: boolean): Promise<unknown> {
    const url = `${baseUrl}/_synapse/admin/v1/register`;
    const nonce = member(await call('GET', url), 'nonce');
    const mac = createHmac('sha1', sharedSecret)
      .update([nonce, username, password, admin ? 'admin' : 'notadmin'].join('\0'))
      .digest('hex');
    return call('POST', url, { nonce, username, password, mac, admin, inhibit_login: !admin });
  }

  async function manage(method: string, path: string, body?: object): Promise<unknown> {
    adminToken ??= register('test-admin', randomBytes(12).toString('hex'), true).then((answer) =>
      member(answer, 'access_token'),
    );
    return call(method, `${baseUrl}/_synapse/admin${path}`, body, await adminToken);
  }

  const user = (userId: string) => `/v2/users/${encodeURIComponent(userId)}`;

  return {
    registerUser: async (localpart, password) =>
      member(await register(localpart, password, false), 'user_id'),
    async addUser(localpart, ways) {
      const userId = `@${localpart}:${serverName}`;
      await manage('PUT', user(userId), userBody(ways));
      return userId;
    },
    async addDevices(userId, deviceIds) {
      for (const id of deviceIds)
        await manage('POST', `${user(userId)}/devices`, { device_id: id });
    },
    async devicesOf(userId) {
      const answer = await manage('GET', `${user(userId)}/devices`);
      const { devices } = answer as { readonly devices: readonly unknown[] };
      return devices.map((device) => member(device, 'device_id')).sort();
    },
    async removeDevice(userId, deviceId) {
      await manage('DELETE', `${user(userId)}/devices/${encodeURIComponent(deviceId)}`);
    },
    async lockUser(userId) {
      await manage('PUT', user(userId), { locked: true });
    },
    async deactivateUser(userId) {
      await manage('POST', `/v1/deactivate/${encodeURIComponent(userId)}`, { erase: false });
    },
  };
}

function userBody({ password, emails = [], phones = [], identities = {} }: WaysIn): object {
  return {
    ...(password === undefined ? {} : { password }),
    threepids: [
      ...emails.map((address) => ({ medium: 'email', address })),
      ...phones.map((address) => ({ medium: 'msisdn', address })),
    ],
    external_ids: Object.entries(identities).map(([provider, name]) => ({
      auth_provider: provider,
      external_id: name,
    })),
  };
}

async function call(method: string, url: string, body?: object, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method,
    body: body ? JSON.stringify(body) : null,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  if (response.ok) return response.json();
  throw new Error(`Synapse answered ${response.status}: ${await response.text()}`);
}

function member(body: unknown, name: string): string {
  const value: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value !== 'string') throw new Error(`Synapse's answer has no ${name}`);
  return value;
}
