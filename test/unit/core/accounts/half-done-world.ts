// A server, a disk and a keychain that outlive Muster, and a Muster that can be killed at every call of
// its ports, before what it asks for is done or right after.
import { Accounts } from '../../../../electron/core/accounts/accounts.ts';
import { removeAccount } from '../../../../electron/core/accounts/remove-account.ts';
import { SessionEndings } from '../../../../electron/core/accounts/session-endings.ts';
import type { CredentialVault } from '../../../../electron/core/ports.ts';
import type { SignInProtocol } from '../../../../electron/core/sign-in/protocol.ts';
import { SignIn } from '../../../../electron/core/sign-in/sign-in.ts';
import type { StoredAccounts } from '../../../../electron/core/store/account-store.ts';
import { AccountTokens } from '../../../../electron/core/tokens/tokens.ts';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import type { Authorization } from '../../../../electron/matrix/oauth/code.ts';
import type { AuthMetadata } from '../../../../electron/matrix/oauth/metadata.ts';
import type { AccessToken, GrantAnswer, OAuthServer } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import type { Account, CredentialPlace, OAuthBinding } from '../../../../electron/shared/model.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import { recordingLog } from '../fake-core.ts';

export const SERVER = 'https://matrix.example.org';
const USER = '@alice:example.org';
const BACK = 'http://127.0.0.1:4711/secret';
const binding: OAuthBinding = {
  issuer: 'https://auth.example.org/',
  clientId: 'client-1',
  authorizationEndpoint: 'https://auth.example.org/authorize',
  tokenEndpoint: 'https://auth.example.org/token',
  revocationEndpoint: 'https://auth.example.org/revoke',
};
const oauthServer: OAuthServer = {
  ...binding,
  authorizationEndpoint: 'https://auth.example.org/authorize',
  registrationEndpoint: 'https://auth.example.org/register',
  deviceEndpoint: null,
  namesItself: false,
  stableScopes: true,
};

export type Way = 'password' | 'oauth';

/** What happens at the call of a number, counted over all ports; of what is not named, nothing. */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'killed-before' | 'killed-after'; readonly at: number }
  /** This write and all that follow fail, on the disk or in the keychain. */
  | { readonly kind: 'disk-full' | 'keychain-fails'; readonly at: number }
  /** The request is carried out, and its answer gets lost. */
  | { readonly kind: 'answer-lost'; readonly at: number };

/** What there is beside Muster. */
export class Surroundings {
  /** Tokens of the sessions on the server: the login API has one for each, OAuth may have several. */
  readonly sessions = new Map<string, DeviceId>();
  readonly keychain = new Map<string, string>();
  disk: StoredAccounts = { accounts: [], unsettled: [] };
  /** UUIDs whose first part counts up: of that, ids of sessions are made. */
  readonly newId = () =>
    `${(this.#made += 1).toString().padStart(8, '0')}-0000-4000-8000-000000000000`;
  #issued = 0;
  #made = 0;

  issue(deviceId: DeviceId, way: Way): string {
    // The login API ends what there was of the session.
    if (way === 'password')
      for (const [token, its] of this.sessions) if (its === deviceId) this.sessions.delete(token);
    this.#issued += 1;
    const token = `token-${this.#issued}`;
    this.sessions.set(token, deviceId);
    return token;
  }
}

type Act<T> = () => Promise<T>;

/** One run of Muster. `fault` befalls it once. */
export class Run {
  readonly accounts: Accounts;
  readonly endings: SessionEndings;
  readonly signIn: SignIn;
  readonly #surroundings: Surroundings;
  readonly #fault: Fault;
  readonly #tokens: AccountTokens;
  readonly #protocol: SignInProtocol;
  readonly #clock = fakeClock();
  #accept: ((address: string) => boolean) | null = null;
  #calls = 0;
  #isDead = false;
  #isFailing = false;

  constructor(surroundings: Surroundings, fault: Fault) {
    this.#surroundings = surroundings;
    this.#fault = fault;
    const log = recordingLog();
    const keychain = this.#vault(surroundings.keychain);
    this.accounts = new Accounts({
      store: { load: () => surroundings.disk, save: (state) => this.#save(state) },
      publish: () => undefined,
    });
    this.#protocol = this.#server();
    this.#tokens = new AccountTokens({
      vaults: { keychain, 'this-run': new MemoryVault() },
      account: (accountId) => this.accounts.get(accountId),
      refresh: () => Promise.resolve({ kind: 'refused' }),
      monotonic: () => 0,
      log,
    });
    const ports = { ...this.#protocol, accounts: this.accounts, tokens: this.#tokens, log };
    this.endings = new SessionEndings({ ...ports, onRemoved: () => undefined });
    this.signIn = new SignIn({
      ...ports,
      protocol: this.#protocol,
      endings: this.endings,
      vaults: { keychain, 'this-run': new MemoryVault() },
      storeStatus: () => ({ kind: 'ready' }),
      clock: this.#clock,
      newId: surroundings.newId,
      publish: () => undefined,
      listen: (accept) => {
        this.#accept = accept;
        return Promise.resolve({ url: BACK, close: () => undefined });
      },
      openExternal: () => Promise.resolve(ok(null)),
      sessionName: () => 'Muster',
      onSignedIn: () => undefined,
      onReplaced: () => undefined,
    });
  }

  get calls(): number {
    return this.#calls;
  }

  /** As far as it gets. `again`: the account that is signed in again. */
  async signInBy(way: Way, keptIn: CredentialPlace, again: AccountId | null): Promise<void> {
    const begun = await (again === null
      ? this.signIn.begin({ address: SERVER })
      : this.signIn.again({ accountId: again }));
    if (!begun.ok || begun.value.kind !== 'ready') throw new Error('not ready');
    const { attemptId } = begun.value;
    const identifier = { kind: 'user', user: USER } as const;
    if (way === 'password')
      void this.signIn.password({ attemptId, identifier, password: 'pw', keptIn });
    else {
      void this.signIn.oauth({ attemptId, keptIn });
      await this.#settled();
      this.#accept?.(`${BACK}?code=code-1&state=state-1`);
    }
    await this.#settled();
  }

  async remove(accountId: AccountId): Promise<void> {
    const log = recordingLog();
    const ports = { ...this.#protocol, accounts: this.accounts, tokens: this.#tokens, log };
    const storeStatus = () => ({ kind: 'ready' }) as const;
    void removeAccount(
      { ...ports, storeStatus, onRemoved: () => undefined },
      { accountId, insist: false },
    );
    await this.#settled();
  }

  async recover(): Promise<void> {
    void this.endings.recover();
    await this.#settled();
  }

  /** Whether the account can do anything on the server. */
  async isAlive(account: Account): Promise<boolean> {
    const token = await this.#tokens.of(account.accountId)();
    return token.ok && this.#surroundings.sessions.get(token.value) === account.deviceId;
  }

  async #settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await this.#clock.advance(0);
  }

  /** One call of a port. A dead Muster hears no answer any more. */
  #call<T>(act: Act<T>, lost: T | null): Promise<T> {
    if (this.#isDead) return forever();
    const at = (this.#calls += 1);
    const { kind } = this.#fault;
    const isNow = kind !== 'none' && this.#fault.at === at;
    if (isNow && kind === 'killed-before') {
      this.#isDead = true;
      return forever();
    }
    const outcome = act();
    if (isNow && kind === 'killed-after') {
      this.#isDead = true;
      return forever();
    }
    return isNow && kind === 'answer-lost' && lost !== null ? Promise.resolve(lost) : outcome;
  }

  #isRefused(kind: 'disk-full' | 'keychain-fails'): boolean {
    if (this.#fault.kind === kind && this.#fault.at === this.#calls) this.#isFailing = true;
    return this.#isFailing && this.#fault.kind === kind;
  }

  #save(state: StoredAccounts): Result<null> {
    let saved: Result<null> = fail({ code: 'store', reason: 'disk-full' });
    void this.#call(() => {
      if (this.#isRefused('disk-full')) return Promise.resolve();
      this.#surroundings.disk = state;
      saved = ok(null);
      return Promise.resolve();
    }, null);
    return saved;
  }

  #vault(items: Map<string, string>): CredentialVault {
    const locked: AppError = { code: 'vault', reason: 'locked' };
    const missing: AppError = { code: 'vault', reason: 'locked-or-missing' };
    const call = <T>(act: () => Result<T>): Promise<Result<T>> =>
      this.#call(
        () => Promise.resolve(this.#isRefused('keychain-fails') ? fail(locked) : act()),
        null,
      );
    return {
      set: (item, token) =>
        call(() => {
          items.set(item, token);
          return ok(null);
        }),
      get: (item) => call(() => (items.has(item) ? ok(items.get(item) ?? '') : fail(missing))),
      delete: (item) =>
        call(() => {
          items.delete(item);
          return ok(null);
        }),
      probe: () => Promise.resolve(ok(null)),
      status: () => ({ kind: 'ready' }),
    };
  }

  #server(): SignInProtocol {
    const { sessions } = this.#surroundings;
    const unexpected = () => Promise.reject(new Error('unexpected'));
    const lost: AppError = { code: 'unreachable', host: 'matrix.example.org' };
    const noAnswer = { ...fail(lost), maybeMade: true } as const;
    const methods = { oauth: null, password: true, sso: null, others: [] };
    return {
      discover: () => Promise.resolve(ok({ baseUrl: SERVER, userId: null })),
      leadsInside: () => Promise.resolve(null),
      loginMethods: () => Promise.resolve(ok(methods)),
      authMetadata: () => Promise.resolve(ok(metadata)),
      providerIcon: unexpected,
      beginDeviceCode: unexpected,
      askForGrant: unexpected,
      prepareAuthorization: (server, { deviceId, redirectUrl }) =>
        Promise.resolve(ok(authorizationOf(server, deviceId, redirectUrl))),
      exchangeCode: ({ deviceId }) =>
        this.#call<GrantAnswer>(
          () => {
            const access = this.#surroundings.issue(deviceId, 'oauth');
            const tokens = { access, refresh: null, expiresInMs: null };
            return Promise.resolve({ kind: 'granted', grant: { tokens, binding }, asAsked: true });
          },
          { kind: 'failed', error: lost, maybeMade: true },
        ),
      login: (_, { deviceId }) =>
        this.#call(() => {
          const access = this.#surroundings.issue(deviceId, 'password');
          const tokens = { access, refresh: null, expiresInMs: null };
          return Promise.resolve(ok({ userId: USER, deviceId, tokens }));
        }, noAnswer),
      revoke: (_, { access }) =>
        this.#call(() => {
          sessions.delete(access);
          return Promise.resolve(ok(null));
        }, fail(lost)),
      client: (_, token) => this.#client(token, lost),
    };
  }

  #client(token: AccessToken, lost: AppError): ReturnType<SignInProtocol['client']> {
    const { sessions } = this.#surroundings;
    const ended = fail({ code: 'session-ended', softLogout: false });
    return {
      whoami: async () => {
        const access = await token();
        if (!access.ok) return access;
        return this.#call(() => {
          const deviceId = sessions.get(access.value);
          return Promise.resolve(deviceId === undefined ? ended : ok({ userId: USER, deviceId }));
        }, fail(lost));
      },
      logout: async () => {
        const access = await token();
        if (!access.ok) return access;
        return this.#call(() => {
          sessions.delete(access.value);
          return Promise.resolve(ok(null));
        }, fail(lost));
      },
      listDevices: () => Promise.resolve(fail(lost)),
    };
  }
}

const metadata: AuthMetadata = {
  accountPage: { issuer: binding.issuer, url: null, actions: [] },
  server: oauthServer,
};

function authorizationOf(
  server: OAuthServer,
  deviceId: DeviceId,
  redirectUrl: string,
): Authorization {
  const url = `${server.authorizationEndpoint}?state=state-1`;
  const secret = { state: 'state-1', verifier: 'verifier-1' };
  return { url, server, clientId: binding.clientId, redirectUrl, deviceId, ...secret };
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
