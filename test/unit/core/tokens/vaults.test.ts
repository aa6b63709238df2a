import { describe, expect, it } from 'vitest';
import { createKeychainVault } from '../../../../electron/core/tokens/keychain-vault.ts';
import type { Keytar } from '../../../../electron/core/ports.ts';
import { createMemoryVault } from '../../../../electron/core/tokens/vault.ts';
import type { VaultProblem } from '../../../../electron/shared/errors.ts';
import type { AccountId } from '../../../../electron/shared/ids.ts';
import type { VaultStatus } from '../../../../electron/shared/model.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import { ALICE, deferred } from '../fake-core.ts';

const BOB = 'bob' as AccountId;

/** A keychain in memory. `hold` makes its next call wait for the returned function. */
function fakeKeychain(overrides: Partial<Keytar> = {}) {
  const items = new Map<string, string>();
  const calls: string[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  let gate: Promise<unknown> = Promise.resolve();
  async function call<T>(name: string, work: () => T): Promise<T> {
    calls.push(name);
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    await gate;
    inFlight--;
    return work();
  }
  const keytar: Keytar = {
    setPassword: (service, name, secret) =>
      call(`set ${name}`, () => void items.set(`${service}/${name}`, secret)),
    getPassword: (service, name) =>
      call(`get ${name}`, () => items.get(`${service}/${name}`) ?? null),
    deletePassword: (service, name) =>
      call(`delete ${name}`, () => items.delete(`${service}/${name}`)),
    ...overrides,
  };
  return {
    keytar,
    items,
    calls,
    mostInFlight: () => mostInFlight,
    hold: () => {
      const { promise, resolve } = deferred<null>();
      gate = promise;
      return () => resolve(null);
    },
  };
}

function setUp(keytar: Keytar | null) {
  const clock = fakeClock();
  const statuses: VaultStatus[] = [];
  const vault = createKeychainVault({ keytar, clock, onStatus: (status) => statuses.push(status) });
  return { clock, vault, statuses };
}

const done = { ok: true, value: null };
const problem = (reason: VaultProblem) => ({ ok: false, error: { code: 'vault', reason } });
const failing = (message: string) => () => Promise.reject(new Error(message));

describe('the keychain vault', () => {
  it('keeps one item per account under the name of Muster', async () => {
    const { keytar, items } = fakeKeychain();
    const { vault, statuses } = setUp(keytar);
    expect(await vault.set(ALICE, 'token')).toEqual(done);
    expect([...items]).toEqual([[`chat.muster.desktop/${ALICE}`, 'token']]);
    expect(await vault.get(ALICE)).toEqual({ ok: true, value: 'token' });
    expect(await vault.delete(ALICE)).toEqual(done);
    expect(items.size).toBe(0);
    expect(statuses).toEqual([]);
  });

  it('leaves nothing behind after a probe', async () => {
    const { keytar, items, calls } = fakeKeychain();
    expect(await setUp(keytar).vault.probe()).toEqual(done);
    expect(calls).toEqual(['get probe', 'set probe', 'get probe', 'delete probe']);
    expect(items.size).toBe(0);
  });

  it('does not believe a write that cannot be read back', async () => {
    const { vault } = setUp(fakeKeychain({ getPassword: () => Promise.resolve('other') }).keytar);
    expect(await vault.set(ALICE, 'token')).toEqual(problem('not-stored'));
    expect(await vault.probe()).toEqual(problem('not-stored'));
  });

  it.each(['', 'to\0ken'])(
    'does not offer the keychain a token that it would damage',
    async (bad) => {
      const { keytar, calls } = fakeKeychain();
      expect(await setUp(keytar).vault.set(ALICE, bad)).toEqual(problem('not-stored'));
      expect(await createMemoryVault().set(ALICE, bad)).toEqual(problem('not-stored'));
      expect(calls).toEqual([]);
    },
  );

  it('calls nothing "signed out" because the keychain gave nothing', async () => {
    const { vault, statuses } = setUp(fakeKeychain().keytar);
    expect(await vault.get(ALICE)).toEqual(problem('locked-or-missing'));
    expect(await vault.delete(ALICE)).toEqual(problem('locked-or-missing'));
    expect(statuses).toEqual([]);
  });

  it('calls nothing stored where the keychain gives nothing as a text', async () => {
    const { vault } = setUp(fakeKeychain({ getPassword: () => Promise.resolve('') }).keytar);
    expect(await vault.get(ALICE)).toEqual(problem('locked-or-missing'));
  });

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'unavailable'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'unavailable'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'unavailable'],
    ['Cannot create an item in a locked collection', 'locked'],
    ['User canceled the operation.', 'locked'],
    ['User interaction is not allowed.', 'locked'],
  ] as const)('reads the error "%s" as %s', async (message, reason) => {
    const { vault, statuses } = setUp(fakeKeychain({ setPassword: failing(message) }).keytar);
    expect(await vault.set(ALICE, 'token')).toEqual(problem(reason));
    expect(statuses).toEqual([{ kind: 'failed', reason }]);
  });

  it('stays failed until something succeeds', async () => {
    const { keytar } = fakeKeychain();
    let broken = true;
    const { vault, statuses } = setUp({
      ...keytar,
      setPassword: (...given) =>
        broken ? Promise.reject(new Error('locked')) : keytar.setPassword(...given),
    });
    await vault.set(ALICE, 'token');
    await vault.get(ALICE);
    expect(vault.status()).toEqual({ kind: 'failed', reason: 'locked' });
    broken = false;
    await vault.set(ALICE, 'token');
    expect(statuses).toEqual([{ kind: 'failed', reason: 'locked' }, { kind: 'ready' }]);
  });

  it('is unavailable without the module, and asks nobody', async () => {
    const { vault } = setUp(null);
    expect(vault.status()).toEqual({ kind: 'failed', reason: 'unavailable' });
    expect(await vault.set(ALICE, 'token')).toEqual(problem('unavailable'));
    expect(await vault.get(ALICE)).toEqual(problem('unavailable'));
  });

  it('has one call in flight, however many callers', async () => {
    const { keytar, mostInFlight } = fakeKeychain();
    const { vault } = setUp(keytar);
    const ids = Array.from({ length: 20 }, (_, index) => `account-${index}` as AccountId);
    await Promise.all(ids.map((id) => vault.set(id, `token of ${id}`)));
    const tokens = await Promise.all(ids.map((id) => vault.get(id)));
    expect(tokens).toEqual(ids.map((id) => ({ ok: true, value: `token of ${id}` })));
    expect(mostInFlight()).toBe(1);
  });

  it('says after half a second that it waits, and no longer when it got its answer', async () => {
    const { keytar, hold } = fakeKeychain();
    const { vault, clock, statuses } = setUp(keytar);
    const release = hold();
    const get = vault.get(ALICE);
    await clock.advance(499);
    expect(vault.status()).toEqual({ kind: 'ready' });
    await clock.advance(1);
    expect(vault.status()).toEqual({ kind: 'waiting' });
    release();
    await get;
    await clock.advance(1_000);
    expect(statuses).toEqual([{ kind: 'waiting' }, { kind: 'ready' }]);
  });

  it('gives up after a minute; the next caller waits its own minute, and none calls meanwhile', async () => {
    const { keytar, calls, items, hold } = fakeKeychain();
    const { vault, clock, statuses } = setUp(keytar);
    const release = hold();
    const first = vault.get(ALICE);
    await clock.advance(30_000);
    const second = vault.set(BOB, 'token');
    await clock.advance(30_000);
    expect(await first).toEqual(problem('no-answer'));
    expect(vault.status()).toEqual({ kind: 'failed', reason: 'no-answer' });
    await clock.advance(30_000);
    expect(await second).toEqual(problem('no-answer'));
    expect(calls).toEqual([`get ${ALICE}`]);

    const third = vault.set(ALICE, 'token');
    await clock.advance(500);
    expect(vault.status()).toEqual({ kind: 'waiting' });
    release();
    expect(await third).toEqual(done);
    expect(calls).toEqual([`get ${ALICE}`, ...[`get ${ALICE}`, `set ${ALICE}`, `get ${ALICE}`]]);
    expect([...items.values()]).toEqual(['token']);
    expect(statuses.at(-1)).toEqual({ kind: 'ready' });
  });

  it.each([null, 'old token'])(
    'takes back what was written after its caller had given up, where %j was before',
    async (before) => {
      const { keytar, items, hold } = fakeKeychain();
      if (before !== null) items.set(`chat.muster.desktop/${ALICE}`, before);
      let release: (() => void) | null = null;
      const { vault, clock } = setUp({
        ...keytar,
        setPassword(...given) {
          release ??= hold();
          return keytar.setPassword(...given);
        },
      });
      const set = vault.set(ALICE, 'token');
      await clock.advance(60_000);
      expect(await set).toEqual(problem('no-answer'));
      release!();
      await clock.advance(0);
      expect([...items.values()]).toEqual(before === null ? [] : [before]);
      expect(vault.status()).toEqual({ kind: 'ready' });
    },
  );

  it('writes nothing for a caller that gave up before', async () => {
    const { keytar, calls, hold } = fakeKeychain();
    const { vault, clock } = setUp(keytar);
    const release = hold();
    const set = vault.set(ALICE, 'token');
    await clock.advance(60_000);
    expect(await set).toEqual(problem('no-answer'));
    release();
    await clock.advance(0);
    expect(calls).toEqual([`get ${ALICE}`]);
  });
});
