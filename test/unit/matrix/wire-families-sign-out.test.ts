// Whole confirmations with the answers of the families of homeservers (test/fixtures/wire): what is sent,
// what is asked, and how it ends.
import { describe, expect, it } from 'vitest';
import { POLLS_MAX } from '../../../electron/matrix/uia/uia.ts';
import {
  CAPTCHA,
  done,
  flowsOf,
  forPassword,
  noProgress,
  onPage,
  PASSWORD,
  chunk,
  SSO,
  withPassword,
  type Answer,
} from './wire-chunk.ts';

describe('Synapse', () => {
  const session = 'UiaSessionOfSynapse00000';

  it('forgets a session: the password is sent again without asking twice', async () => {
    const p = chunk('synapse', 'challenge', 'session-unknown', 'challenge', 'deleted');
    expect(await p.begin()).toMatchObject(forPassword());
    expect(await p.give()).toMatchObject(done);
    expect(p.sent()).toEqual([null, withPassword(session), null, withPassword(session)]);
  });

  it('forgets it again: that is enough', async () => {
    const p = chunk('synapse', 'challenge', 'session-unknown', 'challenge', 'session-unknown');
    await p.begin();
    expect(await p.give()).toEqual(noProgress);
    expect(p.sent()).toHaveLength(4);
  });

  it('deletes on the first request while it still trusts the sign-in', async () => {
    const p = chunk('synapse', 'deleted');
    expect(await p.begin()).toMatchObject(done);
    expect(p.sent()).toEqual([null]);
  });

  it('was told of another account in the browser: it is begun anew, and asked so', async () => {
    const p = chunk(
      'synapse',
      'challenge-sso',
      'session-only-sso',
      'other-account',
      'challenge-sso',
      'deleted',
    );
    expect(await p.begin()).toMatchObject(forPassword('server-asked', { alternatives: [SSO] }));
    expect(await p.choose(SSO)).toMatchObject(onPage(SSO));
    expect(await p.poll()).toMatchObject(onPage(SSO, 'not-yet'));
    expect(await p.poll()).toMatchObject(onPage(SSO, 'other-account'));
    expect(await p.finished()).toMatchObject(done);
    expect(p.sent()).toEqual([null, { session }, { session }, null, { session }]);
  });

  it('was given the password of another account: that ends it', async () => {
    const p = chunk('synapse', 'challenge', 'other-account');
    await p.begin();
    expect(await p.give()).toMatchObject({ kind: 'failed', error: { code: 'forbidden' } });
  });

  it.each([
    ['locked', 'account-locked'],
    ['token-unknown', 'session-ended'],
  ])('answers 401 that is no question (%s): nobody is asked for anything', async (name, code) => {
    const p = chunk('synapse', 'challenge', name);
    await p.begin();
    expect(await p.give()).toMatchObject({ kind: 'failed', error: { code }, ambiguous: false });
    expect(p.sent()).toHaveLength(2);
  });
});

describe('Synapse behind an OAuth server', () => {
  it('has no such call: no password is asked for', async () => {
    const p = chunk('mas', 'delete-devices');
    expect(await p.begin()).toEqual({ kind: 'unrecognized' });
    expect(p.sent()).toEqual([null]);
  });
});

describe('Dendrite', () => {
  const session = 'uia-session-of-dendrite';
  const refusal = 'The username or password was incorrect or the account does not exist.';

  it('asks again after a wrong password, also in a session that it forgot', async () => {
    const p = chunk(
      'dendrite',
      'challenge',
      'wrong-password',
      'wrong-password-after-restart',
      'deleted',
    );
    await p.begin();
    const again = forPassword('rejected', { serverText: refusal });
    expect(await p.give()).toMatchObject(again);
    expect(await p.give()).toMatchObject(again);
    expect(await p.give()).toMatchObject(done);
    expect(p.sent().slice(1)).toEqual(Array.from({ length: 3 }, () => withPassword(session)));
  });

  it('binds a session to a request: another one is begun', async () => {
    const p = chunk('dendrite', 'challenge', 'session-of-another-request', 'challenge', 'deleted');
    await p.begin();
    expect(await p.give()).toMatchObject(done);
    expect(p.sent()).toEqual([null, withPassword(session), null, withPassword(session)]);
  });

  it('makes nothing of a session alone: it is not asked again by itself', async () => {
    const p = chunk('dendrite', ['challenge', flowsOf(CAPTCHA, PASSWORD)], 'session-only');
    await p.begin();
    await p.choose(CAPTCHA);
    expect(await p.poll()).toMatchObject(onPage(CAPTCHA, 'not-taken', false));
    await expect(p.poll()).rejects.toThrow('nothing to do');
    expect(await p.finished()).toMatchObject(onPage(CAPTCHA, 'not-taken', false));
    expect(await p.choose(PASSWORD)).toMatchObject(forPassword());
    expect(p.sent()).toEqual([null, { session }, { session }]);
  });
});

describe('continuwuity', () => {
  const session = 'UiaSessionOfContinuwuity00000000';

  it('forgets a session in words of its own', async () => {
    const p = chunk('continuwuity', 'challenge', 'session-unknown', 'challenge', 'deleted');
    await p.begin();
    expect(await p.give()).toMatchObject(done);
    expect(p.sent()).toEqual([null, withPassword(session), null, withPassword(session)]);
  });

  it('refuses another user as a wrong answer, not as an end', async () => {
    const p = chunk('continuwuity', 'challenge', 'other-account', 'deleted');
    await p.begin();
    expect(await p.give()).toMatchObject(
      forPassword('rejected', { serverText: 'User ID mismatch' }),
    );
    expect(await p.give()).toMatchObject(done);
  });

  it('says "not yet" for ever: it is asked a bounded number of times', async () => {
    const page = flowsOf(CAPTCHA);
    const p = chunk('continuwuity', ['challenge', page], ['session-only', page]);
    expect(await p.begin()).toMatchObject(onPage(CAPTCHA));
    for (let polls = 1; polls < POLLS_MAX; polls += 1)
      expect(await p.poll()).toMatchObject(onPage(CAPTCHA, 'not-yet'));
    expect(await p.poll()).toMatchObject(onPage(CAPTCHA, 'not-yet', false));
    await expect(p.poll()).rejects.toThrow('nothing to do');
    expect(p.sent()).toEqual([null, ...Array.from({ length: POLLS_MAX }, () => ({ session }))]);
  });

  it('repeats its last refusal to a look: that refuses nothing', async () => {
    const both = flowsOf(PASSWORD, CAPTCHA);
    const p = chunk(
      'continuwuity',
      ['challenge', both],
      ['wrong-password', both],
      ['session-only-after-refusal', both],
    );
    await p.begin();
    await p.give();
    await p.choose(CAPTCHA);
    expect(await p.poll()).toMatchObject(onPage(CAPTCHA, 'not-yet'));
  });
});

describe('tuwunel', () => {
  const session = 'UiaSessionOfTuwunel0000000000000';

  it('is confirmed in the browser, and knows when that is done', async () => {
    const p = chunk('tuwunel', 'challenge-sso', 'session-only', 'session-only', 'deleted');
    expect(await p.begin()).toMatchObject(onPage(SSO));
    expect(await p.poll()).toMatchObject(onPage(SSO, 'not-yet'));
    expect(await p.poll()).toMatchObject(onPage(SSO, 'not-yet'));
    expect(await p.poll()).toMatchObject(done);
    expect(p.sent().slice(1)).toEqual(Array.from({ length: 3 }, () => ({ session })));
  });

  it('forgets a session with a 403: that is no other account, and begun anew once', async () => {
    const p = chunk(
      'tuwunel',
      'challenge-sso',
      'session-unknown',
      'challenge-sso',
      'session-unknown',
    );
    await p.begin();
    expect(await p.poll()).toMatchObject(onPage(SSO, 'restarted'));
    expect(await p.poll()).toEqual(noProgress);
  });

  it('offers a stage that Muster has not heard of: it comes last', async () => {
    const p = chunk('tuwunel', 'challenge-all');
    expect(await p.begin()).toMatchObject(
      forPassword('server-asked', { alternatives: [SSO, 'org.matrix.login.jwt'] }),
    );
  });

  it('offers nothing: there is no way, and nothing more is sent', async () => {
    const p = chunk('tuwunel', 'challenge-without-flows');
    expect(await p.begin()).toEqual({ kind: 'unsupported', offered: [] });
    expect(p.sent()).toEqual([null]);
  });
});

describe('palpo', () => {
  it('begins with what looks like a refusal: nobody was refused', async () => {
    const p = chunk('palpo', 'challenge');
    expect(await p.begin()).toMatchObject(forPassword('server-asked', { serverText: null }));
  });

  it('has a new session for each answer: a wrong password is told as wrong, as often as it is', async () => {
    const next = (n: number): Answer => ['refused', { session: `UiaSessionOfPalpo${n}` }];
    const refusals = Array.from({ length: 20 }, (_, n) => next(n + 2));
    const p = chunk('palpo', 'challenge', ...refusals);
    await p.begin();
    for (let tries = 0; tries < 20; tries += 1)
      expect(await p.give()).toMatchObject(forPassword('rejected'));
    expect(p.sent().at(-1)).toEqual(withPassword('UiaSessionOfPalpo20'));
  });

  it('names no session for several: the password goes without one', async () => {
    const p = chunk('palpo', 'challenge-without-session', 'refused');
    expect(await p.begin()).toMatchObject(forPassword());
    expect(await p.give()).toMatchObject(forPassword('rejected'));
    expect(p.sent()).toEqual([null, withPassword()]);
  });
});
