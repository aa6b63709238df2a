// The protocol's nouns and the ports of this folder. Everything here runs in any JS runtime.
import type { AppError, Result } from '../shared/errors.ts';
import type { DeviceId, DeviceIds } from '../shared/ids.ts';
import type { Device, OAuthBinding } from '../shared/model.ts';
import type { SignInIdentifier } from '../shared/sign-in.ts';
import type { ClientInfo } from '../shared/trust.ts';

/** The standard `fetch`, on a client that has neither cookies nor a cache. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` (within 0 and 2^31 - 1), or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface MatrixPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
}

/** What finding a server takes besides. */
export interface DiscoveryPorts extends MatrixPorts {
  /**
   * The IP addresses to which a request to `url` would be sent. Empty where they aren't known: the name
   * leads nowhere, or a proxy looks it up. Never rejects.
   */
  readonly addressesOf: (url: string) => Promise<readonly string[]>;
}

/** A homeserver that answered `/versions`. */
export interface DiscoveredServer {
  /** Origin and perhaps a path, no trailing slash. */
  readonly baseUrl: string;
  /** The full Matrix ID, when one was typed. */
  readonly userId: string | null;
}

export interface LoginRequest {
  readonly proof: LoginProof;
  /** A new one, or our own, to sign in again without making another session. Nobody else's. */
  readonly deviceId: DeviceId;
  readonly deviceName: string;
}

export type LoginProof =
  | {
      readonly kind: 'password';
      readonly identifier: SignInIdentifier;
      readonly password: string;
    }
  /** What the browser brought back: good for one request, within seconds. */
  | { readonly kind: 'login-token'; readonly token: string };

/** What a server gives to be kept. */
export interface Tokens {
  readonly access: string;
  /** Null where the server renews nothing. */
  readonly refresh: string | null;
  /** How long the access token lives from now on, in milliseconds; null where it isn't said. */
  readonly expiresInMs: number | null;
}

export interface LoginAnswer {
  readonly userId: string;
  readonly deviceId: DeviceId | null;
  readonly tokens: Tokens;
}

/** `maybeMade`: the server may have made the session all the same. */
export type LoginOutcome =
  | { readonly ok: true; readonly value: LoginAnswer }
  | { readonly ok: false; readonly error: AppError; readonly maybeMade?: true };

/** What an authorization server may be asked for. Its addresses are judged (`checkNamedAddress`). */
export interface OAuthServer {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly registrationEndpoint: string;
  /** Null where it has no device authorization grant (RFC 8628). */
  readonly deviceEndpoint: string | null;
  /** Whether an answer without `iss` (RFC 9207) is to be refused. */
  readonly namesItself: boolean;
  /** The names of scopes from spec v1.15 on, or those of MSC2967. */
  readonly stableScopes: boolean;
}

/** What a sign-in by OAuth 2.0 brings. */
export interface OAuthGrant {
  readonly tokens: Tokens;
  readonly binding: OAuthBinding;
}

export type GrantAnswer =
  /** `asAsked`: false where it is for another session or other rights; then it is to be revoked. */
  | { readonly kind: 'granted'; readonly grant: OAuthGrant; readonly asAsked: boolean }
  /** `maybeMade`: as in `LoginOutcome`. */
  | { readonly kind: 'failed'; readonly error: AppError; readonly maybeMade?: true };

export type RefreshAnswer =
  /** `refresh` is null where the old refresh token stays in use. */
  | { readonly kind: 'renewed'; readonly tokens: Tokens }
  /** The server doesn't take this refresh token (any more). */
  | { readonly kind: 'refused' }
  /** Nothing is known; the same refresh token may be tried again later. */
  | { readonly kind: 'failed'; readonly error: AppError };

export interface WhoAmI {
  readonly userId: string;
  readonly deviceId: DeviceId | null;
}

/** `GET /devices`, rebuilt: bad and duplicate entries are dropped and counted. */
export interface DeviceList {
  readonly sessions: readonly Device[];
  readonly dropped: number;
  /** As in `ListState`. */
  readonly seenBySyncOnly?: true | undefined;
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

/** The `auth` member of a request. Built at the last moment; its secret lives in no other object. */
export type AuthDict =
  | {
      readonly type: 'm.login.password';
      readonly identifier: { readonly type: 'm.id.user'; readonly user: string };
      readonly password: string;
      readonly session?: string;
    }
  | {
      readonly type: 'm.login.registration_token';
      readonly token: string;
      readonly session?: string;
    }
  | { readonly type: 'm.login.dummy' | 'm.login.terms'; readonly session?: string }
  /** For a stage that is done elsewhere. */
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

/** Where an OAuth server lets people manage their sessions. Nothing of it is checked for safety. */
export interface AccountPage {
  readonly issuer: string;
  /** `account_management_uri`, null where it names none. */
  readonly url: string | null;
  /** What the page can be asked for: at most 50 names. */
  readonly actions: readonly string[];
}

/**
 * One account's calls. The base URL is frozen with the token; the token is asked for at each
 * request and kept in no field. `signal` aborts the request: the result is then `cancelled`.
 */
export interface MatrixClient {
  whoami(): Promise<Result<WhoAmI>>;
  /** `headersMs`: how long the server may take to begin its answer, where it needs more than others do. */
  listDevices(signal?: AbortSignal, headersMs?: number): Promise<Result<DeviceList>>;
  /** `not-found` when it is gone; `unsafe-id` where the id can't be put in a path. */
  getDevice(deviceId: DeviceId): Promise<Result<Device>>;
  renameDevice(deviceId: DeviceId, displayName: string): Promise<Result<null>>;
  /** `DELETE /devices/{id}` for one safe id, `POST /delete_devices` otherwise. Never retried here. */
  deleteDevices(
    deviceIds: DeviceIds,
    auth: AuthDict | null,
    signal?: AbortSignal,
  ): Promise<DeleteAnswer>;
  /** `POST /logout`. A token that is dead already counts as done. */
  logout(): Promise<Result<null>>;
  /** What `/auth_metadata` says, null where there is no OAuth API: then sessions are deleted by calls. */
  accountPage(): Promise<Result<AccountPage | null>>;
  /** `POST /keys/query` for the account itself; the answer is for `judgeTrust` to read. */
  queryKeys(userId: string, signal?: AbortSignal): Promise<Result<unknown>>;
  /** Whether the server holds a backup of message keys. */
  keyBackup(signal?: AbortSignal): Promise<Result<'present' | 'none'>>;
  /** The dehydrated device (MSC3814), null where there is none or the server has no such thing. */
  dehydratedDevice(signal?: AbortSignal): Promise<Result<DeviceId | null>>;
  /** What clients wrote about themselves into account data, by session. */
  clientInfos(signal?: AbortSignal): Promise<Result<ReadonlyMap<DeviceId, ClientInfo>>>;
  /** Empties what `clientInfos` gave for one session. Where there was nothing, it leaves an empty entry. */
  clearClientInfo(userId: string, deviceId: DeviceId): Promise<Result<null>>;
}

/**
 * Reads the token of one account at the moment of a request. `refused` is one that the server has
 * just called unknown: then another one is given, or `session-ended` where there is none.
 */
export type AccessToken = (refused?: string) => Promise<Result<string>>;
