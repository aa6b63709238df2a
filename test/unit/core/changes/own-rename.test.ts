// Renaming a session is no sign of life of it, whatever the server makes of it.
import { describe, expect, it } from 'vitest';
import { withoutOwnRename } from '../../../../electron/core/changes/own-rename.ts';
import { SAME_MOMENT } from '../../../../electron/matrix/server-clock.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { ok } from '../../../../electron/shared/errors.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { ALICE, device, devices } from '../fake-core.ts';
import { lists, setUp } from '../sessions/sessions-world.ts';

const DAY = 86_400_000;
const known = device('A', { lastSeenAt: NOW - 200 * DAY, lastSeenIp: '198.51.100.7' });
const touched = (at: number | null) =>
  device('A', { displayName: 'Tablet', lastSeenAt: at, lastSeenIp: '203.0.113.9' });

describe('withoutOwnRename', () => {
  it('keeps what was known where the server calls the rename itself the last use', () => {
    for (const at of [NOW, NOW - SAME_MOMENT, NOW + SAME_MOMENT]) {
      const { lastSeenAt, lastSeenIp } = known;
      expect(withoutOwnRename(known, touched(at), NOW)).toEqual({
        ...touched(at),
        ...{ lastSeenAt, lastSeenIp },
      });
    }
  });

  it('takes what the server says of any other time, and of what nobody renamed', () => {
    const later = touched(NOW + SAME_MOMENT + 1);
    expect(withoutOwnRename(known, later, NOW)).toBe(later);
    expect(withoutOwnRename(known, touched(NOW), undefined)).toEqual(touched(NOW));
    expect(withoutOwnRename(known, touched(null), NOW)).toEqual(touched(null));
  });
});

it('a rename with Muster is no news but the name, and later use from elsewhere is', async () => {
  const used = device('A', {
    displayName: 'Tablet',
    lastSeenAt: NOW + DAY,
    lastSeenIp: '192.0.2.1',
  });
  const answers = lists(
    devices(known),
    devices(touched(NOW)),
    devices(touched(NOW)),
    devices(used),
  );
  const world = setUp({ ...answers, renameDevice: () => Promise.resolve(ok(null)) });
  const subject = { accountId: ALICE, deviceId: 'A' as DeviceId };
  await world.open();
  await world.settle();
  await world.sessions.rename({ ...subject, displayName: 'Tablet' });
  await world.relist();
  await world.relist();
  expect(world.history()).toEqual([['A', 'renamed']]);
  expect(world.sessions.session(subject)).toMatchObject({
    lastSeenAt: known.lastSeenAt,
    lastSeenIp: known.lastSeenIp,
    previousIp: null,
  });
  await world.relist();
  expect(world.history().slice(1)).toEqual([
    ['A', 'address-changed'],
    ['A', 'seen-again'],
  ]);
  expect(world.sessions.session(subject)).toMatchObject({ previousIp: known.lastSeenIp });
});
