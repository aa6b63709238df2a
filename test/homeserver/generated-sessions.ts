// Makes any number of believable sessions from a seed: what people, bots and forgotten browsers
// leave behind in two years. All names and addresses are invented or reserved for documentation.
import { type Random, createRandom } from './random.ts';
import { type SessionSeed } from './state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Kind {
  /** How common it is, relative to the others. */
  readonly weight: number;
  readonly names: readonly (string | null)[];
  readonly address: (random: Random) => string | null;
  /** Age of the last sign of life in days, null for never. */
  readonly age: (random: Random) => number | null;
}

/** Most are recent, and some are old: a curve that falls off over two years. */
const anyAge = (random: Random) => 720 * random.next() ** 2.2;
const oldAge = (random: Random) => 90 + 630 * random.next();
const never = () => null;

const home = (random: Random) => `203.0.113.${20 + random.below(12)}`;
const elsewhere = (random: Random) =>
  `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + random.below(254)}`;
const six = (random: Random) =>
  `2001:db8:${random.below(0x10000).toString(16)}::${(1 + random.below(0xfffe)).toString(16)}`;
const internal = (random: Random) =>
  random.pick([`10.0.${random.below(4)}.${1 + random.below(254)}`, '172.17.0.1', '172.18.0.3']);

const kinds: readonly Kind[] = [
  {
    weight: 26,
    names: [
      'Element Web on Firefox',
      'Element Web on Chrome',
      'app.element.io: Firefox on Linux',
      'app.element.io: Chrome on Windows',
      'app.element.io: Safari on macOS',
    ],
    address: home,
    age: anyAge,
  },
  { weight: 12, names: ['Element X Android', 'Element X iOS'], address: elsewhere, age: anyAge },
  {
    weight: 10,
    names: ['Element Desktop: Linux', 'Element Desktop: Windows'],
    address: home,
    age: anyAge,
  },
  {
    weight: 9,
    names: ['FluffyChat on Pixel 6', 'FluffyChat on Pixel 8', 'FluffyChat web'],
    address: six,
    age: anyAge,
  },
  { weight: 6, names: ['nheko', 'NeoChat', 'Fractal', 'Cinny Web'], address: home, age: anyAge },
  {
    weight: 9,
    names: ['matrix-nio', 'backup bot', 'door-bell bot'],
    address: internal,
    age: oldAge,
  },
  { weight: 12, names: [null], address: internal, age: oldAge },
  { weight: 10, names: [null, 'nheko', 'Element Android'], address: () => null, age: never },
  {
    weight: 6,
    names: ['hotel lobby PC', 'Library terminal', 'Pixel 4a'],
    address: elsewhere,
    age: oldAge,
  },
];

/** `count` sessions with ids of their own; the same for the same seed and moment. */
export function generateSessions(count: number, seed: number, now: number): SessionSeed[] {
  const random = createRandom(seed);
  const deck = kinds.flatMap((kind) => Array<Kind>(kind.weight).fill(kind));
  const ids = new Set<string>();
  while (ids.size < count) ids.add(random.deviceId());
  return Array.from(ids, (deviceId) => {
    const { names, address, age } = random.pick(deck);
    return session(deviceId, random.pick(names), address(random), age(random), now);
  });
}

/** Something that signs in anew each time: one name, one address, a steady pace, each seen once. */
export function generateCluster(
  cluster: {
    readonly name: string;
    readonly address: string;
    readonly count: number;
    readonly everyHours: number;
    readonly endedDaysAgo: number;
  },
  seed: number,
  now: number,
): SessionSeed[] {
  const random = createRandom(seed);
  return Array.from({ length: cluster.count }, (_, index) => {
    const age = cluster.endedDaysAgo + (index * cluster.everyHours + random.next() / 6) / 24;
    return session(random.deviceId(), cluster.name, cluster.address, age, now);
  });
}

function session(
  deviceId: string,
  name: string | null,
  address: string | null,
  ageInDays: number | null,
  now: number,
): SessionSeed {
  return {
    deviceId,
    ...(name === null ? {} : { displayName: name }),
    ...(ageInDays === null ? {} : { lastSeenAt: Math.round(now - ageInDays * DAY) }),
    ...(address === null ? {} : { lastSeenIp: address }),
  };
}
