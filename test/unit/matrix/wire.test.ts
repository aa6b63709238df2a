import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVersions, readWellKnown } from '../../../electron/matrix/discovery/wire.ts';
import { readDeviceList, readDevice, readWhoAmI } from '../../../electron/matrix/account/wire.ts';
import { NOW } from './fake-ports.ts';

const DAY = 86_400_000;

describe('a session', () => {
  it('is read from a full row; what Muster does not know is dropped', () => {
    const row = {
      device_id: 'ABC',
      display_name: 'Phone',
      last_seen_ts: NOW - 5,
      last_seen_ip: '192.0.2.1',
      user_id: '@a:b',
    };
    expect(readDevice(row, NOW)).toEqual({
      deviceId: 'ABC',
      displayName: 'Phone',
      lastSeenAt: NOW - 5,
      lastSeenIp: '192.0.2.1',
    });
  });

  it.each([
    {},
    { display_name: null, last_seen_ts: null, last_seen_ip: null },
    { display_name: '', last_seen_ts: 0, last_seen_ip: '' },
    { display_name: 7, last_seen_ts: '7', last_seen_ip: [] },
  ])('has unknown fields for %j', (rest) => {
    expect(readDevice({ device_id: 'ABC', ...rest }, NOW)).toEqual({
      deviceId: 'ABC',
      displayName: null,
      lastSeenAt: null,
      lastSeenIp: null,
    });
  });

  it.each([
    [1, 1],
    [NOW + DAY - 1, NOW + DAY - 1],
    [NOW + DAY, null],
    [9e18, null],
    [-1, null],
    [1.5, null],
    [Number.MAX_SAFE_INTEGER, null],
  ])('seen at %d is %j', (last_seen_ts, expected) => {
    expect(readDevice({ device_id: 'A', last_seen_ts }, NOW)?.lastSeenAt).toBe(expected);
  });

  it('has its texts cut, never through a character', () => {
    const row = {
      device_id: 'A',
      display_name: `${'n'.repeat(1_023)}😀`,
      last_seen_ip: 'i'.repeat(500),
    };
    const session = readDevice(row, NOW);
    expect(session?.displayName).toBe('n'.repeat(1_023));
    expect(session?.lastSeenIp).toHaveLength(128);
  });

  it.each([
    {},
    { device_id: '' },
    { device_id: 7 },
    { device_id: null },
    { device_id: 'x'.repeat(1_025) },
    [],
    null,
    'ABC',
    7,
  ])('is not made of %j', (row) => {
    expect(readDevice(row, NOW)).toBeNull();
  });
});

describe('a list in which nothing is ever unknown, as Dendrite writes it', () => {
  const row = (device_id: string, display_name: string, more: object = {}) => ({
    device_id,
    display_name,
    last_seen_ip: '192.0.2.1',
    last_seen_ts: NOW - 5,
    ...more,
  });
  const doubtful = async (devices: readonly unknown[]) =>
    (await readDeviceList({ devices }, NOW))?.sessions.flatMap(({ deviceId, nameDoubtful }) =>
      nameDoubtful === true ? [deviceId] : [],
    );

  it('has doubtful names where a row repeats the one before it', async () => {
    const rows = [
      row('A', ''),
      row('B', ''),
      row('C', 'x'),
      row('D', 'x'),
      row('E', 'y'),
      row('F', 'x'),
    ];
    expect(await doubtful(rows)).toEqual(['D']);
    expect(await readDeviceList({ devices: rows }, NOW)).toMatchObject({ seenBySyncOnly: true });
  });

  it.each([
    ['null for a name', { display_name: null }],
    ['no name', { display_name: undefined }],
    ['no time', { last_seen_ts: undefined }],
    ['null for an address', { last_seen_ip: null }],
    ['its user', { user_id: '@a:b' }],
  ])('is none where one row has %s', async (_, change) => {
    const rows = [row('C', 'x'), row('D', 'x'), row('E', 'y', change)];
    expect(await doubtful(rows)).toEqual([]);
    expect(await readDeviceList({ devices: rows }, NOW)).not.toHaveProperty('seenBySyncOnly');
  });
});

describe('the list', () => {
  it.each([
    ['socket://127.0.0.1:60014', '127.0.0.1'],
    ['socket://[2001:db8::7]:60014', '2001:db8::7'],
    ['1.2.3.4:5678', '1.2.3.4'],
    ['[::1]:443', '::1'],
    ['[::1]', '::1'],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['[::ffff:1.2.3.4]:443', '1.2.3.4'],
  ])('reads %s as an address without its port: %s', (lastSeenIp, address) => {
    expect(readDevice({ device_id: 'A', last_seen_ip: lastSeenIp }, NOW)?.lastSeenIp).toBe(address);
  });

  it.each([
    '192.0.2.1',
    '::1',
    'fe80::1%eth0',
    '2001:db8::1:443',
    'example.org:80',
    '1.2.3.4:',
    '[::1',
    'socket://',
    '-',
  ])('leaves %s as it is', (text) => {
    expect(readDevice({ device_id: 'A', last_seen_ip: text }, NOW)?.lastSeenIp).toBe(text);
  });

  it('drops and counts what is unusable, and keeps the first of equal ids', async () => {
    const devices = [
      { device_id: 'A', display_name: 'first' },
      null,
      { device_id: '' },
      { device_id: 'A', display_name: 'second' },
      { device_id: '__proto__' },
      { device_id: 'constructor' },
    ];
    const list = await readDeviceList({ devices }, NOW);
    expect(list?.dropped).toBe(3);
    expect(list?.sessions.map(({ deviceId }) => deviceId)).toEqual([
      'A',
      '__proto__',
      'constructor',
    ]);
    expect(list?.sessions[0]?.displayName).toBe('first');
  });

  it('may be null, as Dendrite has it when empty', async () => {
    expect(await readDeviceList({ devices: null }, NOW)).toEqual({ sessions: [], dropped: 0 });
  });

  it.each([{}, { devices: {} }, { devices: 'x' }, [], null])('is not %j', async (json) => {
    expect(await readDeviceList(json, NOW)).toBeNull();
  });

  it('survives any JSON, and leaves Object.prototype alone', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const value = fc.jsonValue({ maxDepth: 3 });
    const rows = fc.array(
      fc.oneof(
        value,
        fc.record({ device_id: fc.constantFrom('A', '__proto__', ''), last_seen_ts: value }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(rows, async (devices) => {
        const list = await readDeviceList(JSON.parse(JSON.stringify({ devices })), NOW);
        expect(list!.sessions.length + list!.dropped).toBe(devices.length);
      }),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  it('of 100,000 rows, good or bad, is read whole', async () => {
    const good = Array.from({ length: 50_000 }, (_, i) => ({
      device_id: `D${i}`,
      display_name: 'x',
    }));
    const bad = Array.from({ length: 50_000 }, (_, i) => ({ device_id: i, last_seen_ts: {} }));
    const list = await readDeviceList({ devices: [...good, ...bad] }, NOW);
    expect(list).toMatchObject({ dropped: 50_000 });
    expect(list?.sessions).toHaveLength(50_000);
  });
});

describe('the small answers', () => {
  it.each([
    [{ 'm.homeserver': { base_url: 'https://x' } }, { kind: 'base-url', text: 'https://x' }],
    [
      { 'm.homeserver': { base_url: 'https://x' }, 'm.identity_server': null },
      { kind: 'base-url', text: 'https://x' },
    ],
    [{ 'm.homeserver': { base_url: 'https://x' }, 'm.identity_server': {} }, { kind: 'broken' }],
    [{ 'm.homeserver': {} }, { kind: 'broken' }],
    [{ 'm.homeserver': { base_url: 7 } }, { kind: 'broken' }],
    [{}, { kind: 'broken' }],
    [[], { kind: 'broken' }],
  ])('.well-known %j', (json, expected) => {
    expect(readWellKnown(json)).toEqual(expected);
  });

  it('versions', () => {
    expect(readVersions({ versions: ['v1.1'], unstable_features: {} })).toBe('current');
    expect(readVersions({ versions: ['r0.6.1', 'v1.15'] })).toBe('current');
    expect(readVersions({ versions: ['v2.0'] })).toBe('current');
    expect(readVersions({ versions: [] })).toBe('current');
    expect(readVersions({ versions: ['r0.0.1', 'r0.6.0'] })).toBe('too-old');
    expect(readVersions({ versions: [1] })).toBeNull();
    expect(readVersions({ version: '2.0' })).toBeNull();
  });

  it('whoami', () => {
    expect(readWhoAmI({ user_id: '@a:b', device_id: 'D' })).toEqual({
      userId: '@a:b',
      deviceId: 'D',
    });
    expect(readWhoAmI({ user_id: '@a:b' })).toEqual({ userId: '@a:b', deviceId: null });
    expect(readWhoAmI({ user_id: 'nobody' })).toBeNull();
  });
});
