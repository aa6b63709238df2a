// Sign-outs on a server that loses, doubles, delays and half does what it is asked, with an impatient
// person and a Muster that is killed in the middle: nothing goes that wasn't confirmed, and what is
// called gone is gone.
import { inProcess } from '../../fixtures/in-process-keychain.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Services } from '../../../electron/compose.ts';
import type { Keytar } from '../../../electron/core/ports.ts';
import { ok, type Result } from '../../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../../electron/shared/ids.ts';
import type { OperationSnapshot } from '../../../electron/shared/operation.ts';
import { createRandom, type Random } from '../../homeserver/random.ts';
import { fakeClock, type FakeClock } from '../../unit/matrix/fake-ports.ts';
import type { Figure, Tally } from '../figure.ts';
import { OWN, PASSWORD, ScheduleServer } from '../schedule-server.ts';

/** One Muster lives for so many schedules; then it is killed, and another one takes over its data. */
const LIFE = 100;
/** Answers of the person, before they give up. */
const PATIENCE = 12;

export const signOutSchedules: Figure = {
  name: 'fault schedules of bulk sign-outs',
  goal: 'unconfirmed, own, pinned signed out; false "gone": 0',
  sizes: { quick: 400, whole: 20_000 },
  async run(tally, size, seed) {
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-stress-'));
    const world = new World(dataDir, createRandom(seed));
    await world.signIn();
    while (tally.tried < size) {
      if (tally.tried % LIFE === LIFE - 1) world.restart();
      await world.schedule(tally);
    }
    await world.close();
    await rm(dataDir, { recursive: true, force: true });
  },
};

class World {
  readonly #dataDir: string;
  readonly #random: Random;
  readonly #clock: FakeClock = fakeClock();
  readonly #server: ScheduleServer;
  readonly #keytar = memoryKeytar();
  #services: Services;
  #accountId = '' as AccountId;
  #nextId = 0;
  #schedules = 0;

  constructor(dataDir: string, random: Random) {
    this.#dataDir = dataDir;
    this.#random = random;
    this.#server = new ScheduleServer(random, this.#clock);
    this.#services = this.#start();
  }

  #start(): Services {
    const clock = this.#clock;
    return compose({
      info: {
        version: '1',
        platform: 'linux',
        computer: 'Linux desktop',
        demo: false,
        host: 'electron',
      },
      dataDir: this.#dataDir,
      startKeychain: () => inProcess(this.#keytar),
      showWatch: () => undefined,
      fetch: this.#server.fetch,
      addressesOf: () => Promise.resolve([]),
      clock,
      random: () => this.#random.next(),
      monotonic: () => clock.now(),
      newId: () => `00000000-0000-4000-8000-${(this.#nextId += 1).toString().padStart(12, '0')}`,
      publish: () => undefined,
      openExternal: () => Promise.resolve(ok(null)),
      notify: () => undefined,
      chooseFile: () => Promise.resolve(null),
      printReport: null,
      lastPress: () => clock.now(),
      ask: () => Promise.resolve(false),
      applySystemSettings: () => undefined,
    });
  }

  async signIn(): Promise<void> {
    const { handlers } = this.#services;
    const begun = valueOf(
      await this.#clock.until(handlers['signIn.begin']({ address: 'http://127.0.0.1:8008' })),
    );
    if (begun.kind !== 'ready') throw new Error(begun.kind);
    const signedIn = valueOf(
      await this.#clock.until(
        handlers['signIn.password']({
          attemptId: begun.attemptId,
          identifier: { kind: 'user', user: 'alice' },
          password: PASSWORD,
          keptIn: 'keychain',
        }),
      ),
    );
    if (signedIn.kind !== 'signed-in') throw new Error(signedIn.kind);
    this.#accountId = signedIn.accountId;
  }

  /** Nothing of the old one is heard any more; what it has written is there. */
  restart(): void {
    void this.#services.close();
    this.#services = this.#start();
  }

  close(): Promise<void> {
    return this.#services.close();
  }

  async schedule(tally: Tally): Promise<void> {
    tally.count();
    this.#schedules += 1;
    const accountId = this.#accountId;
    const { listed, signedOut } = this.#server;
    const { handlers } = this.#services;
    for (let more = 2 + this.#random.below(6); more > 0; more -= 1)
      listed.add(`${this.#random.deviceId()}${this.#schedules}`);
    this.#server.faultiness = 0;
    await this.#clock.until(handlers['sessions.refresh']({ accountId }));
    const others = [...listed].filter((id) => id !== OWN) as DeviceId[];
    const pinned = this.#random.pick(others);
    const noted = await handlers['sessions.annotate']({
      accountId,
      deviceId: pinned,
      pinned: true,
      note: null,
    });
    const asked = others.filter(() => this.#random.below(3) > 0);
    const deviceIds = this.#random.below(10) === 0 ? [...asked, OWN as DeviceId] : asked;
    const before = signedOut.length;
    this.#server.faultiness = this.#random.below(60);
    const end = deviceIds.length === 0 ? null : await this.#signOut(deviceIds);
    await this.#clock.advance(120_000);
    const gone = signedOut.slice(before);
    const isBulk = deviceIds.length > 1;
    for (const id of gone) {
      if (!deviceIds.includes(id as DeviceId)) tally.fail(`${id} was not confirmed`);
      if (id === OWN) tally.fail('the own session went');
      if (id === pinned && isBulk && noted.ok) tally.fail('a pinned session went in a bulk');
    }
    if (end?.kind === 'finished')
      for (const id of end.outcomes.gone)
        if (listed.has(id)) tally.fail(`${id} is called gone and is there`);
    await handlers['sessions.annotate']({ accountId, deviceId: pinned, pinned: false, note: null });
  }

  /** Answers as a person does, until it has ended or they give up. Null where it was refused. */
  async #signOut(deviceIds: readonly DeviceId[]): Promise<OperationSnapshot | null> {
    const { handlers } = this.#services;
    const accountId = this.#accountId;
    const review = await handlers['signOut.review']({ accountId, deviceIds });
    if (!review.ok) return null;
    const begun = await this.#clock.until(handlers['signOut.start']({ reviewId: review.value }));
    if (!begun.ok) return null;
    let snapshot: OperationSnapshot = begun.value;
    const { operationId } = snapshot;
    for (let answers = 0; snapshot.kind !== 'finished' && answers < PATIENCE; answers += 1) {
      if (snapshot.kind === 'needs-password') {
        const password = this.#random.below(4) === 0 ? 'wrong' : PASSWORD;
        const answer = { kind: 'password', password } as const;
        const pending = handlers['signOut.answer']({ operationId, answer });
        // A second click while the first is on its way.
        if (this.#random.below(5) === 0) void handlers['signOut.answer']({ operationId, answer });
        const next = await this.#clock.until(pending);
        if (!next.ok) return null;
        snapshot = next.value;
      } else {
        await this.#clock.advance(30_000);
        const all = valueOf(await handlers['app.snapshot'](null)).operations;
        const found = all.find((one) => one.operationId === operationId);
        if (!found) return null;
        snapshot = found;
      }
    }
    if (snapshot.kind !== 'finished') {
      const ended = await this.#clock.until(handlers['signOut.cancel']({ operationId }));
      if (ended.ok) snapshot = ended.value;
    }
    await handlers['signOut.dismiss']({ operationId });
    return snapshot;
  }
}

function memoryKeytar(): Keytar {
  const items = new Map<string, string>();
  return {
    setPassword: (_, name, secret) => Promise.resolve(void items.set(name, secret)),
    getPassword: (_, name) => Promise.resolve(items.get(name) ?? null),
    deletePassword: (_, name) => Promise.resolve(items.delete(name)),
  };
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
