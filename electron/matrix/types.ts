// The protocol's nouns and the ports of this folder. Everything here runs in any JS runtime.
import type { AppError, Result } from '../shared/errors.ts';
import type { DeviceId } from '../shared/ids.ts';
import type { Session } from '../shared/model.ts';

/** The standard `fetch`, on a client that has neither cookies nor a cache. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` (at most 2^31 - 1), or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface MatrixPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
}

/** A homeserver that answered `/versions`. */
export interface DiscoveredServer {
  /** Origin and perhaps a path, no trailing slash. */
  readonly baseUrl: string;
  /** The full Matrix ID, when one was typed. */
  readonly userId: string | null;
}

/** What `GET /login` offers. */
export interface LoginMethods {
  readonly password: boolean;
  /** Types other than `m.login.password`, unique, at most 20 of at most 128 characters. */
  readonly others: readonly string[];
}

export interface LoginRequest {
  /** A full Matrix ID or a localpart. */
  readonly user: string;
  readonly password: string;
  /** Our own device id, to sign in again without making another session; null for a new one. */
  readonly deviceId: DeviceId | null;
  readonly deviceName: string;
}

export interface LoginAnswer {
  readonly userId: string;
  readonly deviceId: DeviceId | null;
  readonly accessToken: string;
}

export interface WhoAmI {
  readonly userId: string;
  readonly deviceId: DeviceId | null;
}

/** `GET /devices`, rebuilt: bad and duplicate entries are dropped and counted. */
export interface DeviceList {
  readonly sessions: readonly Session[];
  readonly dropped: number;
}

/** A 401 that asks for User-Interactive Authentication, rebuilt and bounded. */
export interface UiaChallenge {
  /** At most 10 flows of at most 10 stages; stages match `[A-Za-z0-9._-]{1,128}`. */
  readonly flows: readonly { readonly stages: readonly string[] }[];
  readonly completed: readonly string[];
  readonly session: string | null;
  /** Parameters of the stages, as they came; only read by the stage they belong to. */
  readonly params: ReadonlyMap<string, unknown>;
  /** Set when a stage was refused: "wrong password", say. */
  readonly errcode: string | null;
  readonly serverText: string | null;
}

/** The `auth` member of a request. Built at the last moment; the password lives in no other object. */
export type AuthDict =
  | {
      readonly type: 'm.login.password';
      readonly identifier: { readonly type: 'm.id.user'; readonly user: string };
      readonly password: string;
      readonly session?: string;
    }
  | { readonly type: 'm.login.dummy'; readonly session?: string }
  | { readonly session: string };

export type DeleteAnswer =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'challenge'; readonly challenge: UiaChallenge }
  /** 400, 403 or 404 that says that the UIA session is unknown or over. */
  | { readonly kind: 'session-lost' }
  /** 404 M_UNRECOGNIZED: this server signs sessions out elsewhere. */
  | { readonly kind: 'unrecognized' }
  /** `ambiguous`: the request may have been carried out (timeout, reset, 5xx after sending). */
  | { readonly kind: 'failed'; readonly error: AppError; readonly ambiguous: boolean };

/**
 * One account's calls. The base URL is frozen with the token; the token is asked for at each
 * request and kept in no field. `signal` aborts the request: the result is then `cancelled`.
 */
export interface MatrixClient {
  whoami(): Promise<Result<WhoAmI>>;
  listDevices(signal?: AbortSignal): Promise<Result<DeviceList>>;
  /** `not-found` when it is gone; `unsafe-id` where the id can't be put in a path. */
  getDevice(deviceId: DeviceId): Promise<Result<Session>>;
  renameDevice(deviceId: DeviceId, displayName: string): Promise<Result<null>>;
  /** `DELETE /devices/{id}` for one safe id, `POST /delete_devices` otherwise. Never retried here. */
  deleteDevices(
    deviceIds: readonly DeviceId[],
    auth: AuthDict | null,
    signal?: AbortSignal,
  ): Promise<DeleteAnswer>;
  /** `POST /logout`. A token that is dead already counts as done. */
  logout(): Promise<Result<null>>;
  /** `account_management_uri` of `/auth_metadata`, null where there is none. Not checked for safety. */
  accountPage(): Promise<Result<{ readonly url: string; readonly issuer: string } | null>>;
}

/** Reads the token of one account at the moment of a request. */
export type AccessToken = () => Promise<Result<string>>;
