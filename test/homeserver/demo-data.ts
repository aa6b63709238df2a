// The two invented people of the demo and what they have let pile up. Data only; the same on every
// run, relative to now.
import { adasKeys, bridgeKeys, clientInformation } from './demo-keys.ts';
import { generateCluster, generateSessions } from './generated-sessions.ts';
import { type SessionSeed, type AccountSeed } from './state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @ada: one person and 214 sessions. @bridge-ops: a team's robot account and 1,806 of them. */
export function demoUsers(now: number): readonly AccountSeed[] {
  const [ada, bridge] = [adasSessions(now), bridgeSessions(now)];
  return [
    {
      localpart: 'ada',
      password: 'lovelace-1843',
      sessions: ada,
      keys: adasKeys(ada),
      keyBackup: true,
      accountData: clientInformation(ada),
    },
    {
      localpart: 'bridge-ops',
      password: 'keep-it-running',
      sessions: bridge,
      keys: bridgeKeys(bridge),
      accountData: clientInformation(bridge),
    },
  ];
}

function adasSessions(now: number): readonly SessionSeed[] {
  const known = notableSessions(now);
  const script = {
    name: 'photo-frame login script',
    address: '192.0.2.61',
    count: 40,
    everyHours: 24,
    endedDaysAgo: 210,
  };
  const cluster = generateCluster(script, 4, now);
  return [...known, ...cluster, ...generateSessions(214 - known.length - cluster.length, 1, now)];
}

function bridgeSessions(now: number): readonly SessionSeed[] {
  const relay = {
    name: 'alert-relay',
    address: '172.17.0.1',
    count: 1_460,
    everyHours: 6,
    endedDaysAgo: 0.1,
  };
  const retired = {
    name: 'irc-bridge (old host)',
    address: '10.20.0.14',
    count: 288,
    everyHours: 12,
    endedDaysAgo: 400,
  };
  const clusters = [...generateCluster(relay, 2, now), ...generateCluster(retired, 3, now)];
  return [...clusters, ...generateSessions(1_806 - clusters.length, 5, now)];
}

/** One of each that a session list has to cope with. */
function notableSessions(now: number): readonly SessionSeed[] {
  const seen = (hoursAgo: number, lastSeenIp: string) => ({
    lastSeenAt: now - hoursAgo * HOUR,
    lastSeenIp,
  });
  const days = DAY / HOUR;
  return [
    { deviceId: 'QBUAZIFURK', displayName: 'Element Web on Firefox', ...seen(4, '203.0.113.77') },
    { deviceId: 'AUIECTSRND', displayName: 'Element X Android', ...seen(16, '198.51.100.4') },
    { deviceId: 'HCXKZLWMQP', ...seen(340 * days, '10.0.0.5') },
    { deviceId: 'NIOBOT0042', displayName: 'matrix-nio', ...seen(448 * days, '203.0.113.9') },
    {
      deviceId: 'ZVNRWOPTLA',
      displayName: 'FluffyChat on Pixel 6',
      ...seen(501 * days, '198.51.100.230'),
    },
    { deviceId: 'QXWYEORPVB', displayName: 'nheko' },
    { deviceId: 'DHYDRVTEQX', displayName: 'Dehydrated device' },
    {
      deviceId: 'KTPMSDOEFU',
      displayName: '📱 Ada’s phone',
      ...seen(30, '2001:db8:85a3::8a2e:370:7334'),
    },
    { deviceId: 'WBLQNUYHAC', displayName: 'هاتف العمل', ...seen(9 * days, '203.0.113.24') },
    { deviceId: 'RJXOVEIDSM', displayName: 'המחשב של עדה', ...seen(75 * days, '203.0.113.25') },
    {
      deviceId: 'PDFGHNAWZK',
      displayName: 'Ada’s Laptop \u202Etxt.exe\u202C\u0007',
      ...seen(120 * days, '198.51.100.66'),
    },
    {
      deviceId: 'LMCYRTUXEB',
      displayName:
        'Element Desktop on the blue laptop in the study that still runs last year’s system',
      ...seen(2.5, '203.0.113.22'),
    },
    { deviceId: 'a.b~c/d+e=f', displayName: 'Element Call', ...seen(33 * days, '198.51.100.17') },
  ];
}
