// What came of the grants of the authorization server: sessions of the homeserver, and the access
// tokens that it takes. How refresh tokens die is decided here, too. No HTTP here.
import { type RefreshPolicy } from '../refresh-tokens.ts';
import { type Device, type State, type Token, type User } from '../state.ts';
import { deviceIdOf } from './scopes.ts';

/** Tokens that are about to be given out. */
export interface Issue {
  readonly grantId: string;
  readonly userId: string;
  readonly scope: string;
  readonly clientName: string | undefined;
  readonly userAgent: string | undefined;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** The refresh token that they were exchanged for; undefined at the sign-in. */
  readonly exchanged: string | undefined;
}

interface Session {
  readonly user: User;
  readonly device: Device;
  readonly accessTokens: Set<string>;
}

export class GrantedSessions {
  readonly #state: State;
  readonly #policy: RefreshPolicy;
  readonly #forget: (refreshToken: string) => void;
  readonly #sessions = new Map<string, Session>();
  readonly #issued = new WeakSet<Token>();
  /** The refresh token that a token was exchanged for. */
  readonly #parents = new WeakMap<Token, string>();
  readonly #parentsOfRefreshTokens = new Map<string, string>();
  readonly #consumed = new Set<string>();

  /** `forget` makes a refresh token unknown, without more. */
  constructor(state: State, policy: RefreshPolicy, forget: (refreshToken: string) => void) {
    this.#state = state;
    this.#policy = policy;
    this.#forget = forget;
  }

  /** Whether a grant had a session that was ended since, as by a click on the account page. */
  isOver(grantId: string): boolean {
    const session = this.#sessions.get(grantId);
    return session !== undefined && !isAlive(session);
  }

  /** Whether it came from here, not from `/login`. */
  issued(token: Token): boolean {
    return this.#issued.has(token);
  }

  /** Whether a refresh token was exchanged before: it can't be used to end anything any more. */
  isConsumed(refreshToken: string): boolean {
    return this.#consumed.has(refreshToken);
  }

  /** An access token was used: the refresh token that it came from is of no use any more. */
  used(token: Token): void {
    this.#end(this.#parents.get(token));
  }

  add(issue: Issue, now: number): void {
    const { accessToken, refreshToken, exchanged } = issue;
    if (exchanged !== undefined) this.#consumed.add(exchanged);
    const session = this.#sessions.get(issue.grantId) ?? this.#begin(issue);
    const { user, device, accessTokens } = session;
    if (this.#policy.kind === 'strict') this.#endAccess(session);
    const expiresAt = now + this.#policy.lifetimeMs;
    const token = this.#state.adoptToken(accessToken, user, device.deviceId, now, expiresAt);
    accessTokens.add(accessToken);
    this.#issued.add(token);
    if (exchanged === undefined || refreshToken === undefined) return;
    this.#end(this.#parentsOfRefreshTokens.get(exchanged));
    this.#parents.set(token, exchanged);
    this.#parentsOfRefreshTokens.set(refreshToken, exchanged);
  }

  /** The session goes with its last grant: somebody may have signed in to the same again. */
  revoke(grantId: string): void {
    const session = this.#sessions.get(grantId);
    if (!session) return;
    this.#sessions.delete(grantId);
    this.#endAccess(session);
    const { user, device } = session;
    const isShared = [...this.#sessions.values()].some((other) => other.device === device);
    if (!isShared && isAlive(session)) this.#state.removeDevices(user, new Set([device.deviceId]));
  }

  /** A session that is there keeps its name. */
  #begin({ grantId, userId, scope, clientName, userAgent }: Issue): Session {
    const user = this.#state.user(userId);
    const deviceId = deviceIdOf(scope);
    if (deviceId === null) throw new Error(`no session in ${scope}`);
    const displayName = `${clientName ?? 'Unknown client'} on ${computerOf(userAgent)}`;
    const device =
      user.devices.get(deviceId) ?? this.#state.addDevice(user, { deviceId, displayName });
    const session = { user, device, accessTokens: new Set<string>() };
    this.#sessions.set(grantId, session);
    return session;
  }

  #endAccess({ accessTokens }: Session): void {
    for (const secret of accessTokens) this.#state.endToken(secret);
    accessTokens.clear();
  }

  /** Not on a strict server: it died there by the exchange, and has to be known when it comes again. */
  #end(refreshToken: string | undefined): void {
    if (this.#policy.kind === 'spec' && refreshToken !== undefined) this.#forget(refreshToken);
  }
}

/** What the service reads from a User-Agent: the first word of its comment, where two are there. */
function computerOf(userAgent = ''): string {
  return /^[^\s/]+\/\S+ \(([^;()]+);[^()]+\)/.exec(userAgent)?.[1]?.trim() ?? 'Unknown device';
}

/** Whether the very session is there still, and not only another of its name. */
function isAlive({ user, device }: Session): boolean {
  return user.devices.get(device.deviceId) === device;
}
