// The times of a list are the server's, whatever this computer's clock says.
import { describe, expect, it } from 'vitest';
import { ok } from '../../../../electron/shared/errors.ts';
import { AGREEING } from '../../../../electron/matrix/server-clock.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { account, ALICE, device, devices, reading } from '../fake-core.ts';
import { setUp } from './sessions-world.ts';

const HOUR = 3_600_000;
const AHEAD = 30 * HOUR;

/** A server whose clock is ahead as given, the date of each answer by `ahead`; its list is of the given ids. */
function server(ahead: (answers: number) => number, ids: readonly string[] = ['MUSTER', 'A']) {
  let answers = 0;
  const world: { hear: (date: number) => void } = { hear: () => undefined };
  const date = (): void => {
    answers += 1;
    world.hear(ahead(answers));
  };
  return {
    world,
    answers: () => answers,
    client: {
      whoami: () => {
        date();
        return Promise.resolve(
          ok({ userId: '@alice:example.org', deviceId: 'MUSTER' as DeviceId }),
        );
      },
      listDevices: () => {
        date();
        return Promise.resolve(devices(...ids.map((id) => device(id))));
      },
    },
  };
}

function connected(given: ReturnType<typeof server>, made = setUp(given.client, account())) {
  given.world.hear = (ahead) => {
    const now = made.clock.now();
    made.serverClock.hear({ date: now + ahead, sentAt: now, receivedAt: now });
  };
  return made;
}

describe('a computer whose clock is 30 hours behind', () => {
  it('dates a list by the server, from the first one on', async () => {
    const given = server(() => AHEAD);
    const { open, settle, sessions, state } = connected(given);
    await open();
    await settle();
    const { fetchedAt, serverAhead } = state() ?? {};
    expect(Math.round((serverAhead ?? 0) / HOUR)).toBe(30);
    expect(fetchedAt).toBe(NOW + (serverAhead ?? 0));
    expect(sessions.known(ALICE)?.sessions[0]?.firstSeenAt).toBe(fetchedAt);
    expect(given.answers()).toBe(AGREEING);
  });

  it('dates keys, looks and history by it, too', async () => {
    const given = server(() => AHEAD);
    const dated: number[] = [];
    const made = setUp(given.client, account(), (_, __, ___, serverClock) => {
      dated.push(serverClock.now());
      return Promise.resolve(reading({ readAt: serverClock.now() }));
    });
    const { open, settle, sessions, store } = connected(given, made);
    await open();
    await settle();
    sessions.close();
    const { fetchedAt, lookedAt } = store.load(ALICE)?.facts ?? {};
    expect([dated[0], lookedAt]).toEqual([fetchedAt, fetchedAt]);
  });

  it('knows at its next start, before the server has answered', async () => {
    const given = server(() => AHEAD);
    const { open, settle, restart, state } = connected(given);
    await open();
    await settle();
    const before = state()?.serverAhead;
    const next = restart({ listDevices: () => new Promise(() => undefined) });
    expect((await next.open()).state.serverAhead).toBe(before);
  });
});

describe('one answer that is dated wrongly', () => {
  it('changes no time', async () => {
    const given = server((answers) => (answers === 1 ? 100 * 24 * HOUR : 0));
    const { open, settle, state } = connected(given);
    await open();
    await settle();
    expect(state()).toMatchObject({ fetchedAt: NOW, serverAhead: 0 });
    expect(given.answers()).toBe(2);
  });

  it('asks for nothing more where the server refuses', async () => {
    const given = server(() => AHEAD);
    const refuses = () => Promise.resolve({ ok: false, error: { code: 'not-found' } } as const);
    const client = { ...given.client, whoami: refuses };
    const { open, settle, state } = connected(given, setUp(client, account()));
    await open();
    await settle();
    expect(state()).toMatchObject({ fetchedAt: NOW, serverAhead: 0, refresh: { kind: 'idle' } });
  });
});
