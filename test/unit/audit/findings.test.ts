import { describe, expect, it } from 'vitest';
import { consequencesOf, findingsOf } from '../../../electron/audit/findings.ts';
import { findingReason } from '../../../electron/audit/words.ts';
import type { Session } from '../../../electron/shared/model.ts';
import { context, DAY, KEY, NOW, session } from './fixtures.ts';

/** Two more verified ones, so that none is the last. */
const others = [session('A'), session('B')];

function kinds(part: Partial<Session>, deviceId = 'X') {
  const subject = session(deviceId, part);
  return findingsOf(subject, context([subject, ...others])).map(({ kind }) => kind);
}

describe('findings', () => {
  it('are none for a named, verified session that was used yesterday', () => {
    expect(kinds({})).toEqual([]);
  });

  it.each([
    ['inactive', { lastSeenAt: NOW - 90 * DAY - 1 }],
    ['unknown-last-seen', { lastSeenAt: null }],
    ['not-verified', { trust: { kind: 'not-verified', fingerprint: KEY } }],
    ['broken-signature', { trust: { kind: 'broken-signature' } }],
    ['no-encryption', { trust: { kind: 'no-encryption' } }],
    ['no-name', { displayName: null }],
    ['no-name', { displayName: ' ' }],
    ['new', { isNew: true }],
    ['address-changed', { previousIp: '8.8.8.8' }],
    ['internal-address', { lastSeenIp: '172.17.0.1' }],
  ] satisfies readonly (readonly [string, Partial<Session>])[])('%s: %j', (kind, part) => {
    expect(kinds(part)).toEqual([kind]);
  });

  it('say nothing of what could not be checked or does not exist', () => {
    expect(kinds({ trust: { kind: 'unchecked' } })).toEqual([]);
    expect(kinds({ trust: { kind: 'no-identity', fingerprint: KEY } })).toEqual([]);
    expect(kinds({ lastSeenAt: NOW - 90 * DAY })).toEqual([]);
    expect(kinds({ lastSeenIp: null })).toEqual([]);
  });

  it('say of inactive sessions where only syncing counts as being seen', () => {
    const old = session('OLD', { lastSeenAt: NOW - 100 * DAY });
    const findings = findingsOf(old, context([old], { seenBySyncOnly: true }));
    expect(findings).toContainEqual({ kind: 'inactive', days: 100, seenBySyncOnly: true });
    expect(findings.map(findingReason)).toContain(
      'It was last seen 100 days ago. Only syncing seems to count as being seen on this server: a program that only sends may be in use.',
    );
    expect(findingsOf(old, context([old]))).toContainEqual({ kind: 'inactive', days: 100 });
  });

  it("never call Muster's own session or the offline key store inactive", () => {
    expect(kinds({ lastSeenAt: NOW - 400 * DAY }, 'OWN')).toEqual([]);
    expect(kinds({ lastSeenAt: null }, 'OWN')).toEqual([]);
    expect(kinds({ lastSeenAt: null, dehydrated: true })).toEqual([]);
  });

  it('carry what the words need', () => {
    const subject = session('X', {
      lastSeenAt: NOW - 100.5 * DAY,
      previousIp: '8.8.8.8',
      lastSeenIp: '10.0.0.1',
    });
    expect(findingsOf(subject, context([subject, ...others]))).toEqual([
      { kind: 'inactive', days: 100 },
      { kind: 'address-changed', from: '8.8.8.8', to: '10.0.0.1' },
      { kind: 'internal-address', range: 'private' },
    ]);
  });

  it('know the only verified session; Muster and the offline key store are no others', () => {
    const sessions = [
      session('X'),
      session('OWN'),
      session('STORE', { dehydrated: true }),
      session('Y', { trust: { kind: 'not-verified', fingerprint: KEY } }),
    ];
    const found = sessions.map((one) => findingsOf(one, context(sessions)).map(({ kind }) => kind));
    expect(found).toEqual([['last-verified'], [], [], ['not-verified']]);
  });

  it('name the cluster of a session', () => {
    const bots = Array.from({ length: 12 }, (_, index) =>
      session(`BOT${index}`, { displayName: 'bot', lastSeenAt: NOW - index * DAY }),
    );
    const [first] = bots;
    const finding = first && findingsOf(first, context(bots))[0];
    expect(finding).toMatchObject({ kind: 'cluster', cluster: { name: 'bot' } });
  });
});

describe('the consequences of a sign-out', () => {
  const of = (part: Partial<Session>, deviceId = 'X', extra: readonly Session[] = others) => {
    const subject = session(deviceId, part);
    return consequencesOf(subject, context([subject, ...extra]));
  };

  it.each([
    [{}, { kind: 'loses-keys', keyBackup: 'present' }],
    [{ trust: { kind: 'broken-signature' } }, { kind: 'loses-keys', keyBackup: 'present' }],
    [{ trust: { kind: 'no-encryption' } }, { kind: 'loses-nothing' }],
    [{ trust: { kind: 'unchecked' } }, { kind: 'unknown-keys', keyBackup: 'present' }],
    [{ dehydrated: true }, { kind: 'ends-offline-keys' }],
  ] satisfies readonly (readonly [Partial<Session>, object])[])('%j: %j', (part, consequence) => {
    expect(of(part)).toEqual([consequence]);
  });

  it("tell what is special about Muster's own and the last verified session", () => {
    expect(of({ trust: { kind: 'no-encryption' } }, 'OWN')).toEqual([
      { kind: 'ends-muster', elsewhere: false },
      { kind: 'loses-nothing' },
    ]);
    expect(of({}, 'X', [])).toContainEqual({ kind: 'none-verified-left' });
  });
});
