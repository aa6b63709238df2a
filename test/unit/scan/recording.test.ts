import { describe, expect, it } from 'vitest';
import { type Recorded, sortRecording } from '../../scan/recording.ts';

const password = 'kL93-typed-in-a-field';

function sort(...records: readonly Recorded[]) {
  return sortRecording(records.map((record) => JSON.stringify(record)));
}

function call(name: string, argument: unknown, value: unknown = { ok: true, value: null }) {
  return sort({ kind: 'call', id: '1', name, argument }, { kind: 'answer', id: '1', value });
}

describe('sorting a recording', () => {
  it.each([
    ['signIn.password', { attemptId: 'a', password }],
    ['signIn.token', { attemptId: 'a', token: password }],
    ['signIn.pasteBack', { attemptId: 'a', text: password }],
    ['signOut.answer', { operationId: 'o', answer: { kind: 'password', password } }],
    ['signOut.answer', { operationId: 'o', answer: { kind: 'text', text: password } }],
  ])('takes what is typed out of %s and notes it', (name, argument) => {
    const { messages, secrets } = call(name, argument);
    expect(secrets).toEqual([{ source: 'typed', secret: password }]);
    expect(messages).toHaveLength(2);
    expect(messages.join()).not.toContain(password);
    expect(messages[0]).toContain('(typed)');
  });

  it.each([
    ['another call', () => call('sessions.rename', { displayName: password })],
    ['another field', () => call('signIn.password', { password: 'x', user: password })],
    ['an answer', () => call('signIn.password', { password: 'x' }, { text: password })],
    ['an event', () => sort({ kind: 'event', name: 'signIn.changed', payload: { password } })],
    ['a shape of no contract', () => call('signIn.password', [{ password }])],
  ])('leaves a secret in %s, to be found', (_, sorted) => {
    expect(sorted().messages.join()).toContain(password);
  });

  it('takes what was refused unread for no secret', () => {
    const refused = { ok: false, error: { code: 'bad-request' } };
    const { messages, secrets } = call('signIn.password', { password }, refused);
    expect(secrets).toEqual([]);
    expect(messages.join()).toContain(password);
  });

  it('notes what was typed into a Muster that was killed before it answered', () => {
    const argument = { password };
    const { secrets } = sort({ kind: 'call', id: '1', name: 'signIn.password', argument });
    expect(secrets).toEqual([{ source: 'typed', secret: password }]);
  });

  it('notes what was put into the keychain, and keeps it out of the messages', () => {
    const { messages, secrets } = sort({ kind: 'kept', secret: 'hs_token' });
    expect(messages).toEqual([]);
    expect(secrets).toEqual([{ source: 'kept', secret: 'hs_token' }]);
  });

  it('knows whether somebody was signed in', () => {
    expect(call('app.snapshot', null, { value: { accounts: [] } }).signedIn).toBe(false);
    expect(call('app.snapshot', null, { value: { accounts: [{}] } }).signedIn).toBe(true);
    expect(call('signIn.token', {}, { value: { kind: 'signed-in' } }).signedIn).toBe(true);
  });
});
