// Whom a sign-in is for, and which session it may ask for.
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../electron/core/sign-in/attempt.ts';
import {
  deviceIdToAskFor,
  identifierToSend,
  missedUser,
  sessionToAskFor,
  waysIn,
  whoIsNamed,
} from '../../../../electron/core/sign-in/target.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { AttemptId, DeviceId } from '../../../../electron/shared/ids.ts';
import { binding, server } from '../../matrix/oauth/oauth-world.ts';
import { account, ALICE, countingIds, unreachable } from '../fake-core.ts';
import { methods, newDeviceId, SERVER } from './sign-in-world.ts';

const alice = '@alice:example.org';
const base: Target = {
  ...{ attemptId: 'attempt' as AttemptId, baseUrl: SERVER, userId: null },
  ...{ account: null, methods, oauth: null },
};
const asAlice: Target = { ...base, userId: alice };
const again: Target = { ...asAlice, account: account() };
const email = { kind: 'email', address: ' alice@example.org ' } as const;
const phone = { kind: 'phone', country: 'DE', phone: ' 0160 123 ' } as const;
const user = (name: string) => ({ kind: 'user', user: name }) as const;

describe('the ways in', () => {
  const accountPage = { issuer: server.issuer, url: null, actions: [] };
  const withOAuth = ok({ server, accountPage });
  const noLogin: AppError = { code: 'not-a-homeserver', host: 'x', reason: 'no-login' };

  it('are those of both APIs', () => {
    const all = { ...methods, oauth: { deviceCode: true } };
    expect(waysIn(ok(methods), withOAuth)).toEqual(ok({ methods: all, oauth: server }));
    const noCodes = { ...server, deviceEndpoint: null };
    expect(waysIn(ok(methods), ok({ server: noCodes, accountPage }))).toEqual(
      ok({ methods: { ...methods, oauth: { deviceCode: false } }, oauth: noCodes }),
    );
    expect(waysIn(ok(methods), ok(null))).toEqual(ok({ methods, oauth: null }));
  });

  it('are OAuth alone where there is no login API', () => {
    const alone = { oauth: { deviceCode: true }, password: false, sso: null, others: [] };
    expect(waysIn(fail(noLogin), withOAuth)).toEqual(ok({ methods: alone, oauth: server }));
  });

  it('are not known where the login API may be there and did not answer', () => {
    expect(waysIn(fail(unreachable), withOAuth)).toEqual(fail(unreachable));
    expect(waysIn(fail(noLogin), fail(unreachable))).toEqual(fail(noLogin));
  });
});

describe('the session to ask for', () => {
  it('is no id that a server made up and OAuth has no way to name', () => {
    const own = account({ deviceId: 'SHORT' as DeviceId, oauth: binding });
    expect(deviceIdToAskFor(own, 'oauth', countingIds())).toEqual(newDeviceId);
    const byLogin = account({ deviceId: 'SHORT' as DeviceId });
    expect(deviceIdToAskFor(byLogin, 'login', countingIds())).toBe('SHORT');
  });

  it('is written down as asked for, for the account that is signed in again', () => {
    const deviceId = 'NEW' as DeviceId;
    const asked = { userId: alice, deviceId, keptIn: 'this-run', oauth: binding } as const;
    const written = sessionToAskFor(again, asked, countingIds());
    const whole = { ...asked, kind: 'asked', baseUrl: SERVER, borrowed: false };
    expect(written).toEqual({
      ...whole,
      accountId: ALICE,
      credentialId: expect.not.stringMatching(account().credentialId) as string,
    });
    const first = sessionToAskFor(asAlice, asked, countingIds());
    expect(first).toMatchObject(whole);
    expect(new Set([first.accountId, first.credentialId, ALICE]).size).toBe(3);
  });
});

describe('whom it is for, before the answer', () => {
  it.each([
    ['who is signed in again, whatever is typed', again, user('@bob:example.org'), alice],
    ['who is typed', asAlice, user('@bob:example.org'), '@bob:example.org'],
    ['whose address led here, by the web page', asAlice, null, alice],
    ['nobody known, by the web page', base, null, null],
    ['nobody known, by an e-mail address', asAlice, email, null],
  ] as const)('is %s', (_, target, named, expected) => {
    expect(whoIsNamed(target, named)).toBe(expected);
  });
});

describe('whom the server is told', () => {
  it('is what was typed, without the blanks around it', () => {
    expect(identifierToSend(base, user(' alice '))).toEqual(user('alice'));
    expect(identifierToSend(base, user(' @alice:example.org '))).toEqual(user(alice));
    expect(identifierToSend(base, email)).toEqual({ ...email, address: 'alice@example.org' });
    expect(identifierToSend(base, phone)).toEqual({ ...phone, phone: '0160 123' });
  });

  it('is who is signed in again', () => {
    for (const typed of [user('@bob:example.org'), email, phone])
      expect(identifierToSend(again, typed)).toEqual(user(alice));
  });
});

describe('who was missed', () => {
  it.each([
    ['nobody, where the account has come back', again, null, alice, null],
    ['the account, where somebody else came', again, null, '@bob:example.org', alice],
    ['the account, in another spelling too', again, null, '@Alice:example.org', alice],
    ['who was typed', base, user('@bob:example.org'), alice, '@bob:example.org'],
    ['nobody, in another case', base, user('@ALICE:example.org'), alice, null],
    ['whose address led here', asAlice, null, '@bob:example.org', alice],
    ['the same, by an e-mail address', asAlice, email, '@bob:example.org', alice],
    ['the same, by their localpart', asAlice, user('alice'), '@bob:example.org', alice],
    ['nobody, by another localpart', asAlice, user('bob'), '@bob:example.org', null],
    ['nobody, by a part of the localpart', asAlice, user('alic'), '@bob:example.org', null],
    ['nobody, where nobody is known', base, null, alice, null],
    ['nobody, where a localpart alone is known', base, user('bob'), alice, null],
  ] as const)('is %s', (_, target, sent, received, expected) => {
    expect(missedUser(target, sent, received)).toBe(expected);
  });
});
