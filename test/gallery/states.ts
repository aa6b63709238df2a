// The states to look at: what the mock answers, and what is clicked after the start.
import { fail, ok, type AppError } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type {
  AppSnapshot,
  ListState,
  Session,
  SignInSnapshot,
} from '../../electron/shared/model.ts';
import type { OperationSnapshot } from '../../electron/shared/operation.ts';
import {
  account,
  appSnapshot,
  day,
  deviceId,
  eightSessions,
  hour,
  manySessions,
  now,
  operation,
  readyToSignIn,
  session,
  sessionList,
} from '../fixtures/contract-data.ts';
import { createContractMock, type ContractMock } from '../fixtures/contract-mock.ts';

export interface Prepared {
  readonly mock: ContractMock;
  readonly act?: (() => Promise<void>) | undefined;
}

interface Options {
  readonly app?: Partial<AppSnapshot>;
  readonly sessions?: readonly Session[];
  readonly list?: Partial<ListState>;
  readonly change?: (mock: ContractMock) => void;
  readonly act?: () => Promise<void>;
}

const unreachable: AppError = { code: 'unreachable', host: 'matrix.example.org' };

const accounts = [
  account({ sessionCount: 214 }),
  account({
    accountId: 'account-bridge' as AccountId,
    userId: '@bridge-operations-and-maintenance:corp.example',
    sessionCount: 1_806,
    keptIn: 'this-run',
    status: { kind: 'run-over' },
  }),
  account({
    accountId: 'account-other' as AccountId,
    userId: '@alice:matrix.org',
    sessionCount: null,
  }),
];

function prepared(options: Options = {}): () => Prepared {
  return () => {
    const mock = createContractMock();
    mock.succeed('app.snapshot', appSnapshot({ accounts, ...options.app }));
    mock.succeed('sessions.open', sessionList(options.sessions ?? manySessions(214), options.list));
    mock.on('sessions.detail', ({ deviceId: id }) => {
      const all = [...(options.sessions ?? []), ...manySessions(214), ...eightSessions];
      const found = all.find((other) => other.deviceId === id);
      return ok(found ? { kind: 'found', session: found, fetchedAt: now } : { kind: 'gone' });
    });
    mock.hold('sessions.refresh');
    mock.succeed('settings.save', null);
    mock.hold('signOut.start');
    mock.succeed('signOut.dismiss', null);
    options.change?.(mock);
    return { mock, act: options.act };
  };
}

function signIn(answer: SignInSnapshot | AppError, app: Partial<AppSnapshot> = {}): () => Prepared {
  return prepared({
    app: { accounts: [], ...app },
    change(mock) {
      mock.on('signIn.begin', () => ('kind' in answer ? ok(answer) : fail(answer)));
    },
    async act() {
      const field = await find<HTMLInputElement>('input');
      field.value = '@alice:example.org';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.form?.requestSubmit();
      await pause();
    },
  });
}

function shown(snapshot: OperationSnapshot): () => Prepared {
  return prepared({ sessions: eightSessions, app: { operations: [snapshot] } });
}

function press(...selectors: readonly string[]): () => Promise<void> {
  return async () => {
    for (const selector of selectors) {
      (await find<HTMLElement>(selector)).click();
      await pause();
    }
  };
}

async function find<E extends Element>(selector: string): Promise<E> {
  for (;;) {
    const found = document.querySelector<E>(selector);
    if (found) return found;
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}

const hostile: readonly Session[] = [
  ...eightSessions.slice(0, 1),
  session('evil\u202Egnp.exe', { displayName: 'Element \u202Egnitseuqer\u200B on iPhone' }),
  session('../../_matrix', { displayName: '<img src=x onerror=alert(1)>' }),
  session('__proto__', { displayName: 'a\u0000b\nc\tand a tab' }),
  session('L'.repeat(600), { displayName: 'Long '.repeat(200), lastSeenIp: '9'.repeat(128) }),
  session('ZALGO', { displayName: 'Z\u0351\u036B\u0343a\u0334\u0315l\u0321g\u0362o' }),
  session('EMOJI', { displayName: '👩‍👩‍👧 family phone ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿' }),
  session('RTL', { displayName: 'הטלפון של דנה' }),
  session('BLANK', { displayName: '   ' }),
];

const ids = eightSessions.slice(1).map((one) => one.deviceId);

const entries: readonly (readonly [string, () => Prepared])[] = [
  ['starting', prepared({ change: (mock) => void mock.hold('app.snapshot') })],
  [
    'start-failed',
    prepared({
      change: (mock) =>
        mock.on('app.snapshot', () => fail({ code: 'internal', reference: '7f3a91' })),
    }),
  ],
  ['welcome', prepared({ app: { accounts: [] } })],
  ['add-account', prepared({ act: press('nav > button') })],
  ['address-error', signIn(unreachable)],
  ['password', signIn(readyToSignIn())],
  ['password-wrong', signIn(readyToSignIn({ problem: { code: 'wrong-password' } }))],
  [
    'password-limited',
    signIn(readyToSignIn({ problem: { code: 'rate-limited', retryAt: now + 75_000 } })),
  ],
  [
    'password-no-keychain',
    signIn(readyToSignIn(), { vault: { kind: 'failed', reason: 'unavailable' } }),
  ],
  [
    'no-password',
    signIn(
      readyToSignIn({
        password: false,
        otherMethods: ['m.login.sso', 'm.login.token', 'com.example.card'],
      }),
    ),
  ],
  [
    'not-kept',
    signIn({
      kind: 'not-kept',
      attemptId: readyToSignIn().attemptId,
      userId: '@alice:example.org',
      problem: { code: 'vault', reason: 'locked' },
    }),
  ],
  ['list', prepared({ sessions: eightSessions, app: { accounts: accounts.slice(0, 1) } })],
  ['list-214', prepared({ list: { dropped: 3 } })],
  ['list-10000', prepared({ sessions: manySessions(10_000) })],
  ['list-100000', prepared({ sessions: manySessions(100_000) })],
  [
    'selected',
    prepared({
      sessions: eightSessions,
      act: press(
        '[aria-rowindex="5"] [data-box]',
        '[aria-rowindex="6"] [data-box]',
        '[aria-rowindex="7"] [data-box]',
        '[aria-rowindex="3"]',
      ),
    }),
  ],
  ['selected-all', prepared({ act: press('[aria-label="Select all that are shown"]') })],
  ['detail', prepared({ act: press('[aria-rowindex="3"]') })],
  ['detail-own', prepared({ sessions: eightSessions, act: press('[aria-rowindex="2"]') })],
  [
    'detail-gone',
    prepared({
      change: (mock) => mock.succeed('sessions.detail', { kind: 'gone' }),
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  [
    'detail-failed',
    prepared({
      change: (mock) => mock.on('sessions.detail', () => fail(unreachable)),
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  ['hostile', prepared({ sessions: hostile, act: press('[aria-rowindex="3"]') })],
  ['hostile-long', prepared({ sessions: hostile, act: press('[aria-rowindex="6"]') })],
  ['empty', prepared({ sessions: [] })],
  [
    'loading',
    prepared({ sessions: [], list: { fetchedAt: null, refresh: { kind: 'refreshing' } } }),
  ],
  ['cached', prepared({ list: { fetchedAt: now - 2 * day, refresh: { kind: 'refreshing' } } })],
  [
    'offline',
    prepared({
      list: {
        fetchedAt: now - 5 * hour,
        refresh: { kind: 'failed', error: unreachable, retryAt: now + 30_000 },
      },
    }),
  ],
  [
    'server-failed',
    prepared({
      sessions: [],
      list: {
        fetchedAt: null,
        refresh: {
          kind: 'failed',
          error: { code: 'server-failed', status: 502, serverText: 'upstream gone \u202Eaway' },
          retryAt: null,
        },
      },
    }),
  ],
  [
    'open-failed',
    prepared({
      change: (mock) => mock.on('sessions.open', () => fail({ code: 'store', reason: 'failed' })),
    }),
  ],
  [
    'ended',
    prepared({ app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] } }),
  ],
  ['run-over', prepared({ app: { accounts: [account({ status: { kind: 'run-over' } })] } })],
  [
    'no-own-session',
    prepared({
      app: { accounts: [account({ deviceId: null })] },
      act: press('[aria-label="Select all that are shown"]'),
    }),
  ],
  [
    'trouble',
    prepared({
      app: {
        vault: { kind: 'waiting' },
        store: { kind: 'failed', reason: 'disk-full' },
        info: { ...appSnapshot().info, demo: true, host: 'browser' },
      },
      change: (mock) =>
        mock.on('sessions.refresh', () => fail({ code: 'internal', reference: '' })),
      act: press('.tools button'),
    }),
  ],
  ['menu', prepared({ act: press('[aria-label="Account menu"]') })],
  ['confirm', prepared({ act: press('[aria-label="Select all that are shown"]', '.bar .danger') })],
  ['confirm-one', prepared({ act: press('[aria-rowindex="3"]', 'aside .danger') })],
  ['rename', prepared({ act: press('[aria-rowindex="3"]', 'aside .actions button:nth-child(2)') })],
  [
    'remove',
    prepared({
      app: { accounts: [account({ status: { kind: 'run-over' } })] },
      act: press('.place button'),
    }),
  ],
  [
    'remove-insist',
    prepared({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] },
      change: (mock) =>
        mock.succeed('accounts.remove', { kind: 'still-signed-in', error: unreachable }),
      act: press('.place button', 'dialog .danger'),
    }),
  ],
  [
    'op-starting',
    prepared({ act: press('[aria-rowindex="3"]', 'aside .danger', 'dialog .danger') }),
  ],
  ['op-working', shown(operation({ kind: 'working', step: 'signing-out' }, 58, 20))],
  [
    'op-password',
    shown(
      operation(
        {
          kind: 'needs-password',
          reason: 'server-asked',
          host: 'matrix.example.org',
          serverText: null,
        },
        58,
      ),
    ),
  ],
  [
    'op-rejected',
    shown(
      operation(
        {
          kind: 'needs-password',
          reason: 'rejected',
          host: 'matrix.example.org',
          serverText: 'Invalid username or password',
        },
        58,
      ),
    ),
  ],
  ['op-waiting', shown(operation({ kind: 'waiting', until: now + 42_000 }, 58, 20))],
  [
    'op-done',
    shown(
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', passwordAsked: false },
          outcomes: { gone: ids, stillThere: [], unknown: [] },
        },
        ids.length,
        ids.length,
      ),
    ),
  ],
  [
    'op-mixed',
    shown(
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', passwordAsked: true },
          outcomes: { gone: ids.slice(0, 5), stillThere: ids.slice(5), unknown: [] },
        },
        ids.length,
        ids.length,
      ),
    ),
  ],
  [
    'op-failed',
    shown(
      operation(
        {
          kind: 'finished',
          ending: {
            kind: 'failed',
            error: { code: 'unsupported', what: 'sign-out-here', offered: [] },
          },
          outcomes: { gone: [], stillThere: ids, unknown: [deviceId('GONE')].slice(1) },
        },
        ids.length,
      ),
    ),
  ],
];

export const states: ReadonlyMap<string, () => Prepared> = new Map(entries);
