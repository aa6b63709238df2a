// New means new: sessions that a bad list lacks, and those that only have the id of another.
import { describe, expect, it } from 'vitest';
import { FEW_PATIENCE, MANY_PATIENCE } from '../../../../electron/core/changes/list-doubt.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { Device } from '../../../../electron/shared/model.ts';
import type { Trust } from '../../../../electron/shared/trust.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, device, devices, reading } from '../fake-core.ts';
import { lists, setUp } from './sessions-world.ts';

const present = { kind: 'present', publicKey: 'M' } as const;
const full = (...more: readonly Device[]) =>
  devices(device('MUSTER'), ...['A', 'B', 'C'].map((id) => device(id)), ...more);

/** Reads the given lists one after the other, each until it is believed or given up. */
async function after(...answers: readonly ReturnType<typeof devices>[]) {
  const server = lists(full(), ...answers);
  const world = setUp(server, account());
  await world.open();
  await world.settle();
  const relisted = [];
  while (server.requests() <= answers.length) relisted.push(await world.relist());
  return { ...world, server, relisted };
}

describe('a list that cannot be right', () => {
  it.each([
    ['an empty one', devices()],
    ["one without Muster's own session", devices(device('A'), device('STRANGER'))],
  ])('%s changes nothing, is said to be doubtful, and is read again', async (_, bad) => {
    const { sessions, state, history, appeared, clock, relisted } = await after(bad);
    expect(relisted).toMatchObject([{ ok: false, error: { code: 'doubtful-list', lacks: 'own' } }]);
    expect(sessions.known(ALICE)?.sessions).toHaveLength(4);
    expect(state()?.refresh).toMatchObject({ kind: 'failed', retryAt: clock.now() + 33_000 });
    expect([history(), appeared]).toEqual([[], []]);
  });

  it('is forgotten when the next one is right', async () => {
    const { sessions, history, appeared, state } = await after(devices(), full());
    expect(sessions.known(ALICE)?.sessions).toHaveLength(4);
    expect(state()?.refresh).toEqual({ kind: 'idle' });
    expect([history(), appeared]).toEqual([[], []]);
  });

  it('and lacks two sessions once makes nobody gone', async () => {
    const { history, appeared, sessions, clock } = await after(
      devices(device('MUSTER'), device('A')),
      full(),
    );
    expect(sessions.known(ALICE)?.sessions).toHaveLength(4);
    expect([history(), appeared]).toEqual([[], []]);
    expect(clock.now()).toBe(NOW + FEW_PATIENCE);
  });

  it('but says the same again and again is believed in the end', async () => {
    const bots = Array.from({ length: 20 }, (_, index) => device(`BOT${index}`));
    const short = full();
    const server = lists(full(...bots), short);
    const { open, settle, clock, relist, history, sessions } = setUp(server, account());
    await open();
    await settle();
    expect(await relist()).toMatchObject({ error: { code: 'doubtful-list', lacks: 'many' } });
    await clock.advance(40_000);
    expect(history()).toEqual([]);
    await clock.advance(MANY_PATIENCE * 2);
    expect(history().filter(([, kind]) => kind === 'gone')).toHaveLength(20);
    expect(sessions.known(ALICE)?.sessions).toHaveLength(4);
  });
});

describe('a session that comes back', () => {
  it('is listed again: no news, and its first sight stays', async () => {
    const gone = devices(device('MUSTER'), device('A'), device('B'));
    const { history, appeared, sessions } = await after(gone, gone, full());
    expect(history()).toEqual([
      ['C', 'gone'],
      ['C', 'listed-again'],
    ]);
    expect(appeared).toEqual([]);
    const subject = { accountId: ALICE, deviceId: 'C' as DeviceId };
    expect(sessions.session(subject)).toMatchObject({ firstSeenAt: NOW, isNew: false });
  });

  it('is known after a restart, too', async () => {
    const gone = devices(device('MUSTER'), device('A'), device('B'));
    const { store } = await after(gone, gone);
    expect(store.load(ALICE)?.remembered.get('C' as DeviceId)).toMatchObject({
      firstSeenAt: NOW,
      signedOut: false,
    });
  });
});

describe('a session under a known id', () => {
  const key = (fingerprint: string): Trust => ({ kind: 'not-verified', fingerprint });
  const C = 'C' as DeviceId;

  async function withKeys(...keys: readonly (Trust | null)[]) {
    const readings = keys.map((trust) =>
      reading({ identity: present, trust: new Map(trust === null ? [] : [[C, trust]]) }),
    );
    const world = setUp(lists(full()), account(), () =>
      Promise.resolve(readings.shift() ?? reading()),
    );
    await world.open();
    await world.settle();
    world.sessions.annotate({ accountId: ALICE, deviceId: C, pinned: true, note: 'Mum' });
    for (let time = 1; time < keys.length; time += 1) {
      await world.relist();
      await world.settle();
    }
    return { ...world, session: () => world.sessions.session({ accountId: ALICE, deviceId: C }) };
  }

  it('is another one when its key is another: news, and the pin was not for it', async () => {
    const { session, history, appeared, store } = await withKeys(key('K1'), key('K2'));
    expect(session()).toMatchObject({ isNew: true, pinned: false, note: 'Mum' });
    expect(appeared).toEqual([C]);
    expect(history()).toEqual([[C, 'replaced']]);
    expect(store.load(ALICE)?.sessions.find(({ deviceId }) => deviceId === C)).toEqual(session());
  });

  it('is another one also when its keys could not be seen in between', async () => {
    const { appeared } = await withKeys(key('K1'), { kind: 'no-encryption' }, key('K2'));
    expect(appeared).toEqual([C]);
  });

  it('is the same with the same key, and where nobody knows', async () => {
    const { appeared, session } = await withKeys(
      key('K1'),
      null,
      { kind: 'no-encryption' },
      key('K1'),
    );
    expect(appeared).toEqual([]);
    expect(session()).toMatchObject({ isNew: false, pinned: true });
  });
});
