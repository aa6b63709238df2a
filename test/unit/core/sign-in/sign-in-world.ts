// A sign-in with everything around it invented: a homeserver that signs everybody in as Alice, a
// keychain, a browser and the address that it comes back to.
import { expect } from 'vitest';
import { Accounts } from '../../../../electron/core/accounts/accounts.ts';
import { SessionEndings } from '../../../../electron/core/accounts/session-endings.ts';
import type { CredentialVault } from '../../../../electron/core/ports.ts';
import type { SignInProtocol } from '../../../../electron/core/sign-in/protocol.ts';
import { SignIn, type SignInOptions } from '../../../../electron/core/sign-in/sign-in.ts';
import { AccountTokens } from '../../../../electron/core/tokens/tokens.ts';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import type { LoginAnswer, LoginRequest, WhoAmI } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError, type Result } from '../../../../electron/shared/errors.ts';
import type { AccountId, AttemptId, DeviceId } from '../../../../electron/shared/ids.ts';
import type {
  Account,
  CredentialPlace,
  Device,
  StoreStatus,
} from '../../../../electron/shared/model.ts';
import type {
  SignInIdentifier,
  SignInMethods,
  SignInSnapshot,
} from '../../../../electron/shared/sign-in.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import { devices, recordingLog, stored, vaultWith, windows } from '../fake-core.ts';

export const SERVER = 'https://matrix.example.org';
/** What is asked for where there is no session to ask for again. */
export const newDeviceId = expect.stringMatching(/^[A-Z0-9]{16}$/) as DeviceId;
/** Where the browser comes back to. */
export const BACK = 'http://127.0.0.1:4711/secret';
export const locked: AppError = { code: 'vault', reason: 'locked' };
export const methods: SignInMethods = {
  oauth: null,
  password: true,
  sso: { providers: [], preferred: false },
  others: [],
};

export interface WorldOptions {
  readonly accounts?: readonly Account[];
  /** What is in the keychain; empty by default. */
  readonly vault?: CredentialVault;
  /** How the keychain answers, where otherwise. */
  readonly keychain?: Partial<CredentialVault>;
  /** How the memory answers, where otherwise. */
  readonly memory?: Partial<CredentialVault>;
  readonly protocol?: Partial<SignInProtocol>;
  readonly store?: StoreStatus;
  /** What comes of a write. */
  readonly save?: () => Result<null>;
  readonly logout?: () => Promise<Result<null>>;
  /** What the server at an address lists, by what was logged in to by then. */
  readonly listed?: Readonly<
    Record<string, (logins: readonly LoginRequest[]) => readonly Device[]>
  >;
  readonly ports?: Partial<Pick<SignInOptions, 'listen' | 'openExternal'>>;
}

interface PasswordPart {
  readonly user?: string;
  readonly identifier?: SignInIdentifier;
  readonly keptIn?: CredentialPlace;
}

/** The server's tokens are token-1, token-2 and so on; "pasted" is Alice's, too. */
export function setUp(options: WorldOptions = {}) {
  const keychain = vaultWith(options.vault ?? new MemoryVault(), options.keychain ?? {});
  const memory = vaultWith(new MemoryVault(), options.memory ?? {});
  const vaults = { keychain, 'this-run': memory };
  const logins: LoginRequest[] = [];
  const loggedOut: string[] = [];
  const signedIn: AccountId[] = [];
  const replaced: (readonly [AccountId, boolean])[] = [];
  const opened: string[] = [];
  let ids = 0;
  const clock = fakeClock();
  const log = recordingLog();
  const news = windows();
  const browser = fakeBrowser();
  const accounts = new Accounts({
    store: { load: () => stored(options.accounts ?? []), save: () => options.save?.() ?? ok(null) },
    publish: news.publish,
  });
  const whose = new Map<string, WhoAmI>([
    ['pasted', { userId: '@alice:example.org', deviceId: 'ELSEWHERE' as DeviceId }],
  ]);
  const protocol: SignInProtocol = {
    discover: (address) =>
      Promise.resolve(ok({ baseUrl: SERVER, userId: address.startsWith('@') ? address : null })),
    leadsInside: () => Promise.resolve(null),
    loginMethods: () => Promise.resolve(ok(methods)),
    authMetadata: () => Promise.resolve(ok(null)),
    providerIcon: () => Promise.resolve(null),
    prepareAuthorization: unexpected,
    exchangeCode: unexpected,
    beginDeviceCode: unexpected,
    askForGrant: unexpected,
    revoke: unexpected,
    login(_, request) {
      logins.push(request);
      return Promise.resolve(ok(loginAnswer(`token-${logins.length}`, request.deviceId)));
    },
    client: (baseUrl, token) => ({
      listDevices: () => Promise.resolve(devices(...(options.listed?.[baseUrl]?.(logins) ?? []))),
      async whoami() {
        const read = await token();
        const who = read.ok ? whose.get(read.value) : undefined;
        return who ? ok(who) : fail({ code: 'session-ended', softLogout: false });
      },
      async logout() {
        const read = await token();
        if (!read.ok) return read;
        loggedOut.push(read.value);
        return options.logout?.() ?? ok(null);
      },
    }),
    ...options.protocol,
  };
  const tokens = new AccountTokens({
    vaults,
    account: (accountId) => accounts.get(accountId),
    refresh: () => Promise.reject(new Error('unexpected')),
    monotonic: () => clock.now(),
    log,
  });
  const endings = new SessionEndings({
    ...protocol,
    accounts,
    tokens,
    log,
    onRemoved: () => expect.fail('nothing is removed here'),
  });
  const signIn = new SignIn({
    protocol,
    accounts,
    vaults,
    tokens,
    endings,
    storeStatus: () => options.store ?? { kind: 'ready' },
    clock,
    newId: () => `${(ids += 1).toString().padStart(8, '0')}-0000-4000-8000-000000000000`,
    publish: news.publish,
    listen: browser.listen,
    openExternal(url) {
      opened.push(url);
      return Promise.resolve(ok(null));
    },
    log,
    sessionName: () => 'Muster on kitchen',
    onSignedIn: (accountId) => signedIn.push(accountId),
    onReplaced: (accountId, ended) => replaced.push([accountId, ended]),
    ...options.ports,
  });

  async function begin(address = '@alice:example.org'): Promise<AttemptId> {
    const begun = await signIn.begin({ address });
    if (!begun.ok || begun.value.kind !== 'ready') throw new Error('not ready');
    return begun.value.attemptId;
  }

  return {
    ...{ signIn, begin, accounts, keychain, memory, logins, loggedOut, signedIn, clock, log },
    ...{ news, browser, opened, whose, replaced },
    password: (attemptId: AttemptId, part: PasswordPart = {}) =>
      signIn.password({
        attemptId,
        identifier: part.identifier ?? { kind: 'user', user: part.user ?? '@alice:example.org' },
        password: 'correct horse',
        keptIn: part.keptIn ?? 'keychain',
      }),
  };
}

export async function beginAgain(
  signIn: SignIn,
  { accountId }: Pick<Account, 'accountId'>,
): Promise<AttemptId> {
  const begun = await signIn.again({ accountId });
  if (!begun.ok || begun.value.kind !== 'ready') throw new Error('not ready');
  return begun.value.attemptId;
}

function unexpected(): Promise<never> {
  return Promise.reject(new Error('unexpected'));
}

export function loginAnswer(access: string, deviceId: DeviceId | null = null): LoginAnswer {
  return {
    userId: '@alice:example.org',
    deviceId,
    tokens: { access, refresh: null, expiresInMs: null },
  };
}

export function ready(attemptId: AttemptId, problem: AppError | null): Result<SignInSnapshot> {
  return ok({
    kind: 'ready',
    attemptId,
    baseUrl: SERVER,
    userId: '@alice:example.org',
    again: false,
    methods,
    problem,
  });
}

/** One listener at a time, all at `BACK`. */
function fakeBrowser() {
  let accept: ((address: string) => boolean) | null = null;
  let listeners = 0;
  return {
    listen: ((given) => {
      accept = given;
      listeners += 1;
      return Promise.resolve({
        url: BACK,
        close() {
          accept = null;
          listeners -= 1;
        },
      });
    }) satisfies SignInOptions['listen'],
    listeners: () => listeners,
    /** A request arrives; whether it was taken for the answer. */
    comeBack: (address: string): boolean => (accept ?? expect.fail('nobody listens'))(address),
  };
}
