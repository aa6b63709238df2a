// The homeserver that a suite runs against, and plain requests to it. No Muster code here: this is
// the wire as it is.
import { expect } from 'vitest';

/** What a suite needs of a homeserver, embedded or real. */
export interface Subject {
  readonly baseUrl: string;
  /** Returns the Matrix ID. */
  registerUser(localpart: string, password: string): Promise<string>;
  lockUser(userId: string): Promise<void>;
  deactivateUser(userId: string): Promise<void>;
  close(): Promise<void>;
}

/** `uiaGraceMs`: Synapse's `ui_auth.session_timeout`. */
export type StartSubject = (options: { readonly uiaGraceMs: number }) => Promise<Subject>;

export interface WireAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface Wire {
  /** `path` is below /_matrix/client/v3, or whole when it begins with "/_" or "/.". */
  call(method: string, path: string, body?: unknown, token?: string): Promise<WireAnswer>;
  /** Sends a body that need not be JSON. */
  callRaw(method: string, path: string, text: string, token?: string): Promise<WireAnswer>;
}

/** Every answer has to be JSON: a server that says HTML fails here. */
export function wireTo(baseUrl: string): Wire {
  const request = async (method: string, path: string, text: string | null, token?: string) => {
    const whole = /^\/[_.]/.test(path) ? path : `/_matrix/client/v3${path}`;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(baseUrl + whole, { method, body: text, headers });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  return {
    call: (method, path, body, token) =>
      request(method, path, body === undefined ? null : JSON.stringify(body), token),
    callRaw: (method, path, text, token) => request(method, path, text, token),
  };
}

/** A string member of a JSON object. */
export function text(body: unknown, name: string): string {
  const value: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value !== 'string') throw new Error(`no ${name} in ${JSON.stringify(body)}`);
  return value;
}

export const PASSWORD = 'correct horse battery staple';

export interface Person {
  readonly userId: string;
  readonly localpart: string;
  readonly deviceId: string;
  readonly token: string;
}

let people = 0;

/** A new account with one session, so that no test sees what another one did. */
export async function newPerson(subject: Subject, password = PASSWORD): Promise<Person> {
  people += 1;
  const localpart = `person-${people}`;
  const userId = await subject.registerUser(localpart, password);
  const answer = await wireTo(subject.baseUrl).call('POST', '/login', {
    ...loginBody(localpart, password),
    initial_device_display_name: 'First session',
  });
  expect(answer.status).toBe(200);
  return {
    userId,
    localpart,
    deviceId: text(answer.body, 'device_id'),
    token: text(answer.body, 'access_token'),
  };
}

export function loginBody(user: string, password = PASSWORD) {
  return { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password };
}

/** Signs in once more; returns the new session's token. */
export async function addSession(wire: Wire, person: Person, deviceId: string): Promise<string> {
  const body = { ...loginBody(person.localpart), device_id: deviceId };
  const answer = await wire.call('POST', '/login', body);
  expect(answer).toMatchObject({ status: 200, body: { device_id: deviceId } });
  return text(answer.body, 'access_token');
}

/** The ids of the list, sorted: servers keep no order. */
export async function deviceIds(wire: Wire, person: Person): Promise<readonly string[]> {
  const { body } = await wire.call('GET', '/devices', undefined, person.token);
  const { devices } = body as { devices: readonly unknown[] };
  return devices.map((device) => text(device, 'device_id')).sort();
}

export function errorBody(errcode: string): unknown {
  return expect.objectContaining({ errcode, error: expect.any(String) as string });
}
