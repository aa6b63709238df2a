// One embedded homeserver in somebody's likeness for the tests of a file, and what the real one answered.
import { afterAll, beforeAll, expect } from 'vitest';
import { wireAnswer } from '../fixtures/wire/wire.ts';
import { type Homeserver } from '../homeserver/homeserver.ts';
import { type Personality } from '../homeserver/personality.ts';
import { startHomeserver } from '../homeserver/server.ts';
import { type WireAnswer, loginBody, text, wireTo } from './subject.ts';

export const ada = '@ada:demo.muster.test';
export const bob = '@bob:demo.muster.test';
export const done = { status: 200, body: {} };
/** What changes from run to run. */
export const someText = expect.any(String) as string;

/** An answer of fixtures/wire, to be expected; `change`: members that this run has otherwise. */
export function recorded(name: string, change: object = {}): WireAnswer {
  const { status, body } = wireAnswer(name);
  return { status, body: { ...(body as object), ...change } };
}

export interface Likeness {
  readonly homeserver: Homeserver;
  readonly token: string;
  /** With the token of Ada's session ME. */
  call(method: string, path: string, body?: unknown): Promise<WireAnswer>;
  callRaw(method: string, path: string, sent: string): Promise<WireAnswer>;
  /** Without a token. */
  open(method: string, path: string, body?: unknown): Promise<WireAnswer>;
  /** Signs Ada in once more, and returns the token. */
  signIn(deviceId: string, more?: object): Promise<string>;
  /** The row of one of Ada's sessions in the list. */
  row(deviceId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** Ada has sessions A (unused and unnamed) and B, and ME, which signs in; Bob has none. */
export function startLikeness(personality: Personality): () => Likeness {
  let likeness: Likeness | null = null;
  beforeAll(async () => {
    likeness = await begin(personality);
  });
  afterAll(() => likeness?.homeserver.close());
  return () => {
    if (!likeness) throw new Error('not started');
    return likeness;
  };
}

async function begin(personality: Personality): Promise<Likeness> {
  const sessions = [{ deviceId: 'A' }, { deviceId: 'B', displayName: 'B' }];
  const homeserver = await startHomeserver({
    personality,
    users: [
      { localpart: 'ada', password: 'pw', sessions, emails: ['ada@example.org'] },
      { localpart: 'bob', password: 'bobs', sessions: [] },
    ],
  });
  const wire = wireTo(homeserver.baseUrl);
  const signIn = async (deviceId: string, more: object = {}) => {
    const body = { ...loginBody('ada', 'pw'), device_id: deviceId, ...more };
    const answer = await wire.call('POST', '/login', body);
    return text(answer.body, 'access_token');
  };
  const token = await signIn('ME', { initial_device_display_name: 'Me' });
  return {
    homeserver,
    token,
    call: (method, path, body) => wire.call(method, path, body, token),
    callRaw: (method, path, sent) => wire.callRaw(method, path, sent, token),
    open: (method, path, body) => wire.call(method, path, body),
    signIn,
    row: async (deviceId) => {
      const { body } = await wire.call('GET', '/devices', undefined, token);
      const { devices } = body as { devices: readonly Readonly<Record<string, unknown>>[] };
      return devices.find((row) => row['device_id'] === deviceId);
    },
  };
}

/** The `auth` of a password, of Ada unless said otherwise. */
export function passwordAuth(password: string | undefined, more: object = {}, user = ada): object {
  return {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user },
    password,
    ...more,
  };
}
