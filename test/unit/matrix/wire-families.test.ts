// What Muster makes of the answers of the other families of homeservers, and of what stands between it
// and them. The meanings are written out: a wrong reading fails here.
import { expect, it } from 'vitest';
import { wireNames } from '../../fixtures/wire/wire.ts';
import { fail, ok } from '../../../electron/shared/errors.ts';
import { NOW } from './fake-ports.ts';
import {
  badRequest,
  challenge,
  deleted,
  describeFamily,
  failed,
  lost,
  no,
  nameless,
  noWay,
  own,
  ownAndNameless,
  page,
  PASSWORD,
  refused,
  SSO,
} from './wire-readings.ts';

const notFound = fail({ code: 'not-found' });

const serverFailed = (serverText: string | null) =>
  ({ code: 'server-failed', status: 500, serverText }) as const;

const userNamesOnly = fail({ code: 'unsupported', what: 'email-or-phone', offered: [] });

const dendriteRefusal = no(
  'M_FORBIDDEN',
  'The username or password was incorrect or the account does not exist.',
);

describeFamily('dendrite', [
  ['wellKnown', 'well-known-none', { kind: 'none' }],
  ['methods', 'login-flows', ok({ ...noWay, password: true })],
  ['signIn', 'login-wrong-password', fail({ code: 'wrong-password' })],
  [
    'signIn',
    'login-foreign-id',
    fail(refused(401, 'M_INVALID_USERNAME', 'The server name is not known.')),
  ],
  ['signInByEmail', 'login-other-identifier', userNamesOnly],
  ['signInByEmail', 'login-wrong-password', fail({ code: 'wrong-password' })],
  [
    'signIn',
    'login-without-password',
    fail(refused(401, 'M_BAD_JSON', 'A password must be supplied.')),
  ],
  ['signIn', 'login-nul', { ...fail(serverFailed('failed to create device')), maybeMade: true }],
  [
    'signIn',
    'not-json',
    fail(refused(400, 'M_BAD_JSON', 'The request body could not be decoded into valid JSON.')),
  ],
  ['list', 'token-unknown', fail({ code: 'session-ended', softLogout: false })],
  ['list', 'devices', ok({ sessions: [own, nameless], dropped: 0, seenBySyncOnly: true })],
  // Which of the two names is true can't be told.
  [
    'list',
    'devices-name-before',
    ok({
      sessions: [
        own,
        {
          ...own,
          deviceId: 'NAMELESS',
          lastSeenAt: own.lastSeenAt + 1,
          lastSeenIp: '192.0.2.8',
          nameDoubtful: true,
        },
      ],
      dropped: 0,
      seenBySyncOnly: true,
    }),
  ],
  ['list', 'devices-none', ok({ sessions: [], dropped: 0 })],
  ['list', 'rate-limited', fail({ code: 'rate-limited', retryAt: NOW + 500 })],
  ['look', 'device-unknown', notFound],
  // Its errcode is M_FORBIDDEN, but nothing was forbidden.
  ['rename', 'rename-unknown', notFound],
  ['rename', 'rename-nul', fail(serverFailed(null))],
  ['dehydrated', 'dehydrated-none', ok(null)],
  ['delete', 'challenge', challenge('uia-session-of-dendrite', [PASSWORD])],
  ['confirm', 'wrong-password', challenge('uia-session-of-dendrite', [PASSWORD], dendriteRefusal)],
  [
    'confirm',
    'wrong-password-after-restart',
    challenge('uia-session-of-dendrite', [PASSWORD], dendriteRefusal),
  ],
  ['confirm', 'session-unknown', lost],
  ['confirm', 'session-of-another-request', lost],
  [
    'confirm',
    'other-account',
    failed({ code: 'forbidden', serverText: 'unable to delete devices for other user' }),
  ],
  ['confirm', 'deleted', deleted],
  ['poll', 'session-only', badRequest('M_BAD_JSON', 'Unknown auth.type: ')],
]);

const CONTINUWUITY = 'UiaSessionOfContinuwuity00000000';
const continuwuityRefusal = no('M_FORBIDDEN', 'Invalid identifier or password');

describeFamily('continuwuity', [
  ['list', 'devices', ownAndNameless],
  ['rename', 'rename-unknown', notFound],
  ['delete', 'challenge', challenge(CONTINUWUITY, [PASSWORD])],
  ['confirm', 'wrong-password', challenge(CONTINUWUITY, [PASSWORD], continuwuityRefusal)],
  [
    'confirm',
    'other-account',
    challenge(CONTINUWUITY, [PASSWORD], no('M_INVALID_PARAM', 'User ID mismatch')),
  ],
  ['confirm', 'session-unknown', lost],
  [
    'confirm',
    'stage-not-offered',
    badRequest('M_INVALID_PARAM', 'No flows include the supplied stage'),
  ],
  ['confirm', 'deleted', deleted],
  ['poll', 'session-only', challenge(CONTINUWUITY, [PASSWORD])],
  ['poll', 'session-only-after-refusal', challenge(CONTINUWUITY, [PASSWORD], continuwuityRefusal)],
]);

const TUWUNEL = 'UiaSessionOfTuwunel0000000000000';
const boundProvider = { params: new Map([[SSO, { identity_providers: [{ id: 'corp' }] }]]) };

describeFamily('tuwunel', [
  ['list', 'devices', ownAndNameless],
  ['delete', 'challenge', challenge(TUWUNEL, [PASSWORD])],
  ['delete', 'challenge-sso', challenge(TUWUNEL, [SSO], boundProvider)],
  [
    'delete',
    'challenge-all',
    challenge(TUWUNEL, [PASSWORD, SSO, 'org.matrix.login.jwt'], boundProvider),
  ],
  ['delete', 'challenge-without-flows', challenge(TUWUNEL, [])],
  ['poll', 'session-only', challenge(TUWUNEL, [SSO], boundProvider)],
  [
    'confirm',
    'wrong-password',
    challenge(TUWUNEL, [PASSWORD], no('M_FORBIDDEN', 'Invalid username or password.')),
  ],
  // A 403 that is no refusal: the session is lost.
  ['confirm', 'session-unknown', lost],
  ['poll', 'session-unknown', lost],
  [
    'confirm',
    'other-account',
    failed({ code: 'forbidden', serverText: 'User ID and access token mismatch.' }),
  ],
  ['confirm', 'deleted', deleted],
]);

describeFamily('palpo', [
  [
    'methods',
    'login-flows',
    ok({ ...noWay, password: true, others: ['m.login.application_service'] }),
  ],
  [
    'signIn',
    'login',
    ok({
      userId: '@ada:example.org',
      deviceId: 'OWN',
      tokens: { access: 'AccessTokenOfPalpo', refresh: 'RefreshTokenOfPalpo', expiresInMs: null },
    }),
  ],
  ['signIn', 'login-foreign-id', fail({ code: 'wrong-password' })],
  ['signInByEmail', 'login-other-identifier', userNamesOnly],
  ['signInByEmail', 'login-foreign-id', fail({ code: 'wrong-password' })],
  [
    'refresh',
    'refresh-without-bearer',
    { kind: 'failed', error: { code: 'session-ended', softLogout: false } },
  ],
  ['list', 'devices', ownAndNameless],
  ['list', 'rate-limited', fail({ code: 'rate-limited', retryAt: null })],
  ['rename', 'rename-unknown', notFound],
  [
    'deleteOne',
    'challenge',
    challenge(
      'UiaSessionOfPalpo1',
      [PASSWORD],
      no('M_UNAUTHORIZED', 'Missing authentication data'),
    ),
  ],
  [
    'confirm',
    'refused',
    challenge('UiaSessionOfPalpo2', [PASSWORD], no('M_FORBIDDEN', 'Invalid authentication data')),
  ],
  ['delete', 'challenge-without-session', challenge(null, [PASSWORD])],
  ['delete', 'question', challenge('UiaSessionOfPalpo1', [PASSWORD])],
  [
    'confirm',
    'wrong-password-several',
    challenge(null, [], no('M_UNAUTHORIZED', 'wrong username or password.')),
  ],
  ['confirm', 'session-unknown', failed(serverFailed('unknown db error'), true)],
  [
    'confirm',
    'other-account',
    failed({ code: 'forbidden', serverText: 'User ID does not match.' }),
  ],
  ['confirm', 'gone', failed({ code: 'not-found' })],
]);

/** What stands in between is never an answer of the server: it ends no session and deletes nothing. */
describeFamily('proxy', [
  ['list', 'portal', fail(page('html'))],
  ['list', 'unauthorized', fail(page('html'))],
  ['list', 'not-found', fail(page('empty-404'))],
  ['look', 'not-found', fail(page('empty-404'))],
  ['rename', 'forbidden', fail(page('html'))],
  ['signIn', 'forbidden', fail(page('html'))],
  ['signIn', 'too-many', fail({ code: 'rate-limited', retryAt: null })],
  ['logout', 'unauthorized', fail(page('html'))],
  ['page', 'bad-gateway', fail({ code: 'server-failed', status: 502, serverText: null })],
  ['delete', 'unauthorized', failed(page('html'))],
  ['delete', 'too-large', failed(page('html'))],
  ['deleteOne', 'not-found', failed(page('empty-404'))],
  // These two may hide an answer: whether it was done is not known.
  ['confirm', 'portal', failed(page('html'), true)],
  [
    'confirm',
    'gateway-timeout',
    failed({ code: 'server-failed', status: 504, serverText: null }, true),
  ],
  ['refresh', 'forbidden', { kind: 'failed', error: page('html') }],
  ['refresh', 'unauthorized', { kind: 'failed', error: page('html') }],
  [
    'refresh',
    'bad-gateway',
    { kind: 'failed', error: { code: 'server-failed', status: 502, serverText: null } },
  ],
]);

it('no family is left out', () => {
  const families = new Set(wireNames().map((name) => name.split('/')[0]));
  expect([...families]).toEqual([
    'continuwuity',
    'dendrite',
    'mas',
    'palpo',
    'proxy',
    'synapse',
    'tuwunel',
  ]);
});
