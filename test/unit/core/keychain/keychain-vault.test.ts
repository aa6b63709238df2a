import { describe, expect, it } from 'vitest';
import { KeychainGone } from '../../../../electron/core/keychain/keychain-helper.ts';
import { KeychainVault } from '../../../../electron/core/keychain/keychain-vault.ts';
import type { Keychain, KeychainSight } from '../../../../electron/core/ports.ts';
import { MemoryVault, TOKEN_MAX } from '../../../../electron/core/tokens/vault.ts';
import type { VaultProblem } from '../../../../electron/shared/errors.ts';
import type { CredentialId } from '../../../../electron/shared/ids.ts';
import type { VaultStatus } from '../../../../electron/shared/model.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import { CREDENTIAL, deferred } from '../fake-core.ts';

const BOB = 'bob' as CredentialId;

/** A keychain in memory. `hold` makes its next call wait for the returned function. */
function fakeKeychain(overrides: Partial<Keychain> = {}) {
  const items = new Map<string, string>();
  const calls: string[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  let gate: Promise<unknown> = Promise.resolve();
  let breakOff: () => void = () => undefined;
  async function call<T>(name: string, work: () => T): Promise<T> {
    calls.push(name);
    mostInFlight = Math.max(mostInFlight, ++inFlight);
    const end = new Promise<never>((_, reject) => (breakOff = () => reject(new KeychainGone())));
    try {
      await Promise.race([gate, end]);
    } finally {
      inFlight--;
    }
    return work();
  }
  const keychain: Keychain = {
    set: (item, secret) => call(`set ${item}`, () => void items.set(item, secret)),
    get: (item) => call(`get ${item}`, () => items.get(item) ?? null),
    delete: (item) => call(`delete ${item}`, () => items.delete(item)),
    end() {
      calls.push('end');
      gate = Promise.resolve();
      breakOff();
    },
    ...overrides,
  };
  return {
    keychain,
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

const open: KeychainSight = { kind: 'open', keychain: 'gnome-keyring' };
const locked: KeychainSight = { kind: 'locked', keychain: 'gnome-keyring' };
const unseen: KeychainSight = { kind: 'unseen', keychain: 'macos' };
const noService: KeychainSight = { kind: 'no-service' };

function setUp(keychain: Keychain, sight: KeychainSight = open) {
  const clock = fakeClock();
  const statuses: VaultStatus[] = [];
  const world = { sight, back: 0 };
  const vault = new KeychainVault({
    keychain,
    look: () => Promise.resolve(world.sight),
    clock,
    onStatus: (status) => statuses.push(status),
  });
  vault.whenBack(() => (world.back += 1));
  return { clock, vault, statuses, world };
}

const done = { ok: true, value: null };
const ready = { kind: 'ready' };
const waiting = { kind: 'waiting', keychain: 'gnome-keyring' };
const problem = (reason: VaultProblem) => ({ ok: false, error: { code: 'vault', reason } });
const failed = (reason: VaultProblem, keychain: string | null = 'gnome-keyring') => ({
  kind: 'failed',
  reason,
  keychain,
});
const failing = (message: string) => () => Promise.reject(new Error(message));
const NO_SESSION = 'The session does not exist';

describe('the keychain vault', () => {
  it('keeps one item per account', async () => {
    const { keychain, items } = fakeKeychain();
    const { vault, statuses } = setUp(keychain);
    expect(await vault.set(CREDENTIAL, 'token')).toEqual(done);
    expect([...items]).toEqual([[CREDENTIAL, 'token']]);
    expect(await vault.get(CREDENTIAL)).toEqual({ ok: true, value: 'token' });
    expect(await vault.delete(CREDENTIAL)).toEqual(done);
    expect(items.size).toBe(0);
    expect(statuses).toEqual([]);
  });

  it('leaves nothing behind after a probe', async () => {
    const { keychain, items, calls } = fakeKeychain();
    expect(await setUp(keychain).vault.probe()).toEqual(done);
    expect(calls).toEqual(['get probe', 'set probe', 'get probe', 'delete probe']);
    expect(items.size).toBe(0);
  });

  it('does not believe a write that cannot be read back', async () => {
    const { vault } = setUp(fakeKeychain({ get: () => Promise.resolve('other') }).keychain);
    expect(await vault.set(CREDENTIAL, 'token')).toEqual(problem('not-stored'));
    expect(await vault.probe()).toEqual(problem('not-stored'));
  });

  it.each(['', 'to\0ken', 'x'.repeat(TOKEN_MAX + 1)])(
    'does not offer the keychain a token that it would damage',
    async (bad) => {
      const { keychain, calls } = fakeKeychain();
      expect(await setUp(keychain).vault.set(CREDENTIAL, bad)).toEqual(problem('not-stored'));
      expect(await new MemoryVault().set(CREDENTIAL, bad)).toEqual(problem('not-stored'));
      expect(calls).toEqual([]);
    },
  );

  it('calls nothing stored where the keychain gives nothing as a text', async () => {
    const { vault } = setUp(fakeKeychain({ get: () => Promise.resolve('') }).keychain);
    expect(await vault.get(CREDENTIAL)).toEqual(problem('locked-or-missing'));
  });

  it('calls nothing "signed out" because the keychain gave nothing', async () => {
    const { vault, statuses } = setUp(fakeKeychain().keychain);
    expect(await vault.get(CREDENTIAL)).toEqual(problem('locked-or-missing'));
    expect(await vault.delete(CREDENTIAL)).toEqual(problem('locked-or-missing'));
    expect(statuses).toEqual([]);
  });

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'unavailable'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'unavailable'],
    ['Cannot create an item in a locked collection', 'locked'],
    ['User canceled the operation.', 'locked'],
    ['User interaction is not allowed.', 'locked'],
  ] as const)('reads the error "%s" as %s', async (message, reason) => {
    const { vault, statuses } = setUp(fakeKeychain({ set: failing(message) }).keychain, noService);
    expect(await vault.set(CREDENTIAL, 'token')).toEqual(problem(reason));
    expect(statuses).toEqual([failed(reason, null)]);
  });

  it.each(['locked', 'no-collection'] as const)(
    'calls it %s where that can be seen, whatever the library says',
    async (kind) => {
      const sight = { kind, keychain: 'kwallet' } as const;
      const { keychain, calls } = fakeKeychain({ set: failing('Object does not exist') });
      const { vault, statuses } = setUp(keychain, sight);
      expect(await vault.set(CREDENTIAL, 'token')).toEqual(problem(kind));
      expect(await vault.get(CREDENTIAL)).toEqual(problem(kind));
      expect(statuses).toEqual([failed(kind, 'kwallet')]);
      expect(calls).not.toContain('end');
    },
  );

  it('has one call in flight, however many callers', async () => {
    const { keychain, mostInFlight } = fakeKeychain();
    const { vault } = setUp(keychain);
    const ids = Array.from({ length: 20 }, (_, index) => `account-${index}` as CredentialId);
    await Promise.all(ids.map((id) => vault.set(id, `token of ${id}`)));
    const tokens = await Promise.all(ids.map((id) => vault.get(id)));
    expect(tokens).toEqual(ids.map((id) => ({ ok: true, value: `token of ${id}` })));
    expect(mostInFlight()).toBe(1);
  });

  it('says after half a second that it waits, and no longer when it got its answer', async () => {
    const { keychain, hold } = fakeKeychain();
    const { vault, clock, statuses } = setUp(keychain);
    const release = hold();
    const get = vault.get(CREDENTIAL);
    await clock.advance(499);
    expect(vault.status()).toEqual(ready);
    await clock.advance(1);
    expect(vault.status()).toEqual(waiting);
    release();
    await get;
    await clock.advance(1_000);
    expect(statuses).toEqual([waiting, ready]);
  });
});

describe('a keychain that does not answer', () => {
  it('is given up after a minute; the next caller waits its own minute, and none calls meanwhile', async () => {
    const { keychain, calls, items, hold } = fakeKeychain();
    const { vault, clock, statuses } = setUp(keychain, locked);
    const release = hold();
    const first = vault.get(CREDENTIAL);
    await clock.advance(30_000);
    const second = vault.set(BOB, 'token');
    await clock.advance(30_000);
    expect(await first).toEqual(problem('no-answer'));
    expect(vault.status()).toEqual(failed('no-answer'));
    await clock.advance(30_000);
    expect(await second).toEqual(problem('no-answer'));
    expect(calls).toEqual([`get ${CREDENTIAL}`]);

    const third = vault.set(CREDENTIAL, 'token');
    await clock.advance(500);
    expect(vault.status()).toEqual(waiting);
    release();
    expect(await third).toEqual(done);
    expect([...items.values()]).toEqual(['token']);
    expect(statuses.at(-1)).toEqual(ready);
  });

  it.each([null, 'old token'])(
    'takes back what was written after its caller had given up, where %j was before',
    async (before) => {
      const { keychain, items, hold } = fakeKeychain();
      if (before !== null) items.set(CREDENTIAL, before);
      let release: (() => void) | null = null;
      const { vault, clock } = setUp({
        ...keychain,
        set(...given) {
          release ??= hold();
          return keychain.set(...given);
        },
      });
      const set = vault.set(CREDENTIAL, 'token');
      await clock.advance(60_000);
      expect(await set).toEqual(problem('no-answer'));
      release!();
      await clock.advance(0);
      expect([...items.values()]).toEqual(before === null ? [] : [before]);
      expect(vault.status()).toEqual(ready);
    },
  );

  it('writes nothing for a caller that gave up before', async () => {
    const { keychain, calls, hold } = fakeKeychain();
    const { vault, clock } = setUp(keychain);
    const release = hold();
    const set = vault.set(CREDENTIAL, 'token');
    await clock.advance(60_000);
    expect(await set).toEqual(problem('no-answer'));
    release();
    await clock.advance(0);
    expect(calls).toEqual([`get ${CREDENTIAL}`]);
  });

  it('is back when its prompt is answered later', async () => {
    const { keychain, items, hold } = fakeKeychain();
    const { vault, clock, world } = setUp(keychain, locked);
    items.set(CREDENTIAL, 'token');
    const release = hold();
    const get = vault.get(CREDENTIAL);
    await clock.advance(60_000);
    await get;
    await clock.advance(200_000);
    expect(vault.status()).toEqual(failed('no-answer'));
    expect(world.back).toBe(0);
    world.sight = open;
    release();
    await clock.advance(0);
    expect(vault.status()).toEqual(ready);
    expect(world.back).toBe(1);
  });

  it('is begun anew when it was unlocked elsewhere, so that the prompt goes', async () => {
    const { keychain, calls, hold } = fakeKeychain();
    const { vault, clock, world } = setUp(keychain, locked);
    hold();
    const get = vault.get(CREDENTIAL);
    await clock.advance(60_000);
    await get;
    world.sight = open;
    await clock.advance(10_000);
    expect(calls).toEqual([`get ${CREDENTIAL}`, 'end', 'get probe']);
    expect(vault.status()).toEqual(ready);
    expect(world.back).toBe(1);
  });

  it('does not keep a prompt open for ever', async () => {
    const { keychain, calls, hold } = fakeKeychain();
    const { vault, clock } = setUp(keychain, locked);
    hold();
    const get = vault.get(CREDENTIAL);
    await clock.advance(60_000);
    await get;
    await clock.advance(599_999);
    expect(calls).not.toContain('end');
    await clock.advance(1);
    expect(calls).toEqual([`get ${CREDENTIAL}`, 'end']);
    expect(vault.status()).toEqual(failed('no-answer'));
    await clock.advance(10_000);
    expect(vault.status()).toEqual(failed('locked'));
  });
});

describe('a connection that a restarted service does not know', () => {
  it.each([['set'], ['get'], ['delete']] as const)(
    'is begun anew for %s, and nobody notices',
    async (name) => {
      const { keychain, items, calls } = fakeKeychain();
      items.set(CREDENTIAL, 'token');
      let isStale = true;
      const call = (given: typeof name) =>
        given === name && isStale ? failing(NO_SESSION) : keychain[given];
      const stale = { set: call('set'), get: call('get'), delete: call('delete') } as Keychain;
      const end = () => {
        calls.push('end');
        isStale = false;
        Object.assign(stale, keychain);
      };
      const { vault, statuses } = setUp(Object.assign(stale, { end }));
      const outcome =
        name === 'set' ? await vault.set(CREDENTIAL, 'new') : await vault[name](CREDENTIAL);
      expect(outcome).toMatchObject({ ok: true });
      expect(calls.filter((it) => it === 'end')).toHaveLength(1);
      expect(statuses).toEqual([]);
    },
  );

  it('is begun anew when an open keychain gives nothing for an account', async () => {
    const { keychain, items } = fakeKeychain();
    items.set(CREDENTIAL, 'token');
    let isStale = true;
    const { vault } = setUp({
      ...keychain,
      get: (item) => (isStale ? Promise.resolve(null) : keychain.get(item)),
      end: () => void (isStale = false),
    });
    expect(await vault.get(CREDENTIAL)).toEqual({ ok: true, value: 'token' });
  });

  it('is not tried a third time', async () => {
    const tries: string[] = [];
    const { keychain } = fakeKeychain({
      get(item) {
        tries.push(item);
        return Promise.reject(new Error(NO_SESSION));
      },
    });
    expect(await setUp(keychain).vault.get(CREDENTIAL)).toEqual(problem('unavailable'));
    expect(tries).toHaveLength(2);
  });
});

describe('a keychain that has failed', () => {
  it.each([
    ['was not there', noService, 'unavailable', null],
    ['is locked', locked, 'locked', 'gnome-keyring'],
  ] as const)('and %s is back within ten seconds', async (_, sight, reason, name) => {
    const { keychain, items, calls } = fakeKeychain();
    let isThere = false;
    const { vault, clock, world } = setUp(
      {
        ...keychain,
        get: (item) => (isThere ? keychain.get(item) : Promise.reject(new Error('not provided'))),
      },
      sight,
    );
    items.set(CREDENTIAL, 'token');
    expect(await vault.get(CREDENTIAL)).toEqual(problem(reason));
    await clock.advance(60_000);
    expect(vault.status()).toEqual(failed(reason, name));
    expect(calls).toEqual([]);
    isThere = true;
    world.sight = open;
    await clock.advance(10_000);
    expect(vault.status()).toEqual(ready);
    expect(world.back).toBe(1);
    expect(calls).toEqual(['get probe']);
  });

  it('is told as what it is now', async () => {
    const { vault, clock, world, statuses } = setUp(
      fakeKeychain({ get: failing('not provided') }).keychain,
      noService,
    );
    await vault.get(CREDENTIAL);
    world.sight = locked;
    await clock.advance(10_000);
    world.sight = { kind: 'no-collection', keychain: 'kwallet' };
    await clock.advance(10_000);
    expect(statuses).toEqual([
      failed('unavailable', null),
      failed('locked'),
      failed('no-collection', 'kwallet'),
    ]);
  });

  it('is not asked again, where any call may ask the user, what the user refused', async () => {
    const { keychain, calls } = fakeKeychain();
    let tries = 0;
    const { vault, clock } = setUp(
      {
        ...keychain,
        get() {
          tries += 1;
          return Promise.reject(new Error('User canceled the operation.'));
        },
      },
      unseen,
    );
    await vault.get(CREDENTIAL);
    await clock.advance(120_000);
    await vault.recheck();
    expect(tries).toBe(1);
    expect(vault.status()).toEqual(failed('locked', 'macos'));
    expect(calls).toEqual([]);
  });

  it('is left alone once Muster closes', async () => {
    const { keychain, calls } = fakeKeychain();
    const { vault, clock, world } = setUp({ ...keychain, get: failing('not provided') }, noService);
    await vault.get(CREDENTIAL);
    vault.close();
    world.sight = open;
    await clock.advance(60_000);
    expect(calls).toEqual(['end']);
    expect(world.back).toBe(0);
  });
});
