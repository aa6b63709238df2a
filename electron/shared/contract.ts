// The one contract between the window and main. Three projections: main's handlers (ipc/), the
// preload's `window.muster`, and the mock of the component tests.
import type { Result } from './errors.ts';
import type {
  HistoryActPage,
  HistoryActs,
  HistoryFilter,
  HistoryPage,
  Timeline,
} from './history.ts';
import type { AccountId, AttemptId, CredentialId, DeviceId, OperationId, ReviewId } from './ids.ts';
import type {
  Account,
  AppSnapshot,
  CredentialPlace,
  Destination,
  DetailOutcome,
  ExportFormat,
  ExportOutcome,
  LeftBehindSession,
  RemoveOutcome,
  RenameOutcome,
  SessionList,
  SessionListDelta,
  Settings,
  StoreStatus,
  VaultStatus,
  WatchState,
} from './model.ts';
import type { SignInIdentifier, SignInSnapshot } from './sign-in.ts';
import type { OperationAnswer, OperationSnapshot } from './operation.ts';

/** Hosts, with their ports. */
type AgreedTo = readonly string[] | undefined;

/** A question from the window. The phantom field carries the types and never exists. */
export interface Call<Argument, Value> {
  readonly kind: 'call';
  readonly types?: (argument: Argument) => Value;
}

/** News from main to every window. */
export interface Event<Payload> {
  readonly kind: 'event';
  readonly types?: (payload: Payload) => void;
}

function call<Argument, Value>(): Call<Argument, Value> {
  return { kind: 'call' };
}

function event<Payload>(): Event<Payload> {
  return { kind: 'event' };
}

export const contract = {
  app: {
    snapshot: call<null, AppSnapshot>(),
    vaultChanged: event<VaultStatus>(),
    storeChanged: event<StoreStatus>(),
    watchChanged: event<WatchState>(),
    navigate: event<Destination>(),
  },
  signIn: {
    /**
     * Finds the homeserver of a Matrix ID, a server name or an address. `agreedTo`: the hosts of each
     * `leads-inside` that came of it before and that the user has agreed to.
     */
    begin: call<{ address: string; agreedTo?: AgreedTo }, SignInSnapshot>(),
    /** Signs an account in again, with its own device id. `agreedTo`: as in `begin`. */
    again: call<{ accountId: AccountId; agreedTo?: AgreedTo }, SignInSnapshot>(),
    password: call<
      {
        attemptId: AttemptId;
        identifier: SignInIdentifier;
        password: string;
        keptIn: CredentialPlace;
      },
      SignInSnapshot
    >(),
    /** An access token of another client: Muster uses that session from then on. */
    token: call<{ attemptId: AttemptId; token: string; keptIn: CredentialPlace }, SignInSnapshot>(),
    /** Opens the server's page, that of one identity provider where one is named. */
    browser: call<
      { attemptId: AttemptId; providerId: string | null; keptIn: CredentialPlace },
      SignInSnapshot
    >(),
    /** The picture of an identity provider that has one, in base64; null where it can't be had. */
    providerIcon: call<{ attemptId: AttemptId; providerId: string }, string | null>(),
    /** Opens the server's page for OAuth 2.0. */
    oauth: call<{ attemptId: AttemptId; keptIn: CredentialPlace }, SignInSnapshot>(),
    /** Asks the server for a code to be entered on any device. */
    deviceCode: call<{ attemptId: AttemptId; keptIn: CredentialPlace }, SignInSnapshot>(),
    /** Opens, in the system browser, the page that the snapshot names. */
    openPage: call<{ attemptId: AttemptId }, SignInSnapshot>(),
    /** The address of the page that the browser could not open at the end. */
    pasteBack: call<{ attemptId: AttemptId; text: string }, SignInSnapshot>(),
    /** Waits no more for the browser or the code; then the snapshot is `ready` again. */
    stopWaiting: call<{ attemptId: AttemptId }, SignInSnapshot>(),
    /** Answers `not-kept`. `sign-out` ends the new session; then the snapshot is `ready` again. */
    settle: call<
      { attemptId: AttemptId; choice: 'try-keychain' | 'this-run' | 'sign-out' },
      SignInSnapshot
    >(),
    cancel: call<{ attemptId: AttemptId }, null>(),
    /** What happened without a call: the browser came back, or the time ran out. */
    changed: event<{ readonly attemptId: AttemptId; readonly snapshot: SignInSnapshot }>(),
    /** An account had another session of Muster's before: whether that was ended on the server. */
    replaced: event<{ readonly accountId: AccountId; readonly ended: boolean }>(),
  },
  accounts: {
    /** `insist` forgets the account here even when the server doesn't confirm the sign-out. */
    remove: call<{ accountId: AccountId; insist: boolean }, RemoveOutcome>(),
    /** Opens the page on which an OAuth server manages sessions, in the system browser. */
    openAccountPage: call<{ accountId: AccountId }, null>(),
    /** Muster looks after such a session no more: the user does, or has. */
    dismissLeftBehind: call<{ credentialId: CredentialId }, null>(),
    changed: event<readonly Account[]>(),
    leftBehindChanged: event<readonly LeftBehindSession[]>(),
  },
  sessions: {
    /** The last known list, at once; a refresh starts and reports by `changed`. */
    open: call<{ accountId: AccountId }, SessionList>(),
    refresh: call<{ accountId: AccountId }, null>(),
    detail: call<{ accountId: AccountId; deviceId: DeviceId }, DetailOutcome>(),
    /** An empty name takes the name away. */
    rename: call<
      { accountId: AccountId; deviceId: DeviceId; displayName: string },
      RenameOutcome
    >(),
    /** Pin and note of one session, on this computer only. */
    annotate: call<
      { accountId: AccountId; deviceId: DeviceId; pinned: boolean; note: string | null },
      null
    >(),
    /** Pins the identity that the user saw (null: none), unless the server shows another by now. */
    acceptIdentity: call<{ accountId: AccountId; publicKey: string | null }, null>(),
    changed: event<SessionListDelta>(),
  },
  history: {
    /** What happened to one session, newest first, at most 200. */
    ofSession: call<
      { accountId: AccountId; deviceId: DeviceId; before: number | null },
      HistoryPage
    >(),
    /** Newest first, at most 50 with the first events of each; of one account, or of all for null. */
    acts: call<
      { accountId: AccountId | null; filter: HistoryFilter; before: number | null },
      HistoryActs
    >(),
    /** What the filter leaves of one act, at most 200. */
    ofAct: call<
      { accountId: AccountId; actId: number; filter: HistoryFilter; after: number | null },
      HistoryActPage
    >(),
    /** At most 800 points; of one account, or of all together for null. */
    timeline: call<{ accountId: AccountId | null }, Timeline>(),
  },
  exports: {
    /** Asks for a file, writes it atomically. `deviceIds`: what is filtered, in its order; null is all. */
    save: call<
      {
        accountId: AccountId;
        deviceIds: readonly DeviceId[] | null;
        format: ExportFormat;
        withAddresses: boolean;
      },
      ExportOutcome
    >(),
    cancel: call<null, null>(),
    /** While a long one is written. */
    progress: event<{ readonly done: number; readonly total: number }>(),
  },
  signOut: {
    /**
     * These are on screen now, to be confirmed: the id is good for exactly them, and takes the place of the
     * account's one before. Never the current session.
     */
    review: call<{ accountId: AccountId; deviceIds: readonly DeviceId[] }, ReviewId>(),
    /**
     * Sends at once: the user has confirmed what that review has. Where main saw nobody press anything since,
     * it asks by itself: `cancelled`. `review-over` when something has changed, or after half an hour. Where the
     * server has its own page for it, nothing is sent; the snapshot is `guided` and paused.
     */
    start: call<{ reviewId: ReviewId }, OperationSnapshot>(),
    answer: call<{ operationId: OperationId; answer: OperationAnswer }, OperationSnapshot>(),
    cancel: call<{ operationId: OperationId }, OperationSnapshot>(),
    /** Forgets a finished one. */
    dismiss: call<{ operationId: OperationId }, null>(),
    changed: event<OperationSnapshot>(),
  },
  settings: {
    save: call<Settings, null>(),
  },
} as const;

export type Contract = typeof contract;

type Group = keyof Contract;

/** "group.name" of every call. */
export type CallName = {
  [G in Group]: {
    [N in keyof Contract[G]]: Contract[G][N] extends Call<never, unknown>
      ? `${G}.${N & string}`
      : never;
  }[keyof Contract[G]];
}[Group];

/** "group.name" of every event. */
export type EventName = {
  [G in Group]: {
    [N in keyof Contract[G]]: Contract[G][N] extends Event<never> ? `${G}.${N & string}` : never;
  }[keyof Contract[G]];
}[Group];

type Member<Name> = Name extends `${infer G}.${infer N}`
  ? G extends Group
    ? N extends keyof Contract[G]
      ? Contract[G][N]
      : never
    : never
  : never;

export type Argument<N extends CallName> = Member<N> extends Call<infer A, unknown> ? A : never;
export type Value<N extends CallName> = Member<N> extends Call<never, infer V> ? V : never;
export type Payload<N extends EventName> = Member<N> extends Event<infer P> ? P : never;

/** Main's projection: one function a call. */
export type Handlers = {
  readonly [N in CallName]: (argument: Argument<N>) => Promise<Result<Value<N>>>;
};

/** How main tells every window. */
export type Publish = <N extends EventName>(name: N, payload: Payload<N>) => void;

/** The window's projection: `window.muster`. Subscribing returns what unsubscribes. */
export type MusterApi = {
  readonly [G in Group]: {
    readonly [N in keyof Contract[G]]: Contract[G][N] extends Call<infer A, infer V>
      ? (argument: A) => Promise<Result<V>>
      : Contract[G][N] extends Event<infer P>
        ? (listener: (payload: P) => void) => () => void
        : never;
  };
};

/** The IPC channel of a call or an event. */
export function channelOf(name: CallName | EventName): string {
  return `muster:${name}`;
}

/** Every name of one kind, in the contract's order. */
export function namesOf(kind: 'call'): readonly CallName[];
export function namesOf(kind: 'event'): readonly EventName[];
export function namesOf(kind: 'call' | 'event'): readonly string[] {
  return Object.entries(contract).flatMap(([group, members]) =>
    Object.entries<{ readonly kind: 'call' | 'event' }>(members)
      .filter(([, member]) => member.kind === kind)
      .map(([name]) => `${group}.${name}`),
  );
}
