import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHUNK_MAX,
  CHUNK_MIN,
  CHUNK_START,
  maySignOutAll,
  nextChunkSize,
  outcomesOf,
} from '../../../../electron/core/sign-out/plan.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { SESSIONS_MAX } from '../../../../electron/shared/limits.ts';
import { ids, OWN } from './sign-out-world.ts';

/** Ids that look alike, and names that are special to JavaScript. */
const lookalikes = [
  'OWN',
  'own',
  'OWN ',
  'ÖWN',
  'O\u0308WN',
  '\u00d6WN',
  '__proto__',
  'constructor',
  'A',
  'B',
  'C',
];

const unknown = () => undefined;

const own = { deviceId: OWN, elsewhere: new Set<DeviceId>() };

describe('maySignOutAll', () => {
  it('never allows the own session, an empty list or a duplicate, whatever is selected', () => {
    const selection = fc.array(fc.constantFrom(...lookalikes), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(selection, fc.constantFrom(...lookalikes), (texts, mine) => {
        const selected = texts as DeviceId[];
        const musters = { deviceId: mine as DeviceId, elsewhere: new Set<DeviceId>() };
        const isFine =
          texts.length > 0 &&
          new Set(texts).size === texts.length &&
          !texts.some((text) => text === mine);
        return maySignOutAll(musters, selected, selected.length, unknown) === isFine;
      }),
      { numRuns: 20_000 },
    );
  });

  it('allows a single session where the own one is unknown', () => {
    const ownUnknown = { deviceId: null, elsewhere: new Set<DeviceId>() };
    expect(maySignOutAll(ownUnknown, ids(1), 1, unknown)).toBe(true);
    expect(maySignOutAll(ownUnknown, ids(2), 2, unknown)).toBe(false);
    expect(maySignOutAll(ownUnknown, ids(1), 2, unknown)).toBe(false);
  });

  it('has a largest list', () => {
    expect(maySignOutAll(own, ids(SESSIONS_MAX), SESSIONS_MAX, unknown)).toBe(true);
    expect(maySignOutAll(own, ids(SESSIONS_MAX + 1), SESSIONS_MAX + 1, unknown)).toBe(false);
    expect(maySignOutAll(own, [...ids(SESSIONS_MAX - 1), OWN], SESSIONS_MAX, unknown)).toBe(false);
  });
});

describe('nextChunkSize', () => {
  it('grows at a fast server, shrinks at a slow one, and keeps its bounds', () => {
    expect(nextChunkSize(CHUNK_START, 300)).toBe(200);
    expect(nextChunkSize(CHUNK_START, 5_000)).toBe(CHUNK_START);
    expect(nextChunkSize(CHUNK_START, 15_000)).toBe(50);
    expect(nextChunkSize(CHUNK_START, Infinity)).toBe(50);
    expect(nextChunkSize(400, 0)).toBe(CHUNK_MAX);
    expect(nextChunkSize(30, Infinity)).toBe(CHUNK_MIN);
  });
});

it('outcomesOf puts every id in exactly one list', () => {
  const [a, b, c] = ids(3) as [DeviceId, DeviceId, DeviceId];
  const list = { listed: new Set([b]), signedOut: new Set([c]) };
  const outcomes = { gone: [c], goneBefore: [a], stillThere: [b], unknown: [] };
  expect(outcomesOf([a, b, c], list)).toEqual(outcomes);
  const nothing = { gone: [], goneBefore: [], stillThere: [], unknown: [a, b, c] };
  expect(outcomesOf([a, b, c], null)).toEqual(nothing);
});
