// The states to look at: what the mock answers, and what is clicked after the start.
import { fail, ok, type AppError, type OAuthProblem } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type { AppSnapshot, ListState, Session } from '../../electron/shared/model.ts';
import type { SignInMethods, SignInSnapshot } from '../../electron/shared/sign-in.ts';
import type { OperationSnapshot } from '../../electron/shared/operation.ts';
import {
  account,
  appSnapshot,
  codeToEnter,
  day,
  deviceId,
  eightSessions,
  historyEvent,
  hour,
  identityState,
  manySessions,
  now,
  operation,
  otherIdentityKey,
  readyToSignIn,
  session,
  sessionList,
  settings,
  signInMethods,
  timelineDays,
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
    mock.succeed('sessions.annotate', null);
    mock.succeed('history.page', { events: [], before: null });
    mock.succeed('history.timeline', timelineDays);
    mock.succeed('exports.cancel', null);
    mock.hold('signOut.start');
    mock.succeed('signOut.dismiss', null);
    options.change?.(mock);
    return { mock, act: options.act };
  };
}

function signIn(
  answer: SignInSnapshot | AppError,
  app: Partial<AppSnapshot> = {},
  ...then: readonly string[]
): () => Prepared {
  return prepared({
    app: { accounts: [], ...app },
    change(mock) {
      mock.on('signIn.begin', () => ('kind' in answer ? ok(answer) : fail(answer)));
      mock.on('signIn.providerIcon', ({ providerId }) => ok(pictures.get(providerId) ?? null));
      mock.hold('signIn.browser');
      mock.hold('signIn.oauth');
      mock.hold('signIn.deviceCode');
    },
    async act() {
      const field = await find<HTMLInputElement>('input');
      field.value = '@alice:example.org';
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.form?.requestSubmit();
      await pause();
      await press(...then)();
    },
  });
}

const sso: SignInMethods['sso'] = {
  providers: [
    { id: 'github', name: 'GitHub', brand: 'github', icon: null },
    { id: 'google', name: 'Google', brand: 'google', icon: 'mxc://example.org/none' },
    { id: 'uni', name: 'University of Innsbruck', brand: null, icon: 'mxc://example.org/uni' },
  ],
  preferred: true,
};

/** As many as a server may name, among them one with a long name. */
const manyProviders: SignInMethods['sso'] = {
  providers: Array.from({ length: 20 }, (_, index) => ({
    id: `p${index}`,
    name: index === 7 ? 'The Association of Very Long Names '.repeat(4).trim() : `House ${index}`,
    brand: null,
    icon: null,
  })),
  preferred: false,
};

/** Green stripes on nothing, 48 by 24, in base64. */
const pictures: ReadonlyMap<string, string> = new Map([
  [
    'uni',
    'iVBORw0KGgoAAAANSUhEUgAAADAAAAAYCAYAAAC8/X7cAAAAOklEQVR42u3PsQ0AIAwDQQ+RcRiM7WEDIqWhOUsuv7' +
      'jUXuf1NPvdBwAAAAAAAAAAAAAAAAAAAABg0l8X2//uN5TwUQAAAABJRU5ErkJggg==',
  ],
]);

const withOAuth = signInMethods({
  oauth: { deviceCode: true },
  sso: { ...sso, preferred: false },
});

/** An account whose sign-in has ended, signed in again where there is the newer page. */
const again = prepared({
  app: { accounts: [account({ status: { kind: 'ended', softLogout: true } })] },
  change: (mock) =>
    mock.succeed('signIn.again', readyToSignIn({ again: true, methods: withOAuth })),
  act: press('.place .primary'),
});

const oauthProblems: readonly OAuthProblem[] = [
  'unusable-server',
  'client-refused',
  'denied',
  'expired',
  'other-grant',
  'refused',
];

function inBrowser(problem: AppError | null = null): SignInSnapshot {
  const { attemptId, baseUrl } = readyToSignIn();
  const url = `${baseUrl}/_matrix/client/v3/login/sso/redirect`;
  const until = now + 287_000;
  return { kind: 'in-browser', attemptId, baseUrl, url, until, returned: false, problem };
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

async function type(selector: string, text: string): Promise<void> {
  const field = await find<HTMLInputElement>(selector);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await pause();
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

const events = [
  historyEvent(61, { kind: 'address-changed', from: '185.15.59.20', to: '185.15.59.77' }),
  historyEvent(
    58,
    { kind: 'trust-changed', from: 'not-verified', to: 'verified' },
    { deviceId: deviceId('AUIECTSRND'), displayName: 'Element X Android' },
  ),
  historyEvent(
    57,
    { kind: 'identity-changed', from: identityState().pinned, to: otherIdentityKey },
    { deviceId: null, displayName: null },
  ),
  historyEvent(40, { kind: 'renamed', from: 'Element \u202Ebeew', to: 'Element Web on Firefox' }),
  historyEvent(
    31,
    { kind: 'seen-again', previouslyAt: now - 200 * day },
    { deviceId: deviceId('HCXKZLWMQP'), displayName: null },
  ),
  ...Array.from({ length: 12 }, (_, index) =>
    historyEvent(
      20 - index,
      { kind: index % 3 === 0 ? 'gone' : 'signed-out' },
      { deviceId: deviceId(`BOT${index}`), displayName: 'matrix-nio' },
    ),
  ),
  historyEvent(3, { kind: 'appeared' }),
];

const withHistory = (mock: ContractMock): void =>
  mock.on('history.page', ({ deviceId: id, text }) =>
    ok({
      events: events.filter(
        (event) =>
          (id === null || event.deviceId === id) &&
          (event.displayName ?? '').toLowerCase().includes(text.toLowerCase()),
      ),
      before: text === '' && id === null ? 3 : null,
    }),
  );

/** Many of one name at a steady pace, some pinned, the last verified one. */
const clustered: readonly Session[] = [
  ...eightSessions,
  ...Array.from({ length: 60 }, (_, index) =>
    session(`NIO${String(index).padStart(4, '0')}`, {
      displayName: 'matrix-nio',
      lastSeenAt: now - index * 30 * hour,
      trust: { kind: 'no-encryption' },
      pinned: index === 3 || index === 9,
    }),
  ),
];

const changed = identityState({
  current: { kind: 'present', publicKey: otherIdentityKey },
  changed: true,
});

const rules = [
  { name: 'Old bots', rule: { notSeenForDays: 30, name: 'matrix-nio*' } },
  { name: 'Everything unverified that is old', rule: { trust: ['not-verified'] as const } },
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
  ['add-account', prepared({ act: press('nav > .link') })],
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
  ['browser', signIn(readyToSignIn({ methods: signInMethods({ sso }) }))],
  ['in-browser', signIn(inBrowser())],
  ['in-browser-wrong', signIn(inBrowser({ code: 'browser-sign-in', reason: 'not-this-answer' }))],
  [
    'browser-many',
    signIn(
      readyToSignIn({ methods: signInMethods({ sso: manyProviders }) }),
      {},
      '[aria-label="Other ways to sign in"] button',
    ),
  ],
  ['oauth', signIn(readyToSignIn({ methods: withOAuth }))],
  ['oauth-again', again],
  [
    'oauth-older-page',
    signIn(
      readyToSignIn({ methods: withOAuth }),
      {},
      '[aria-label="Other ways to sign in"] button:nth-child(3)',
    ),
  ],
  [
    'oauth-code',
    signIn(
      readyToSignIn({ methods: withOAuth }),
      {},
      '[aria-label="Other ways to sign in"] button:nth-child(1)',
    ),
  ],
  [
    'oauth-long',
    signIn(
      readyToSignIn({
        baseUrl: `https://${'aserverwithaverylongname.'.repeat(5)}example.org/matrix`,
        userId: `@${'alice-of-the-long-names.'.repeat(6)}:example.org`,
        methods: withOAuth,
      }),
    ),
  ],
  ...oauthProblems.map(
    (reason) =>
      [
        `oauth-${reason}`,
        signIn(
          readyToSignIn({
            methods: withOAuth,
            problem: {
              code: 'oauth',
              reason,
              serverText: reason === 'client-refused' ? 'Ask us for a place on the list' : null,
            },
          }),
        ),
      ] as const,
  ),
  ['device-code', signIn(codeToEnter())],
  ['device-code-plain', signIn(codeToEnter({ pageWithCode: null }))],
  [
    'device-code-problem',
    signIn(codeToEnter({ problem: { code: 'unreachable', host: 'auth.example.org' } })),
  ],
  [
    'device-code-long',
    signIn(
      codeToEnter({
        userCode: 'ABCDEFGH-IJKLMNOP-QRSTUVWX-YZ012345-67890123-45678901-23456789-1',
        page: `https://auth.example.org/${'oauth2/'.repeat(30)}device`,
        pageWithCode: `https://auth.example.org/${'oauth2/'.repeat(60)}device`,
      }),
    ),
  ],
  [
    'no-password',
    signIn(
      readyToSignIn({
        methods: signInMethods({ password: false, others: ['com.example.card'] }),
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
  ['detail-own-cluster', prepared({ sessions: clustered, act: press('[aria-rowindex="8"]') })],
  [
    'detail-history',
    prepared({
      sessions: eightSessions,
      change: withHistory,
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  ['detail-key-store', prepared({ sessions: eightSessions, act: press('[aria-rowindex="8"]') })],
  [
    'detail-last-verified',
    prepared({ sessions: eightSessions, act: press('[aria-rowindex="4"]') }),
  ],
  [
    'note-saving',
    prepared({
      sessions: eightSessions,
      change: (mock) => void mock.hold('sessions.annotate'),
      async act() {
        await press('[aria-rowindex="3"]')();
        await type('textarea', 'It is the laptop in the kitchen.');
      },
    }),
  ],
  ['tile-inactive', prepared({ act: press('.tiles button:nth-child(2)') })],
  ['tile-not-verified', prepared({ act: press('.tiles button:nth-child(3)') })],
  [
    'filters',
    prepared({
      async act() {
        await press('.tiles button:nth-child(2)', '[data-bar="12"]')();
        await type('[role=searchbox]', 'element');
      },
    }),
  ],
  [
    'unchecked',
    prepared({
      sessions: eightSessions.map((one) => ({ ...one, trust: { kind: 'unchecked' } as const })),
      list: {
        trustCheckedAt: null,
        identity: identityState({ current: { kind: 'unchecked' }, pinned: null }),
        keyBackup: 'unchecked',
        lookedAt: null,
      },
    }),
  ],
  [
    'no-identity',
    prepared({
      sessions: eightSessions.map((one) =>
        one.trust.kind === 'verified' || one.trust.kind === 'not-verified'
          ? { ...one, trust: { ...one.trust, kind: 'no-identity' } as const }
          : one,
      ),
      list: { identity: identityState({ current: { kind: 'none' }, pinned: null }) },
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  ['alarm', prepared({ sessions: eightSessions, list: { identity: changed } })],
  [
    'alarm-gone',
    prepared({
      sessions: eightSessions,
      list: { identity: identityState({ current: { kind: 'none' }, changed: true }) },
    }),
  ],
  [
    'alarm-accept',
    prepared({
      sessions: eightSessions,
      list: { identity: changed },
      act: press('.alarm button'),
    }),
  ],
  [
    'unlisted',
    prepared({
      sessions: eightSessions,
      list: { unlisted: ['AAAABBBB', 'evil\u202Eid', 'CCCCDDDD'].map(deviceId) },
      act: press('summary'),
    }),
  ],
  ['cluster', prepared({ sessions: clustered })],
  ['rule', prepared({ sessions: clustered, act: press('.tools > button:nth-of-type(1)') })],
  [
    'rule-preview',
    prepared({
      sessions: clustered,
      app: { settings: settings({ rules }) },
      async act() {
        await press('.tools > button:nth-of-type(1)')();
        await type('[aria-label="Name, * stands for anything"]', 'matrix-nio*');
      },
    }),
  ],
  [
    'rule-wrong',
    prepared({
      sessions: clustered,
      async act() {
        await press('.tools > button:nth-of-type(1)')();
        await type('[aria-label="Address or network"]', '300.1.1.1/99');
      },
    }),
  ],
  ['export', prepared({ act: press('.tools > button:nth-of-type(2)') })],
  [
    'export-working',
    prepared({
      change(mock) {
        mock.hold('exports.save');
        setTimeout(() => mock.emit('exports.progress', { done: 40_000, total: 100_000 }), 1_200);
      },
      act: press('.tools > button:nth-of-type(2)', 'dialog .primary'),
    }),
  ],
  [
    'export-saved',
    prepared({
      change: (mock) =>
        mock.succeed('exports.save', {
          kind: 'saved',
          fileName: 'muster-alice-example.org-2026-11-24.html',
          sessions: 214,
        }),
      act: press('.tools > button:nth-of-type(2)', 'dialog .primary'),
    }),
  ],
  [
    'export-failed',
    prepared({
      change: (mock) => mock.on('exports.save', () => fail({ code: 'file', reason: 'disk-full' })),
      act: press('.tools > button:nth-of-type(2)', 'dialog .primary'),
    }),
  ],
  ['history', prepared({ change: withHistory, act: press('.link:nth-last-of-type(2)') })],
  ['history-empty', prepared({ act: press('.link:nth-last-of-type(2)') })],
  [
    'history-failed',
    prepared({
      change: (mock) => mock.on('history.page', () => fail({ code: 'store', reason: 'failed' })),
      act: press('.link:nth-last-of-type(2)'),
    }),
  ],
  ['settings', prepared({ act: press('.link:nth-last-of-type(1)') })],
  [
    'settings-browser',
    prepared({
      app: {
        info: { ...appSnapshot().info, host: 'browser' },
        settings: settings({ watchMinutes: null }),
      },
      async act() {
        await press('.link:nth-last-of-type(1)')();
        await type('.number', '0');
      },
    }),
  ],
  [
    'begun-anew',
    prepared({
      app: {
        accounts: [],
        store: { kind: 'begun-anew', fileName: 'muster.sqlite.damaged-2026-11-24' },
      },
    }),
  ],
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
      act: press('.tools > button:nth-of-type(3)'),
    }),
  ],
  ['menu', prepared({ act: press('[aria-label="Account menu"]') })],
  ['confirm', prepared({ act: press('[aria-label="Select all that are shown"]', '.bar .danger') })],
  [
    'confirm-last-verified',
    prepared({
      sessions: eightSessions,
      list: { keyBackup: 'none' },
      act: press('[aria-label="Select all that are shown"]', '.bar .danger'),
    }),
  ],
  [
    'confirm-only-last-verified',
    prepared({
      sessions: eightSessions,
      act: press('[aria-rowindex="4"]', 'aside .danger'),
    }),
  ],
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
    'remove-borrowed',
    prepared({
      app: { accounts: [account({ borrowed: true })] },
      act: press('[aria-label="Account menu"]', '.menu-item:last-child'),
    }),
  ],
  [
    'remove-borrowed-insist',
    prepared({
      app: { accounts: [account({ borrowed: true })] },
      change: (mock) =>
        mock.succeed('accounts.remove', { kind: 'still-signed-in', error: unreachable }),
      act: press('[aria-label="Account menu"]', '.menu-item:last-child', 'dialog .danger'),
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
          alternatives: [],
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
          alternatives: [],
        },
        58,
      ),
    ),
  ],
  [
    'op-browser',
    shown(
      operation(
        {
          kind: 'needs-browser',
          stage: 'm.login.sso',
          opened: true,
          reason: 'not-yet',
          host: 'matrix.example.org',
          serverText: null,
          alternatives: ['m.login.password', 'm.login.recaptcha'],
        },
        58,
      ),
    ),
  ],
  [
    'op-consent',
    shown(
      operation(
        {
          kind: 'needs-consent',
          policies: [
            { name: 'Privacy policy', url: 'https://matrix.example.org/_matrix/consent?v=1.0' },
            { name: 'Rules of the house', url: null },
          ],
          reason: 'server-asked',
          host: 'matrix.example.org',
          serverText: null,
          alternatives: [],
        },
        58,
      ),
    ),
  ],
  [
    'op-guided',
    shown(
      operation(
        {
          kind: 'guided',
          gone: 0,
          skipped: 0,
          current: deviceId('QBUAZIFURK'),
          paused: true,
          page: null,
          problem: null,
        },
        12,
      ),
    ),
  ],
  [
    'op-guided-open',
    prepared({
      sessions: eightSessions,
      change: (mock) =>
        mock.succeed('app.snapshot', {
          ...appSnapshot({ accounts }),
          operations: [
            operation(
              {
                kind: 'guided',
                gone: 5,
                skipped: 1,
                current: deviceId('HCXKZLWMQP'),
                paused: false,
                page: { host: 'account.example.org', direct: false },
                problem: unreachable,
              },
              12,
            ),
          ],
        }),
    }),
  ],
  ['op-waiting', shown(operation({ kind: 'waiting', until: now + 42_000 }, 58, 20))],
  [
    'op-done',
    shown(
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', asked: false },
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
          ending: { kind: 'completed', asked: true },
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
