// What deserves a second look before it is signed out, and what doesn't.
import { describe, expect, it } from 'vitest';
import { secondLooks, type SecondLook } from '../../../electron/audit/second-look.ts';
import type { Session } from '../../../electron/shared/model.ts';
import { now, session, verified } from '../../fixtures/contract-data.ts';

const hour = 3_600_000;
const day = 24 * hour;

function looksOf(going: readonly Session[], staying: readonly Session[] = []) {
  const looks = secondLooks(going, [...going, ...staying], { now, inactiveDays: 90 });
  return Object.fromEntries<readonly SecondLook[]>(looks);
}

const keyless = { kind: 'no-encryption' } as const;
const someKeys = session('STAYS', { lastSeenAt: now - 300 * day });

describe('a second look', () => {
  it('is deserved by what was seen within a day, by the server’s future too', () => {
    const at = (id: string, ago: number): Session =>
      session(id, { lastSeenAt: now - ago, trust: keyless });
    const going = [at('A', 24 * hour - 1), at('B', 24 * hour), at('C', -5 * hour)];
    expect(looksOf(going)).toEqual({ A: ['in-use'], C: ['in-use'] });
  });

  it('is not deserved by what was never seen, or has no sign of use', () => {
    expect(looksOf([session('A', { lastSeenAt: null, trust: keyless })])).toEqual({});
  });

  it('is deserved by a verified session that is used, not by an abandoned one', () => {
    const trust = verified('A');
    const going = [
      session('A', { lastSeenAt: now - 10 * day, trust }),
      session('B', { lastSeenAt: now - 91 * day, trust }),
      session('C', { lastSeenAt: null, trust }),
    ];
    expect(looksOf(going, [someKeys])).toEqual({ A: ['verified'] });
  });

  it('is deserved by the newest with message keys where none with them stays', () => {
    const going = [
      session('A', { lastSeenAt: now - 200 * day }),
      session('B', { lastSeenAt: now - 100 * day }),
      session('C', { lastSeenAt: now - 99 * day, trust: keyless }),
    ];
    expect(looksOf(going)).toEqual({ B: ['last-with-keys'] });
    expect(looksOf(going, [someKeys])).toEqual({});
    const store = session('STORE', { dehydrated: true, trust: verified('STORE') });
    expect(looksOf(going, [store])).toEqual({ B: ['last-with-keys'] });
  });

  it('claims nothing of the last keys where one that stays could not be checked', () => {
    const unchecked = session('U', { trust: { kind: 'unchecked' } });
    expect(looksOf([session('A', { lastSeenAt: now - 200 * day })], [unchecked])).toEqual({});
  });

  it('is deserved by a new address, and names every reason', () => {
    const going = [
      session('A', { lastSeenAt: now - hour, previousIp: '1.2.3.4', trust: verified('A') }),
    ];
    expect(looksOf(going)).toEqual({ A: ['in-use', 'verified', 'last-with-keys', 'new-address'] });
  });
});
