// What goes into `auth`, and what an answer means to the confirmation.
import { describe, expect, it } from 'vitest';
import { authDict, uiaEventOf } from '../../../../electron/core/sign-out/by-request/auth.ts';
import type { Given } from '../../../../electron/core/sign-out/flow.ts';
import type { UiaAuth } from '../../../../electron/matrix/uia/types.ts';
import type { AppError } from '../../../../electron/shared/errors.ts';

const user = '@alice:example.org';
const stageOf = (stage: string, session: string | null = 'S'): UiaAuth => ({
  kind: 'stage',
  stage,
  session,
});
const password: Given = { kind: 'password', password: 'secret' };
const text: Given = { kind: 'text', text: 'token' };
const consent: Given = { kind: 'consent' };

describe('auth', () => {
  it('is none at first, and the session alone for what was done elsewhere', () => {
    expect(authDict({ kind: 'none' }, user, password)).toBeNull();
    expect(authDict({ kind: 'session', session: 'S' }, user, null)).toEqual({ session: 'S' });
  });

  it.each([
    ['m.login.password', password, { password: 'secret' }],
    ['m.login.registration_token', text, { token: 'token' }],
    ['m.login.terms', consent, {}],
    ['m.login.dummy', null, {}],
  ] as const)('has for %s what the person gave for it', (stage, given, rest) => {
    const identifier = stage === 'm.login.password' ? { type: 'm.id.user', user } : undefined;
    const whole = { type: stage, ...(identifier && { identifier }), ...rest };
    expect(authDict(stageOf(stage), user, given)).toEqual({ ...whole, session: 'S' });
    expect(authDict(stageOf(stage, null), user, given)).toEqual(whole);
  });

  it.each([
    ['m.login.password', text],
    ['m.login.password', null],
    ['m.login.registration_token', password],
    ['m.login.registration_token', null],
    ['m.login.terms', password],
    ['m.login.terms', null],
    ['m.login.sso', password],
  ] as const)('of %s is never sent with what was given for another stage', (stage, given) => {
    expect(() => authDict(stageOf(stage), user, given)).toThrow('nobody can answer');
  });
});

describe('an answer', () => {
  it('that is no failure is what it is', () => {
    expect(uiaEventOf({ kind: 'deleted' })).toEqual({ kind: 'succeeded' });
    expect(uiaEventOf({ kind: 'session-lost' })).toEqual({ kind: 'session-lost' });
    const asked = {
      flows: [],
      completed: [],
      session: 'S',
      params: new Map(),
      errcode: null,
      serverText: null,
    };
    expect(uiaEventOf({ kind: 'challenge', challenge: asked })).toEqual({
      kind: 'challenged',
      challenge: asked,
    });
  });

  const host = 'example.org';
  const refused = (status: number): AppError => ({
    code: 'request-refused',
    status,
    errcode: null,
    serverText: null,
  });
  it.each<[AppError, string]>([
    [{ code: 'forbidden', serverText: null }, 'forbidden'],
    [{ code: 'not-found' }, 'not-understood'],
    [refused(400), 'not-understood'],
    [refused(404), 'not-understood'],
    [refused(413), 'failed'],
    [{ code: 'server-failed', status: 501, serverText: null }, 'not-understood'],
    [{ code: 'server-failed', status: 500, serverText: null }, 'unanswered'],
    [{ code: 'unreachable', host }, 'unanswered'],
    [{ code: 'proxy', asks: true }, 'unanswered'],
    [{ code: 'timed-out', host, phase: 'whole' }, 'unanswered'],
    [{ code: 'bad-answer', host, reason: 'not-json' }, 'unanswered'],
    [{ code: 'cancelled' }, 'failed'],
    [{ code: 'session-ended', softLogout: false }, 'failed'],
  ])('that failed with %j means %s', (error, kind) => {
    expect(uiaEventOf({ kind: 'failed', error, ambiguous: false })).toEqual({ kind });
  });
});
