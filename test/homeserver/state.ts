// Who exists on the embedded homeserver: users, their sessions, and access tokens. No HTTP here.
import { randomBytes } from 'node:crypto';

/** One session as a test or the demo describes it. Whatever is left out is unknown to the server. */
export interface SessionSeed {
  readonly deviceId: string;
  readonly displayName?: string;
  /** Milliseconds since 1970. */
  readonly lastSeenAt?: number;
  readonly lastSeenIp?: string;
}

export interface AccountSeed {
  readonly localpart: string;
  readonly password: string;
  readonly sessions?: readonly SessionSeed[];
  /**
   * How long after a sign-in or a confirmation sessions are deleted on the first request, without
   * asking (Synapse's `ui_auth.session_timeout`). 0, the default: it always asks.
   */
  readonly uiaGraceMs?: number;
  /** The UIA flows that this user is offered, instead of the password alone. */
  readonly flows?: readonly (readonly string[])[];
}

export interface Device {
  readonly deviceId: string;
  displayName: string | null;
  lastSeenAt: number | null;
  lastSeenIp: string | null;
}

export interface User {
  readonly userId: string;
  readonly password: string;
  readonly uiaGraceMs: number;
  readonly flows: readonly (readonly string[])[];
  /** In the order of their making. */
  readonly devices: Map<string, Device>;
  locked: boolean;
  deactivated: boolean;
  /** A session list that is served as it stands, whatever `devices` says. */
  rawDevices: string | null;
}

export interface Token {
  readonly user: User;
  readonly deviceId: string;
  /** When the password was last given with this token, for `uiaGraceMs`. */
  validatedAt: number;
}

const LAST_SEEN_GRANULARITY = 120_000;

export class State {
  readonly serverName: string;
  readonly #users = new Map<string, User>();
  readonly #tokens = new Map<string, Token>();

  constructor(serverName: string) {
    this.serverName = serverName;
  }

  addUser(seed: AccountSeed): User {
    const user: User = {
      userId: `@${seed.localpart}:${this.serverName}`,
      password: seed.password,
      uiaGraceMs: seed.uiaGraceMs ?? 0,
      flows: seed.flows ?? [['m.login.password']],
      devices: new Map(),
      locked: false,
      deactivated: false,
      rawDevices: null,
    };
    if (this.#users.has(user.userId)) throw new Error(`${user.userId} is there twice`);
    for (const session of seed.sessions ?? []) this.addDevice(user, session);
    this.#users.set(user.userId, user);
    return user;
  }

  users(): readonly User[] {
    return [...this.#users.values()];
  }

  /** By localpart or full Matrix ID, in any case. */
  findUser(name: string): User | undefined {
    const full = name.startsWith('@') ? name : `@${name}:${this.serverName}`;
    return this.#users.get(full.toLowerCase());
  }

  /** For tests, which name users that they made. */
  user(userId: string): User {
    const user = this.#users.get(userId);
    if (!user) throw new Error(`no user ${userId}`);
    return user;
  }

  addDevice(user: User, seed: SessionSeed): Device {
    const device: Device = {
      deviceId: seed.deviceId,
      displayName: seed.displayName ?? null,
      lastSeenAt: seed.lastSeenAt ?? null,
      lastSeenIp: seed.lastSeenIp ?? null,
    };
    user.devices.set(device.deviceId, device);
    return device;
  }

  /** Removes sessions and their tokens; ids that aren't there are passed over. */
  removeDevices(user: User, deviceIds: ReadonlySet<string>): void {
    for (const deviceId of deviceIds) user.devices.delete(deviceId);
    for (const [secret, token] of this.#tokens)
      if (token.user === user && deviceIds.has(token.deviceId)) this.#tokens.delete(secret);
  }

  issueToken(user: User, deviceId: string, now: number): string {
    const secret = `hs_${randomBytes(24).toString('base64url')}`;
    this.#tokens.set(secret, { user, deviceId, validatedAt: now });
    return secret;
  }

  token(secret: string): Token | undefined {
    return this.#tokens.get(secret);
  }

  /** Like Synapse: at most once in two minutes. */
  markSeen(token: Token, now: number, address: string): void {
    const device = token.user.devices.get(token.deviceId);
    if (!device || now - (device.lastSeenAt ?? 0) < LAST_SEEN_GRANULARITY) return;
    device.lastSeenAt = now;
    device.lastSeenIp = address;
  }

  deactivate(user: User): void {
    user.deactivated = true;
    this.removeDevices(user, new Set(user.devices.keys()));
  }
}
