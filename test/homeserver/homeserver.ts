// The handle of a running homeserver: what tests and the demo see of it, and how they meddle.
import { type KeysPlan, makeIdentity } from './identity-fixtures.ts';
import { type FaultRule, type Faults, tooManyRequests } from './faults.ts';
import { type Personality, traits } from './personality.ts';
import { type RequestLog, type RequestRecord } from './requests.ts';
import { newDeviceId } from './routes-login.ts';
import { type WireObject } from './signing.ts';
import { type AccountSeed, type SessionSeed, type State, newKeyBackup } from './state.ts';

export interface Homeserver {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly personality: Personality;
  /** `sessions` is how many they have now. */
  readonly users: readonly {
    readonly userId: string;
    readonly password: string;
    readonly sessions: number;
  }[];
  /** What was received, oldest first; the last 5,000. */
  readonly requests: readonly RequestRecord[];
  /** Those of one method and path (encoded, without a query). */
  requestsTo(method: string, path: string): readonly RequestRecord[];
  /** The session ids of a user, in the order of their making. */
  devicesOf(userId: string): readonly string[];
  /** Makes an account and returns its Matrix ID. */
  addUser(seed: AccountSeed): string;
  /** Adds a session that nobody has the token of. Its id is made up when left out. */
  addSession(userId: string, session?: Partial<SessionSeed>): string;
  /** Ends a session and its token, as if it had been signed out elsewhere. */
  revoke(userId: string, deviceId: string): void;
  /** Access tokens of the account expire now. */
  expireTokens(userId: string): void;
  /** Gives the account these keys, and no others. */
  setKeys(userId: string, plan: KeysPlan): void;
  /** Another identity (null: none), as after a reset: the sessions keep what the old one signed. */
  replaceIdentity(userId: string, name: string | null): void;
  setKeyBackup(userId: string, present: boolean): void;
  /** One entry of global account data, undefined where there is none. */
  accountDataOf(userId: string, type: string): WireObject | undefined;
  lockUser(userId: string): void;
  unlockUser(userId: string): void;
  /** Ends all sessions, and refuses to sign in from now on. */
  deactivateUser(userId: string): void;
  /** From now on `GET /devices` gives exactly this text, whatever it is. */
  setRawDevices(userId: string, rawJson: string): void;
  /** From now on its clock is so far ahead of this computer's, in milliseconds. */
  setClock(ahead: number): void;
  /** Every access, refresh and login token, authorization and device code that was ever given out. */
  secretsIssued(): readonly string[];
  /** Misbehaves from now on; returns what ends it. */
  fault(rule: FaultRule): () => void;
  /** Asks for patience from now on, in the words of its likeness; returns what ends it. */
  limitRate(rule: Omit<FaultRule, 'action'>, waitMs: number): () => void;
  /**
   * Breaks every connection, is away until `meanwhile` is over, and comes back to the same port; what
   * its likeness keeps in memory alone is forgotten then.
   */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Breaks every connection and frees the port. */
  close(): Promise<void>;
}

interface Parts {
  readonly baseUrl: string;
  readonly personality: Personality;
  readonly state: State;
  readonly faults: Faults;
  readonly log: RequestLog;
  now(): number;
  setClock(ahead: number): void;
  restart(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export function createHandle(parts: Parts): Homeserver {
  const { state, faults, log } = parts;
  return {
    baseUrl: parts.baseUrl,
    personality: parts.personality,
    get users() {
      return state.users().map(({ userId, password, devices }) => ({
        userId,
        password,
        sessions: devices.size,
      }));
    },
    get requests() {
      return log.all();
    },
    requestsTo: (method, path) =>
      log.all().filter((it) => it.method === method && it.path.split('?')[0] === path),
    devicesOf: (userId) => [...state.user(userId).devices.keys()],
    addUser: (seed) => state.addUser(seed).userId,
    addSession: (userId, session = {}) => {
      const deviceId = session.deviceId ?? newDeviceId();
      state.addDevice(state.user(userId), { ...session, deviceId });
      return deviceId;
    },
    revoke: (userId, deviceId) => state.removeDevices(state.user(userId), new Set([deviceId])),
    expireTokens: (userId) => state.expireTokens(state.user(userId), parts.now()),
    setKeys: (userId, plan) => state.setKeys(state.user(userId), plan),
    replaceIdentity: (userId, name) => {
      const identity = name === null ? null : makeIdentity(userId, name).crossSigning;
      state.user(userId).crossSigning = identity;
    },
    setKeyBackup: (userId, present) => {
      state.user(userId).keyBackup = present ? newKeyBackup() : null;
    },
    accountDataOf: (userId, type) => state.user(userId).accountData.get(type),
    lockUser: (userId) => {
      state.user(userId).locked = true;
    },
    unlockUser: (userId) => {
      state.user(userId).locked = false;
    },
    deactivateUser: (userId) => state.deactivate(state.user(userId)),
    setRawDevices: (userId, rawJson) => {
      state.user(userId).rawDevices = rawJson;
    },
    setClock: (ahead) => parts.setClock(ahead),
    secretsIssued: () => state.secretsGivenOut(),
    fault: (rule) => faults.add(rule),
    limitRate: (rule, waitMs) =>
      faults.add({ ...rule, action: tooManyRequests(traits[parts.personality], waitMs) }),
    restart: (meanwhile = () => Promise.resolve()) => parts.restart(meanwhile),
    close: () => parts.close(),
  };
}
