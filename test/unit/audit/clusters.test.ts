import { describe, expect, it } from 'vitest';
import { findClusters } from '../../../electron/audit/clusters.ts';
import { generateCluster, generateSessions } from '../../homeserver/generated-sessions.ts';
import type { SessionSeed } from '../../homeserver/state.ts';
import { DAY, NOW, session } from './fixtures.ts';

const HOUR = DAY / 24;

/** `count` sessions of one name, one every `gap(index)`. */
function series(name: string | null, count: number, gap: (index: number) => number) {
  let at = NOW;
  return Array.from({ length: count }, (_, index) => {
    at -= gap(index);
    return session(`${name ?? 'none'}-${index}`, { displayName: name, lastSeenAt: at });
  });
}

const asSession = (seed: SessionSeed) =>
  session(seed.deviceId, {
    displayName: seed.displayName ?? null,
    lastSeenAt: seed.lastSeenAt ?? null,
    lastSeenIp: seed.lastSeenIp ?? null,
  });

describe('clusters', () => {
  it('are many sessions of one name at a steady pace', () => {
    const [cluster, ...others] = findClusters([
      ...series('backup', 40, () => 6 * HOUR),
      ...series('Element X', 4, () => 6 * HOUR),
    ]);
    expect(others).toEqual([]);
    expect(cluster).toMatchObject({
      name: 'backup',
      pace: { kind: 'steady', every: 6 * HOUR },
      seen: { from: NOW - 240 * HOUR, to: NOW - 6 * HOUR },
      cause: 'script',
    });
    expect(cluster?.deviceIds).toHaveLength(40);
    expect(cluster?.deviceIds[0]).toBe('backup-0');
  });

  it('are not a few installations of one application, used now and then', () => {
    const gaps = [1, 90, 2, 400, 30, 3, 700, 5, 60, 1_000, 8];
    expect(
      findClusters(series('Element Desktop', gaps.length, (index) => (gaps[index] ?? 0) * HOUR)),
    ).toEqual([]);
  });

  it('come without a pace when there are more than anybody makes by hand', () => {
    const uneven = series('alerts', 60, (index) => 1_000 * 10 ** (index % 6));
    expect(findClusters(uneven)[0]).toMatchObject({ pace: { kind: 'uneven' }, cause: 'script' });
  });

  it('are not made by names that the server may have copied, unless a pace speaks for them', () => {
    const copied = (sessions: ReturnType<typeof series>) =>
      sessions.map((one, index) => (index === 0 ? one : { ...one, nameDoubtful: true as const }));
    const uneven = series('alerts', 60, (index) => 1_000 * 10 ** (index % 6));
    expect(findClusters(copied(uneven))).toEqual([]);
    expect(findClusters(copied(series('alerts', 60, () => DAY)))).toHaveLength(1);
  });

  it('are put down to a browser that forgets, by its name', () => {
    expect(findClusters(series('Element Web on Firefox', 30, () => DAY))[0]?.cause).toBe(
      'forgetful-browser',
    );
  });

  it('of sessions that were never used are put down to unfinished sign-ins', () => {
    const ghosts = series(null, 60, () => DAY).map((ghost) => ({ ...ghost, lastSeenAt: null }));
    expect(findClusters(ghosts)[0]).toMatchObject({
      name: null,
      seen: null,
      pace: { kind: 'unknown' },
      cause: 'unfinished-sign-ins',
    });
  });

  it('find what signs in anew in believable accounts, and little else', () => {
    const script = {
      name: 'photo-frame login script',
      address: '192.0.2.61',
      count: 40,
      everyHours: 24,
      endedDaysAgo: 210,
    };
    const seeds = [...generateCluster(script, 4, NOW), ...generateSessions(170, 1, NOW)];
    expect(findClusters(seeds.map(asSession)).map(({ name }) => name)).toEqual([script.name]);
  });
});
