// Makes, locks and ends accounts on a Synapse: shared-secret registration, plain logins, and the
// admin API.
import { createHmac, randomBytes } from 'node:crypto';

export interface SynapseAdmin {
  /** Makes the account, with no session, and returns its Matrix ID. */
  registerUser(localpart: string, password: string): Promise<string>;
  lockUser(userId: string): Promise<void>;
  deactivateUser(userId: string): Promise<void>;
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
export function createAdmin(baseUrl: string, sharedSecret: string): SynapseAdmin {
  let adminToken: Promise<string> | null = null;

  /**
   * Synapse's own registration call: a nonce, then an HMAC-SHA1 over "nonce NUL user NUL password
   * NUL admin-or-notadmin". `inhibit_login`: the account starts without a session.
   */
  async function register(username: string, password: string, admin: boolean): Promise<string> {
    const url = `${baseUrl}/_synapse/admin/v1/register`;
    const nonce = member(await call('GET', url), 'nonce');
    const mac = createHmac('sha1', sharedSecret)
      .update([nonce, username, password, admin ? 'admin' : 'notadmin'].join('\0'))
      .digest('hex');
    const body = { nonce, username, password, mac, admin, inhibit_login: true };
    return member(await call('POST', url, body), 'user_id');
  }

  async function becomeAdmin(): Promise<string> {
    const password = randomBytes(12).toString('hex');
    const user = await register('test-admin', password, true);
    return (await logIn(baseUrl, { user, password, deviceName: 'test admin' })).token;
  }

  async function manage(method: string, path: string, body: object): Promise<void> {
    adminToken ??= becomeAdmin();
    await call(method, `${baseUrl}/_synapse/admin${path}`, body, await adminToken);
  }

  return {
    registerUser: (localpart, password) => register(localpart, password, false),
    lockUser: (userId) =>
      manage('PUT', `/v2/users/${encodeURIComponent(userId)}`, { locked: true }),
    deactivateUser: (userId) =>
      manage('POST', `/v1/deactivate/${encodeURIComponent(userId)}`, { erase: false }),
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
