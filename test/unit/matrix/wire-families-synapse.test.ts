// What Muster makes of the answers of Synapse, alone and behind an OAuth 2.0 server. The meanings are
// written out: a wrong reading fails here.
import { fail, ok } from '../../../electron/shared/errors.ts';
import { NOW } from './fake-ports.ts';
import {
  badRequest,
  challenge,
  deleted,
  describeFamily,
  failed,
  lost,
  nameless,
  no,
  noWay,
  oauthServer,
  own,
  PASSWORD,
  renewed,
  SSO,
} from './wire-readings.ts';

const elsewhere = { kind: 'unrecognized' };
const refused = { kind: 'refused' };
const notFound = fail({ code: 'not-found' });
const wrongPassword = fail({ code: 'wrong-password' });
const never = { lastSeenAt: null, lastSeenIp: null };
const preferredSso = { providers: [], preferred: true };

describeFamily('synapse', [
  [
    'methods',
    'login-flows',
    ok({ ...noWay, password: true, others: ['m.login.application_service'] }),
  ],
  [
    'methods',
    'login-flows-sso',
    ok({
      oauth: null,
      password: true,
      sso: {
        providers: [
          {
            id: 'oidc-corp',
            name: 'Example Corp',
            brand: 'keycloak',
            icon: 'mxc://example.org/corp',
          },
          { id: 'oidc-school', name: 'Example School', brand: null, icon: null },
        ],
        preferred: false,
      },
      others: ['m.login.application_service'],
    }),
  ],
  [
    'signIn',
    'login',
    ok({
      userId: '@ada:example.org',
      deviceId: 'MUSTER',
      tokens: {
        access: 'syt_invented_access_token',
        refresh: 'syr_invented_refresh_token',
        expiresInMs: 300_000,
      },
    }),
  ],
  ['signIn', 'login-wrong-password', wrongPassword],
  ['signIn', 'login-deactivated', wrongPassword],
  ['signIn', 'login-locked', fail({ code: 'account-locked' })],
  // The header (6 s, rounded up) is later than the body (5,865 ms).
  ['signIn', 'login-rate-limited', fail({ code: 'rate-limited', retryAt: NOW + 6_000 })],
  ['whoami', 'whoami', ok({ userId: '@ada:example.org', deviceId: 'OWN' })],
  ['page', 'auth-metadata', ok(null)],
  ['oauth', 'auth-metadata', ok(null)],
  [
    'list',
    'devices',
    ok({
      sessions: [
        { deviceId: 'MUSTER', displayName: 'Muster on desk', ...never },
        nameless,
        own,
        { deviceId: 'USED', displayName: 'Used', ...never },
      ],
      dropped: 0,
    }),
  ],
  ['list', 'token-unknown', fail({ code: 'session-ended', softLogout: false })],
  ['list', 'token-missing', fail({ code: 'session-ended', softLogout: false })],
  ['list', 'token-expired', fail({ code: 'session-ended', softLogout: true })],
  ['list', 'locked', fail({ code: 'account-locked' })],
  ['look', 'device', ok(nameless)],
  ['look', 'device-unknown', notFound],
  ['rename', 'rename', ok(null)],
  ['rename', 'rename-unknown', notFound],
  ['rename', 'rename-too-long', fail({ code: 'name-too-long' })],
  ['delete', 'challenge', challenge('UiaSessionOfSynapse00000', [PASSWORD])],
  ['delete', 'challenge-sso', challenge('UiaSessionOfSynapse00000', [PASSWORD, SSO])],
  ['delete', 'locked', failed({ code: 'account-locked' })],
  ['delete', 'token-expired', failed({ code: 'session-ended', softLogout: true })],
  ['delete', 'unrecognized', elsewhere],
  ['delete', 'wrong-method', elsewhere],
  ['poll', 'session-only', challenge('UiaSessionOfSynapse00000', [PASSWORD])],
  ['poll', 'session-only-sso', challenge('UiaSessionOfSynapse00000', [PASSWORD, SSO])],
  ['poll', 'other-account', failed({ code: 'forbidden', serverText: 'Invalid auth' })],
  [
    'confirm',
    'wrong-password',
    challenge(
      'UiaSessionOfSynapse00000',
      [PASSWORD],
      no('M_FORBIDDEN', 'Invalid username or password'),
    ),
  ],
  ['confirm', 'session-unknown', lost],
  ['confirm', 'session-of-another-request', lost],
  ['confirm', 'other-account', failed({ code: 'forbidden', serverText: 'Invalid auth' })],
  ['confirm', 'password-missing', badRequest('M_INVALID_PARAM', 'Bad parameter: password')],
  ['confirm', 'email-not-offered', badRequest('M_INVALID_PARAM', 'Invalid login submission')],
  [
    'confirm',
    'stage-beside-the-flows',
    challenge('UiaSessionOfSynapse00000', [PASSWORD], { completed: ['m.login.dummy'] }),
  ],
  ['confirm', 'deleted', deleted],
  ['refresh', 'refresh', renewed('syt_invented_access_token', 'syr_invented_refresh_token')],
  ['refresh', 'refresh-used', refused],
  ['refresh', 'refresh-unknown', refused],
]);

const accountPage = {
  issuer: 'https://account.example.org/',
  url: 'https://account.example.org/account/',
  actions: [
    'org.matrix.profile',
    'org.matrix.devices_list',
    'org.matrix.device_view',
    'org.matrix.device_delete',
    'org.matrix.cross_signing_reset',
    'org.matrix.sessions_list',
    'org.matrix.session_view',
    'org.matrix.session_end',
  ],
};

describeFamily('mas', [
  ['methods', 'login-flows', ok({ ...noWay, password: true, sso: preferredSso })],
  ['methods', 'login-flows-v1.18', ok({ ...noWay, sso: preferredSso })],
  [
    'signIn',
    'login',
    ok({
      userId: '@ada:example.org',
      deviceId: 'AbCdEfGhIj',
      tokens: {
        access: 'mct_invented_access_token',
        refresh: 'mcr_invented_refresh_token',
        expiresInMs: 300_000,
      },
    }),
  ],
  ['signIn', 'login-wrong-password', wrongPassword],
  [
    'signIn',
    'login-device-limit',
    fail({
      code: 'device-limit',
      infoUri: null,
      serverText:
        'You have reached your hard device limit. Please visit your account page to sign some out.',
    }),
  ],
  ['signIn', 'login-locked', fail({ code: 'account-locked' })],
  ['signIn', 'login-rate-limited', fail({ code: 'rate-limited', retryAt: null })],
  ['page', 'auth-metadata', ok(accountPage)],
  [
    'oauth',
    'auth-metadata',
    ok({
      accountPage,
      server: oauthServer,
    }),
  ],
  ['whoami', 'whoami', ok({ userId: '@ada:example.org', deviceId: 'OWNOWNOWNX' })],
  [
    'list',
    'devices',
    ok({
      sessions: [{ ...own, deviceId: 'OWNOWNOWNX', displayName: null }],
      dropped: 0,
    }),
  ],
  ['list', 'token-unknown', fail({ code: 'session-ended', softLogout: false })],
  // A locked account renews its token, and is refused with the new one, too.
  [
    'refreshOAuth',
    'oauth-refresh',
    renewed('mat_invented_access_token', 'mar_invented_refresh_token'),
  ],
  ['listOnceMore', 'token-unknown', fail({ code: 'not-let-in' })],
  [
    'list',
    'devices-named',
    ok({
      sessions: [{ ...never, deviceId: 'OWNOWNOWNX', displayName: 'Muster on Linux desktop' }],
      dropped: 0,
    }),
  ],
  ['register', 'oauth-registration', ok('01INVENTEDCLIENT0000000000')],
  ['comeBack', 'oauth-comes-back', 'invented-code'],
  [
    'code',
    'oauth-device-code',
    {
      userCode: 'W2KD7Q',
      page: 'https://account.example.org/link',
      pageWithCode: null,
      lifeMs: 1_200_000,
      intervalMs: 5_000,
    },
  ],
  ['askForGrant', 'oauth-pending', { kind: 'pending', slower: false }],
  // A success that proves nothing: whoever says that the session ended asks whether it did.
  ['revoke', 'oauth-revoke-consumed', ok(null)],
  // The authorization server is down: no reason to think that the session has ended.
  [
    'list',
    'introspection-down',
    fail({
      code: 'server-failed',
      status: 503,
      serverText: 'Unable to introspect the access token',
    }),
  ],
  ['delete', 'delete-devices', elsewhere],
  ['deleteOne', 'delete-device', elsewhere],
  ['refresh', 'refresh', renewed('mct_invented_access_token', 'mcr_invented_refresh_token')],
  ['refresh', 'refresh-used', refused],
  [
    'refresh',
    'refresh-failed',
    { kind: 'failed', error: { code: 'server-failed', status: 500, serverText: 'Internal error' } },
  ],
  ['logout', 'logout-of-oauth-token', ok(null)],
]);
