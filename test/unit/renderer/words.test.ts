// Every error and every outcome has words that a person understands and that claim no more than is known.
import { describe, expect, it } from 'vitest';
import type { AppError, ErrorCode, OAuthProblem } from '../../../electron/shared/errors.ts';
import type { OperationEnding, Outcomes } from '../../../electron/shared/operation.ts';
import type { Retry } from '../../../renderer/words/error-reasons.ts';
import { errorWords } from '../../../renderer/words/errors.ts';
import { outcomeWords } from '../../../renderer/words/outcome.ts';
import { removalWords } from '../../../renderer/words/remove-account.ts';
import { account, deviceId } from '../../fixtures/contract-data.ts';

const host = 'matrix.example.org';

/** One of each code; a new code fails to compile until it is here. */
const oneOfEach: { readonly [C in ErrorCode]: Extract<AppError, { readonly code: C }> } = {
  'invalid-address': { code: 'invalid-address', reason: 'syntax' },
  unreachable: { code: 'unreachable', host },
  'timed-out': { code: 'timed-out', host, phase: 'headers' },
  proxy: { code: 'proxy', asks: true },
  tls: { code: 'tls', host },
  'not-a-homeserver': { code: 'not-a-homeserver', host, reason: 'no-versions' },
  'leads-inside': {
    code: 'leads-inside',
    from: 'example.org',
    host,
    address: '192.168.1.5',
    where: 'network',
  },
  redirected: { code: 'redirected', host },
  'bad-answer': { code: 'bad-answer', host, reason: 'html' },
  'server-failed': { code: 'server-failed', status: 502, serverText: 'upstream' },
  'doubtful-list': { code: 'doubtful-list', lacks: 'own' },
  'rate-limited': { code: 'rate-limited', retryAt: 5 },
  'session-ended': { code: 'session-ended', softLogout: false },
  'not-let-in': { code: 'not-let-in' },
  'session-lives': { code: 'session-lives' },
  'account-locked': { code: 'account-locked' },
  'account-suspended': { code: 'account-suspended' },
  'account-deactivated': { code: 'account-deactivated' },
  'wrong-password': { code: 'wrong-password' },
  'wrong-user': { code: 'wrong-user', expected: '@a:x', received: '@b:x', pasted: true },
  'token-refused': { code: 'token-refused', token: 'access' },
  'device-limit': { code: 'device-limit', infoUri: 'https://x.org/limits', serverText: 'Full' },
  'browser-sign-in': { code: 'browser-sign-in', reason: 'no-answer' },
  'browser-not-opened': { code: 'browser-not-opened', address: 'https://x.org/account' },
  oauth: { code: 'oauth', reason: 'client-refused', serverText: 'no' },
  forbidden: { code: 'forbidden', serverText: 'no' },
  'not-found': { code: 'not-found' },
  'name-too-long': { code: 'name-too-long' },
  'request-refused': { code: 'request-refused', status: 418, errcode: 'M_X', serverText: null },
  unsupported: { code: 'unsupported', what: 'confirmation', offered: ['m.login.sso'] },
  'no-progress': { code: 'no-progress' },
  'unsafe-id': { code: 'unsafe-id' },
  vault: { code: 'vault', reason: 'locked' },
  store: { code: 'store', reason: 'disk-full' },
  file: { code: 'file', reason: 'disk-full' },
  'unsafe-link': { code: 'unsafe-link', address: 'https://elsewhere.example/account' },
  cancelled: { code: 'cancelled' },
  'review-over': { code: 'review-over', reason: 'changed' },
  'unknown-subject': { code: 'unknown-subject' },
  'bad-request': { code: 'bad-request' },
  internal: { code: 'internal', reference: '7f3a91' },
};

/** Whether trying again makes sense; a new reason fails to compile until it is here. */
const oauthRetries: Readonly<Record<OAuthProblem, Retry['kind']>> = {
  'unusable-server': 'no',
  'client-refused': 'no',
  denied: 'now',
  expired: 'now',
  'other-grant': 'now',
  refused: 'now',
};

describe('errorWords', () => {
  it.each(Object.values(oneOfEach))('$code: plain sentences', (error) => {
    const { title, body } = errorWords(error);
    expect(title).toMatch(/^[A-Zm].*\.$/);
    expect(body).toMatch(/^[A-Z].*[.]$/);
    expect(`${title} ${body}`).not.toMatch(/undefined|null|\[object|device|UIA|JSON/i);
  });

  it.each(Object.entries(oauthRetries))('oauth, %s: plain sentences', (reason, retry) => {
    const error = { code: 'oauth', reason: reason as OAuthProblem, serverText: 'Ask' } as const;
    const words = errorWords(error);
    expect(words.title).toMatch(/^[A-Z].*\.$/);
    expect(words.body).toMatch(/^[A-Z].*\.$/);
    expect(`${words.title} ${words.body}`).not.toMatch(/oauth|grant|scope|client|device|token/i);
    expect(words).toMatchObject({ retry: { kind: retry }, quote: 'Ask' });
  });

  it('shows the server’s prose as a quotation only', () => {
    const words = errorWords({ code: 'forbidden', serverText: 'Ask the admin' });
    expect(words.quote).toBe('Ask the admin');
    expect(words.title + words.body).not.toContain('Ask the admin');
  });

  it('says when to come back, and does not offer a retry that can not help', () => {
    expect(errorWords({ code: 'rate-limited', retryAt: 5 }).retry).toEqual({
      kind: 'after',
      at: 5,
    });
    const unnamed = errorWords({ code: 'rate-limited', retryAt: null });
    expect(unnamed.retry).toEqual({ kind: 'now' });
    expect(unnamed.body).toContain("doesn't say when");
    expect(errorWords({ code: 'unreachable', host }).retry).toEqual({ kind: 'now' });
    expect(errorWords({ code: 'account-deactivated' }).retry).toEqual({ kind: 'no' });
  });

  it('names the ways that a server has in words', () => {
    const { body } = errorWords({
      code: 'unsupported',
      what: 'confirmation',
      offered: ['m.login.sso', 'm.login.recaptcha', 'm.login.sso'],
    });
    expect(body).toContain('its web page and a captcha');
  });

  it('explains a sign-in that ended on the page for want of room', () => {
    const { body } = errorWords({ code: 'oauth', reason: 'denied', serverText: null });
    expect(body).toContain('too many sessions');
    expect(body).toContain('sign one out first');
  });

  it('tells a server that is too old from something that is none', () => {
    const host = 'example.org';
    const old = errorWords({ code: 'not-a-homeserver', host, reason: 'too-old' });
    expect(old.title).toBe('The Matrix server at example.org is too old.');
    expect(old.body).toContain('v1.1');
    const none = errorWords({ code: 'not-a-homeserver', host, reason: 'no-versions' });
    expect(none.title).toBe('No Matrix server was found at example.org.');
  });

  it('says that a server knows people by their user names alone', () => {
    const { title, body } = errorWords({
      code: 'unsupported',
      what: 'email-or-phone',
      offered: [],
    });
    expect(title).toBe('This server takes user names only.');
    expect(body).toContain('user name');
  });

  it('leads to the log where the log knows, and not otherwise', () => {
    expect(errorWords({ code: 'internal', reference: '7f3a91' }).body).toContain('7f3a91');
    expect(errorWords({ code: 'internal', reference: '' }).body).not.toContain('log');
  });
});

describe('outcomeWords', () => {
  const ids = (...names: string[]) => names.map(deviceId);
  const completed: OperationEnding = { kind: 'completed', asked: true };
  const say = (ending: OperationEnding, outcomes: Partial<Outcomes>, total: number) =>
    outcomeWords(
      ending,
      { gone: [], goneBefore: [], stillThere: [], unknown: [], ...outcomes },
      total,
    );

  it('calls gone only what is gone', () => {
    expect(say(completed, { gone: ids('a', 'b') }, 2).title).toBe('2 sessions signed out');
    expect(say(completed, { gone: ids('a'), stillThere: ids('b') }, 2).title).toBe(
      '1 of 2 sessions signed out',
    );
    expect(say(completed, { stillThere: ids('a') }, 1).title).toBe('Nothing was signed out');
  });

  it('does not claim anything when the list could not be read', () => {
    for (const ending of [completed, { kind: 'cancelled' } as const]) {
      const { title, body } = say(ending, { unknown: ids('a', 'b') }, 2);
      expect(title).not.toContain('signed out');
      expect(body).toContain("couldn't be read");
    }
  });

  it('does not count as signed out what was gone already', () => {
    const some = say(completed, { gone: ids('a', 'b'), goneBefore: ids('c') }, 3);
    expect(some.title).toBe('2 of 3 sessions signed out');
    expect(some.body).toContain('none of them is in it');
    expect(some.body).toContain("One was gone already, so Muster didn't sign it out.");
    const quiet: OperationEnding = { kind: 'completed', asked: false };
    const all = say(quiet, { goneBefore: ids('a', 'b') }, 2);
    expect(all.title).toBe('They were gone already');
    expect(all.body).toContain("Muster didn't sign out anything");
    expect(all.body).not.toContain('confirm');
  });

  it('says when no password was asked for', () => {
    const quiet: OperationEnding = { kind: 'completed', asked: false };
    expect(say(quiet, { gone: ids('a') }, 1).body).toContain("didn't ask you to confirm it");
    expect(say(completed, { gone: ids('a') }, 1).body).not.toContain('password');
  });
});

describe('removalWords', () => {
  const ended = { kind: 'ended', softLogout: false } as const;

  it('warns where the session is another app’s, and only while it may live', () => {
    const { body, warning } = removalWords(account({ borrowed: true }));
    expect(body).toContain("another app's session");
    expect(warning).toContain('The other app is signed out, too.');
    expect(removalWords(account()).warning).toBeNull();
    const afterEnd = removalWords(account({ borrowed: true, status: ended })).warning;
    expect(afterEnd).toContain('still there, the other app is signed out, too.');
    const unreachable = { kind: 'expired-with-run' } as const;
    expect(removalWords(account({ borrowed: true, status: unreachable })).warning).toBeNull();
  });

  it('does not say that a sign-in has ended that is only out of reach', () => {
    const status = { kind: 'expired-with-run' } as const;
    expect(removalWords(account({ status: ended })).body).toContain('has ended');
    expect(removalWords(account({ status })).body).toContain('stays on the list there');
    expect(removalWords(account({ status, borrowed: true })).body).toContain('other app keeps');
  });

  it('does not promise what happens to a session that the server did not confirm to end', () => {
    expect(removalWords(account({ borrowed: true })).anyway).toContain('may then stay');
  });
});
