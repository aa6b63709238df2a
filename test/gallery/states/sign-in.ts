// Signing in.
import {
  fail,
  ok,
  type AppError,
  type LeadsInside,
  type OAuthProblem,
} from '../../../electron/shared/errors.ts';
import type { AppSnapshot } from '../../../electron/shared/model.ts';
import type { SignInMethods, SignInSnapshot } from '../../../electron/shared/sign-in.ts';
import {
  account,
  codeToEnter,
  now,
  readyToSignIn,
  signInMethods,
} from '../../fixtures/contract-data.ts';
import {
  unreachable,
  prepared,
  press,
  find,
  pause,
  type Prepared,
  type State,
} from './prepared.ts';

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

function leadsInside(address: string, where: LeadsInside['where']): AppError {
  const host = where === 'computer' ? `${address}:8448` : 'matrix.example.org';
  return { code: 'leads-inside', from: 'example.org', host, address, where };
}

export const signInStates: readonly State[] = [
  ['welcome', prepared({ app: { accounts: [] } })],
  ['add-account', prepared({ act: press('nav > .link') })],
  ['address-error', signIn(unreachable)],
  ['leads-inside', signIn(leadsInside('192.168.1.5', 'network'))],
  ['leads-to-computer', signIn(leadsInside('127.0.0.1', 'computer'))],
  ['password', signIn(readyToSignIn())],
  ['password-wrong', signIn(readyToSignIn({ problem: { code: 'wrong-password' } }))],
  [
    'password-limited',
    signIn(readyToSignIn({ problem: { code: 'rate-limited', retryAt: now + 75_000 } })),
  ],
  [
    'password-no-keychain',
    signIn(readyToSignIn(), { vault: { kind: 'failed', reason: 'unavailable', keychain: null } }),
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
];
