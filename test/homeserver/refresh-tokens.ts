// Refresh tokens, as the specification has them or stricter. No HTTP here.
import { randomBytes } from 'node:crypto';
import { type Device, type State, type Token, type User } from './state.ts';

export interface RefreshPolicy {
  /** How long an access token lives. */
  readonly lifetimeMs: number;
  /**
   * When a refresh token dies: once what it was exchanged for is used (`spec`), or by the exchange
   * itself, together with the old access token (`strict`; with OAuth, if it comes again, the session
   * ends).
   */
  readonly kind: 'spec' | 'strict';
}

/** For a server whose access tokens live until they are exchanged, and that says nothing of it. */
export interface EndlessPolicy {
  readonly lifetimeMs: null;
  readonly kind: 'strict';
}

interface RefreshToken {
  readonly user: User;
  readonly device: Device;
  /** The one that this was exchanged for. */
  readonly parent: string | null;
}

export interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in_ms?: number;
}

export class RefreshTokens {
  readonly #state: State;
  readonly #policy: RefreshPolicy | EndlessPolicy;
  readonly #tokens = new Map<string, RefreshToken>();
  /** The refresh token that an access token was issued for. */
  readonly #parents = new WeakMap<Token, string>();

  constructor(state: State, policy: RefreshPolicy | EndlessPolicy) {
    this.#state = state;
    this.#policy = policy;
  }

  /** A pair for a session that has just been signed in. */
  begin(user: User, deviceId: string, now: number): Pair {
    return this.#issue(user, deviceId, null, now);
  }

  /** A new pair, or null for a refresh token that is dead or was never alive. */
  exchange(secret: string, now: number): Pair | null {
    const token = this.#tokens.get(secret);
    if (token?.user.devices.get(token.device.deviceId) !== token?.device || !token) return null;
    this.#end(token.parent);
    const { user, device } = token;
    if (this.#policy.kind === 'strict') {
      this.#tokens.delete(secret);
      this.#state.endTokens(user, device.deviceId);
    }
    return this.#issue(user, device.deviceId, secret, now);
  }

  /** An access token was used: the refresh token that it came from is of no use any more. */
  used(token: Token): void {
    this.#end(this.#parents.get(token) ?? null);
  }

  #end(secret: string | null): void {
    if (secret !== null) this.#tokens.delete(secret);
  }

  #issue(user: User, deviceId: string, parent: string | null, now: number): Pair {
    const device = user.devices.get(deviceId);
    if (!device) throw new Error(`no session ${deviceId}`);
    const { lifetimeMs } = this.#policy;
    const expiresAt = lifetimeMs === null ? null : now + lifetimeMs;
    const access = this.#state.issueToken(user, deviceId, now, expiresAt);
    const token = this.#state.token(access);
    if (token && parent !== null) this.#parents.set(token, parent);
    const refresh = this.#state.gaveOut(`hr_${randomBytes(24).toString('base64url')}`);
    this.#tokens.set(refresh, { user, device, parent });
    const lifetime = lifetimeMs === null ? {} : { expires_in_ms: lifetimeMs };
    return { access_token: access, refresh_token: refresh, ...lifetime };
  }
}
