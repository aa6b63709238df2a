// One attempt: what may happen to it in each of its states, and what is shown of it.
import { describe, expect, it } from 'vitest';
import {
  Attempt,
  ready as readyState,
  waitOf,
  type BrowserWait,
  type CodeWait,
  type HeldLogin,
  type NextState,
  type RestingState,
} from '../../../../electron/core/sign-in/attempt.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { AttemptId } from '../../../../electron/shared/ids.ts';
import { ALICE, CREDENTIAL, unreachable } from '../fake-core.ts';
import { BACK, locked, methods, ready, SERVER } from './sign-in-world.ts';

const attemptId = 'attempt' as AttemptId;
const nothing = { until: 5, stop: () => undefined, events: noEvents() };
const browserWait: BrowserWait = { ...nothing, url: BACK, read: () => null };
const codeWait: CodeWait = { ...nothing, userCode: 'WDJB', page: BACK, pageWithCode: null };
const held: HeldLogin = {
  problem: locked,
  proven: null,
  session: {
    ...{ kind: 'granted', accountId: ALICE, credentialId: CREDENTIAL, baseUrl: SERVER },
    ...{ userId: '@alice:example.org', deviceId: null, keptIn: 'keychain' },
    ...{ borrowed: false, oauth: null },
  },
};

async function* noEvents(): AsyncGenerator<never> {
  // Nothing ever comes.
}

const inBrowser: RestingState = {
  kind: 'in-browser',
  wait: browserWait,
  returned: false,
  problem: null,
};
const code: RestingState = { kind: 'code', wait: codeWait, problem: null };
const notKept: RestingState = { kind: 'not-kept', held };
const resting = [readyState(null), inBrowser, code, notKept];
const signedIn: NextState = { kind: 'over', accountId: ALICE };

/** An attempt that a call has led there. */
function attemptIn(state: NextState): Attempt {
  const userId = '@alice:example.org';
  const whom = { attemptId, baseUrl: SERVER, userId, account: null, methods, oauth: null };
  const attempt = new Attempt(whom);
  attempt.begin();
  attempt.end(state);
  return attempt;
}

describe('a call', () => {
  it.each(resting)('begins with what there is: $kind', (state) => {
    const attempt = attemptIn(state);
    const shown = attempt.snapshot();
    expect(attempt.begin()).toEqual(ok(state));
    expect(attempt.snapshot()).toEqual(shown);
    expect(attempt.begin()).toEqual(fail({ code: 'bad-request' }));
  });

  it('does not begin when it is over', () => {
    expect(attemptIn(signedIn).begin()).toEqual(fail({ code: 'bad-request' }));
  });

  it('that ends after a cancel gives back what has to be cleared away', () => {
    const attempt = attemptIn(readyState(null));
    attempt.begin();
    expect(attempt.cancel()).toBeNull();
    expect(attempt.cancelled.aborted).toBe(true);
    expect(attempt.end(notKept)).toBe(notKept);
    expect(attempt.snapshot()).toEqual(fail({ code: 'cancelled' }));
  });

  it('that has made an account all the same says so', () => {
    const attempt = attemptIn(readyState(null));
    attempt.begin();
    attempt.cancel();
    expect(attempt.end(signedIn)).toBeNull();
    expect(attempt.snapshot()).toEqual(ok({ kind: 'signed-in', accountId: ALICE }));
  });
});

describe('a cancel', () => {
  it.each(resting)('gives back what was waited for: $kind', (state) => {
    const attempt = attemptIn(state);
    expect(attempt.cancelled.aborted).toBe(false);
    expect(attempt.cancel()).toBe(state);
    expect(attempt.snapshot()).toEqual(fail({ code: 'cancelled' }));
    expect(attempt.cancel()).toBeNull();
  });
});

describe('what is waited for', () => {
  it('is a browser or a code, and nothing while a call is under way', () => {
    expect(resting.map(waitOf)).toEqual([null, browserWait, codeWait, null]);
    expect(waitOf({ kind: 'busy', before: code })).toBeNull();
    expect(waitOf(signedIn)).toBeNull();
  });

  it('may have a problem, and none again', () => {
    for (const [state, wait] of [
      [inBrowser, browserWait],
      [code, codeWait],
    ] as const) {
      const attempt = attemptIn(state);
      expect(attempt.note(wait, { problem: unreachable })).toBe(true);
      expect(attempt.snapshot()).toMatchObject({ value: { problem: unreachable } });
      expect(attempt.note(wait, { problem: null })).toBe(true);
      expect(attempt.state).toEqual(state);
    }
  });

  it('is told of no more when something else is', () => {
    for (const state of [readyState(null), notKept, code]) {
      const attempt = attemptIn(state);
      expect(attempt.note(browserWait, { problem: unreachable })).toBe(false);
      expect(attempt.state).toBe(state);
    }
  });
});

describe('what is shown', () => {
  it('says what there is to do', () => {
    const shown = resting.map((state) => attemptIn(state).snapshot());
    const waiting = { attemptId, baseUrl: SERVER, until: 5, problem: null };
    expect(shown).toEqual([
      ready(attemptId, null),
      ok({ kind: 'in-browser', ...waiting, url: BACK, returned: false }),
      ok({ kind: 'device-code', ...waiting, userCode: 'WDJB', page: BACK, pageWithCode: null }),
      ok({ kind: 'not-kept', attemptId, userId: '@alice:example.org', problem: locked }),
    ]);
  });
});
