// Who exists on the embedded homeserver: users, their sessions, and access tokens. No HTTP here.
import { randomBytes } from 'node:crypto';
import { type CrossSigning, type KeysPlan, makeAccountKeys } from './identity-fixtures.ts';
import { type WireObject } from './signing.ts';

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
  /** What `m.login.registration_token` takes. */
  readonly registrationToken?: string;
  /** Encryption keys and identity; none when left out. */
  readonly keys?: KeysPlan;
  /** Whether the server holds a backup of message keys. */
  readonly keyBackup?: boolean;
  /** Global account data, by type. */
  readonly accountData?: ReadonlyMap<string, WireObject>;
  /** With which it can be signed in, too. Phone numbers are written like "DE 0160123". */
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
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
  readonly registrationToken: string | null;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** In the order of their making. */
  readonly devices: Map<string, Device>;
  /** Keys by session id, with or without a session of that id. */
  deviceKeys: Map<string, WireObject>;
  crossSigning: CrossSigning | null;
  /** The version of the key backup as it is told, null where there is none. */
  keyBackup: WireObject | null;
  /** The session that `GET dehydrated_device` names. */
  dehydratedDevice: { readonly deviceId: string; readonly data: unknown } | null;
  readonly accountData: Map<string, WireObject>;
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
  /** Milliseconds since 1970, null for never. */
  expiresAt: number | null;
}

export class State {
  readonly serverName: string;
  readonly #users = new Map<string, User>();
  readonly #tokens = new Map<string, Token>();
  readonly #secrets = new Set<string>();

  constructor(serverName: string) {
    this.serverName = serverName;
  }

  addUser(seed: AccountSeed): User {
    const user: User = {
      userId: `@${seed.localpart}:${this.serverName}`,
      password: seed.password,
      uiaGraceMs: seed.uiaGraceMs ?? 0,
      flows: seed.flows ?? [['m.login.password']],
      registrationToken: seed.registrationToken ?? null,
      emails: seed.emails ?? [],
      phones: seed.phones ?? [],
      devices: new Map(),
      deviceKeys: new Map(),
      crossSigning: null,
      keyBackup: seed.keyBackup === true ? newKeyBackup() : null,
      dehydratedDevice: null,
      accountData: new Map(seed.accountData),
      locked: false,
      deactivated: false,
      rawDevices: null,
    };
    if (this.#users.has(user.userId)) throw new Error(`${user.userId} is there twice`);
    for (const session of seed.sessions ?? []) this.addDevice(user, session);
    if (seed.keys) this.setKeys(user, seed.keys);
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

  /** Instead of all that the account had. */
  setKeys(user: User, plan: KeysPlan): void {
    const { devices, crossSigning } = makeAccountKeys(user.userId, plan);
    user.deviceKeys = new Map(devices);
    user.crossSigning = crossSigning;
  }

  /** Removes sessions, their keys and their tokens; ids that aren't there are passed over. */
  removeDevices(user: User, deviceIds: ReadonlySet<string>): void {
    for (const deviceId of deviceIds) {
      user.devices.delete(deviceId);
      user.deviceKeys.delete(deviceId);
      if (user.dehydratedDevice?.deviceId === deviceId) user.dehydratedDevice = null;
    }
    for (const [secret, token] of this.#tokens)
      if (token.user === user && deviceIds.has(token.deviceId)) this.#tokens.delete(secret);
  }

  /** A session of this id begins once more, with another row and other tokens. Its keys stay. */
  renewDevice(user: User, seed: SessionSeed): void {
    this.endTokens(user, seed.deviceId);
    user.devices.delete(seed.deviceId);
    this.addDevice(user, seed);
  }

  issueToken(user: User, deviceId: string, now: number, expiresAt: number | null = null): string {
    const secret = `hs_${randomBytes(24).toString('base64url')}`;
    this.adoptToken(secret, user, deviceId, now, expiresAt);
    return secret;
  }

  /** An access token that was made elsewhere. */
  adoptToken(
    secret: string,
    user: User,
    deviceId: string,
    now: number,
    expiresAt: number | null,
  ): Token {
    const token = { user, deviceId, validatedAt: now, expiresAt };
    this.#tokens.set(this.gaveOut(secret), token);
    return token;
  }

  /** Notes a secret (a token or a code of any kind) as one that a client gets to see. */
  gaveOut(secret: string): string {
    this.#secrets.add(secret);
    return secret;
  }

  secretsGivenOut(): readonly string[] {
    return [...this.#secrets];
  }

  endToken(secret: string): void {
    this.#tokens.delete(secret);
  }

  /** The access tokens of one session, and no more: it stays in the list. */
  endTokens(user: User, deviceId: string): void {
    for (const [secret, token] of this.#tokens)
      if (token.user === user && token.deviceId === deviceId) this.#tokens.delete(secret);
  }

  expireTokens(user: User, now: number): void {
    for (const token of this.#tokens.values()) if (token.user === user) token.expiresAt = now;
  }

  token(secret: string): Token | undefined {
    return this.#tokens.get(secret);
  }

  markSeen(user: User, deviceId: string, now: number, address: string): void {
    const device = user.devices.get(deviceId);
    if (!device) return;
    device.lastSeenAt = now;
    device.lastSeenIp = address;
  }

  deactivate(user: User): void {
    user.deactivated = true;
    this.removeDevices(user, new Set(user.devices.keys()));
  }
}

/** As Synapse tells it of a backup that holds nothing yet. */
export function newKeyBackup(): WireObject {
  return {
    algorithm: 'm.megolm_backup.v1.curve25519-aes-sha2',
    auth_data: {},
    count: 0,
    etag: '0',
    version: '1',
  };
}
