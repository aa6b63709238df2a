// A scripted homeserver behind the MatrixClient interface, and a sign-out service on it.
import { expect, onTestFinished } from 'vitest';
import type { CorePorts } from '../../../../electron/core/ports.ts';
import type { ListSeen } from '../../../../electron/core/ports.ts';
import { PendingDeletions } from '../../../../electron/core/sessions/pending-deletions.ts';
import type { Shown } from '../../../../electron/core/sign-out/review-question.ts';
import { SignOut, type SignOutRecords } from '../../../../electron/core/sign-out/sign-out.ts';
import type { SignOutPlan } from '../../../../electron/core/store/sign-out-store.ts';
import type {
  AccountPage,
  AuthDict,
  DeleteAnswer,
  MatrixClient,
} from '../../../../electron/matrix/types.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type {
  AccountId,
  CredentialId,
  DeviceId,
  OperationId,
} from '../../../../electron/shared/ids.ts';
import type { Account } from '../../../../electron/shared/model.ts';
import type { OperationAnswer, OperationSnapshot } from '../../../../electron/shared/operation.ts';
import { fakeClock, type FakeClock } from '../../matrix/fake-ports.ts';

/** Appears in no snapshot, event or log line of any test. */
export const PASSWORD = 'correct horse battery staple';
export const WRONG = 'canary-of-a-wrong-password';

export const OWN = 'OWN' as DeviceId;
export const ALICE = 'account-alice' as AccountId;

export const account: Account = {
  accountId: ALICE,
  userId: '@alice:example.org',
  baseUrl: 'https://matrix.example.org:8448/hs',
  deviceId: OWN,
  keptIn: 'keychain',
  credentialId: 'credential-alice' as CredentialId,
  status: { kind: 'signed-in' },
  sessionCount: null,
  signOutRoute: 'requests',
  borrowed: false,
  oauth: null,
};

export interface DeleteCall {
  readonly ids: readonly DeviceId[];
  readonly auth: AuthDict | null;
  readonly at: number;
  readonly signal: AbortSignal | undefined;
}

/** Overrides one request: an answer, a promise of one, or undefined for the usual one. */
export type Script = (
  call: DeleteCall,
  index: number,
) => DeleteAnswer | Promise<DeleteAnswer> | undefined;

export interface World {
  readonly signOut: SignOut;
  readonly clock: FakeClock;
  readonly calls: DeleteCall[];
  /** Every snapshot that was published. */
  readonly published: OperationSnapshot[];
  /** What the server has. */
  readonly listed: Set<DeviceId>;
  /** Words of every log line. */
  readonly logged: unknown[];
  /** Pinned, or the offline key store. */
  readonly pinned: Set<DeviceId>;
  readonly dehydrated: Set<DeviceId>;
  accounts: readonly Account[];
  /** No password needed. */
  grace: boolean;
  script: Script;
  relist: () => Promise<Result<ListSeen>>;
  /** As the server has it, which is what `relist` does at first. */
  readonly readList: World['relist'];
  /** What `/auth_metadata` says, null where sessions are signed out by requests. */
  page: Result<AccountPage | null>;
  findPage: () => Promise<Result<AccountPage | null>>;
  /** What the system says to it. */
  openExternal: CorePorts['openExternal'];
  /** What was opened in the browser. */
  readonly opened: string[];
  /** What would be left of sign-outs if Muster ended now. */
  readonly plans: Map<AccountId, SignOutPlan>;
  /** What it would know of then as being signed out on the server's page. */
  readonly onPage: ReadonlySet<DeviceId>;
  /** What was written down for records, in its order. */
  readonly written: (readonly [string, ...unknown[]])[];
  /** When somebody last pressed something in the window: just now, at first. */
  lastPress: CorePorts['lastPress'];
  /** What main asks by itself, and what it is told. */
  ask: CorePorts['ask'];
  /** What the list says of one. */
  session: (deviceId: DeviceId) => Shown | undefined;
  /** Somebody is shown these, and confirms them. */
  confirm(ids: readonly DeviceId[], accountId?: AccountId): Promise<Result<OperationSnapshot>>;
  /** The same where nothing refuses it, to the next stable snapshot. */
  start(ids: readonly DeviceId[]): Promise<OperationSnapshot>;
  answer(from: OperationSnapshot, answer: string | OperationAnswer): Promise<OperationSnapshot>;
}

export function ids(count: number, prefix = 'D'): DeviceId[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}` as DeviceId);
}

export function challenge(
  session: string | null,
  refusal: string | null = null,
  stages: readonly string[] = ['m.login.password'],
): DeleteAnswer {
  return {
    kind: 'challenge',
    challenge: {
      flows: [{ stages }],
      completed: [],
      session,
      params: new Map(),
      errcode: refusal === null ? null : 'M_FORBIDDEN',
      serverText: refusal,
    },
  };
}

export const timedOut: DeleteAnswer = {
  kind: 'failed',
  error: { code: 'timed-out', host: 'matrix.example.org:8448', phase: 'whole' },
  ambiguous: true,
};

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

/** A store in memory. */
function storeOf(
  plans: Map<AccountId, SignOutPlan>,
  written: (readonly [string, ...unknown[]])[],
): SignOutRecords {
  const change = (operationId: OperationId, part: (plan: SignOutPlan) => Partial<SignOutPlan>) => {
    for (const [accountId, plan] of plans)
      if (plan.operationId === operationId) plans.set(accountId, { ...plan, ...part(plan) });
    return ok(null);
  };
  return {
    load: () => plans,
    begin({ accountId }, { operationId, way, askedAt, sessions }) {
      const begun = sessions.map(({ deviceId }) => deviceId);
      plans.set(accountId, { operationId, way, ids: begun, skipped: new Set() });
      written.push(['begin', operationId, way, askedAt, sessions]);
      return ok(null);
    },
    handOver: (operationId) => change(operationId, () => ({ way: 'guided' })),
    skip: (operationId, deviceId) =>
      change(operationId, ({ skipped }) => ({ skipped: new Set([...skipped, deviceId]) })),
    confirm(operationId, stages) {
      written.push(['confirm', operationId, stages]);
      return ok(null);
    },
    end(operationId, ending, outcomes, at) {
      for (const [accountId, plan] of plans)
        if (plan.operationId === operationId) plans.delete(accountId);
      written.push(['end', operationId, ending, outcomes, at]);
      return ok(null);
    },
  };
}

/** Of one that an earlier run has left. */
export const EARLIER = 'operation-earlier' as OperationId;

/** `plans`: what an earlier run has left. `remembered`: its last list, null where it had none. */
export function world(
  present: readonly DeviceId[],
  plans: Map<AccountId, SignOutPlan> = new Map(),
  remembered: ReadonlySet<DeviceId> | null = null,
): World {
  const opened: string[] = [];
  const clock = fakeClock();
  const listed = new Set([OWN, ...present]);
  const calls: DeleteCall[] = [];
  const published: OperationSnapshot[] = [];
  const logged: unknown[] = [];
  const written: World['written'] = [];
  let sessions = 0;
  let operations = 0;

  const usual = ({ ids: asked, auth }: DeleteCall): DeleteAnswer => {
    const allowed =
      world.grace || (auth !== null && 'password' in auth && auth.password === PASSWORD);
    if (!allowed && auth === null) return challenge(`session${(sessions += 1)}`);
    if (!allowed) return challenge(auth?.session ?? '', 'Invalid password');
    for (const id of asked) listed.delete(id);
    return { kind: 'deleted' };
  };

  const deletions = new PendingDeletions({
    load: () => new Map(),
    save: (changed) => {
      for (const [deviceId, kind] of changed)
        if (kind === 'on-page') onPage.add(deviceId);
        else onPage.delete(deviceId);
    },
  });
  const onPage = new Set<DeviceId>();
  const known = new Set(listed);
  const signedOut = new Set<DeviceId>();
  const readList: World['relist'] = () => {
    const ours = deletions.ask()(listed);
    for (const id of known)
      if (!listed.has(id) && known.delete(id) && ours.has(id)) signedOut.add(id);
    return Promise.resolve(ok({ listed: new Set(listed), signedOut: new Set(signedOut) }));
  };

  const client: Pick<MatrixClient, 'deleteDevices'> = {
    async deleteDevices(asked, auth, signal) {
      const call = { ids: asked, auth, at: clock.now(), signal };
      calls.push(call);
      return (await world.script(call, calls.length - 1)) ?? usual(call);
    },
  };

  const ports: CorePorts = {
    fetch: () => Promise.reject(new Error('no request may go around the client')),
    clock,
    monotonic: () => clock.now(),
    random: () => 0.5,
    publish: (name, payload) => {
      expect(name).toBe('signOut.changed');
      published.push(payload as OperationSnapshot);
    },
    log: {
      info: (...line) => void logged.push(line),
      warn: (...line) => void logged.push(line),
      bug: (event) => {
        logged.push(event);
        return 'ref-1';
      },
    },
    newId: () => `operation${(operations += 1)}`,
    openExternal: (url) => {
      opened.push(url);
      return world.openExternal(url);
    },
    notify: () => expect.fail('nothing to notify of'),
    chooseFile: () => Promise.reject(new Error('no file to choose')),
    printReport: null,
    lastPress: () => world.lastPress(),
    ask: (question) => world.ask(question),
    applySystemSettings: () => expect.fail('no settings to apply'),
  };

  const world: Omit<World, 'signOut' | 'start' | 'confirm' | 'answer'> = {
    clock,
    calls,
    published,
    listed,
    logged,
    pinned: new Set(),
    dehydrated: new Set(),
    accounts: [account],
    grace: false,
    script: () => undefined,
    page: ok(null),
    findPage: () => Promise.resolve(world.page),
    openExternal: () => Promise.resolve(ok(null)),
    opened,
    plans,
    onPage,
    written,
    relist: readList,
    readList,
    lastPress: () => clock.now(),
    ask: () => expect.fail('nothing to ask'),
    session: (deviceId) => ({
      deviceId,
      displayName: `Session ${deviceId}`,
      trust: { kind: 'not-verified', fingerprint: 'abcd' },
      lastSeenAt: null,
      pinned: world.pinned.has(deviceId),
      dehydrated: world.dehydrated.has(deviceId),
    }),
  };

  const signOut = new SignOut(
    ports,
    {
      account: (id) => world.accounts.find(({ accountId }) => accountId === id),
      all: () => world.accounts,
      client: () => deletions.noting(client),
      session: (_, deviceId) => world.session(deviceId),
      known: () => remembered,
      relist: () => world.relist(),
      findPage: () => world.findPage(),
      setOnPage: (_, deviceId) => deletions.setOnPage(deviceId),
    },
    storeOf(plans, written),
  );

  onTestFinished(() => {
    const told = JSON.stringify([published, logged, written, signOut.snapshots()]);
    expect(told).not.toContain(PASSWORD);
    expect(told).not.toContain(WRONG);
  });
  const confirm: World['confirm'] = (deviceIds, accountId = ALICE) => {
    const review = signOut.review({ accountId, deviceIds });
    return review.ok ? signOut.start({ reviewId: review.value }) : Promise.resolve(review);
  };
  return Object.assign(world, {
    signOut,
    confirm,
    start: async (deviceIds: readonly DeviceId[]) => valueOf(await clock.until(confirm(deviceIds))),
    answer: async ({ operationId }: OperationSnapshot, given: string | OperationAnswer) => {
      const answer =
        typeof given === 'string' ? ({ kind: 'password', password: given } as const) : given;
      return valueOf(await clock.until(signOut.answer({ operationId, answer })));
    },
  });
}

export const unreachable = fail({ code: 'unreachable', host: 'matrix.example.org:8448' });
