// Muster is killed, or its disk or its keychain fails, at every step of a sign-in and a removal. At the
// next start each session that it has made is an account's, or has ended, or somebody is told of it.
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../electron/shared/ids.ts';
import type { CredentialPlace } from '../../../../electron/shared/model.ts';
import { Run, Surroundings, type Fault, type Way } from './half-done-world.ts';

interface Scene {
  readonly name: string;
  /** How the account was signed in that is there before; null where there is none. */
  readonly before: Way | null;
  readonly act: (run: Run, known: AccountId | null) => Promise<void>;
}

function signingIn(
  way: Way,
  before: Way | null,
  again = false,
  keptIn: CredentialPlace = 'keychain',
): Scene {
  const what = again ? 'again' : before === null ? 'anew' : 'once more';
  return {
    name: `signing in ${what}, by ${way}, kept in ${keptIn}, before: ${before ?? 'nothing'}`,
    before,
    act: (run, known) => run.signInBy(way, keptIn, again ? known : null),
  };
}

const scenes: readonly Scene[] = [
  signingIn('password', null),
  signingIn('oauth', null),
  signingIn('password', 'password'),
  signingIn('oauth', 'oauth'),
  signingIn('oauth', 'password'),
  signingIn('password', 'password', true),
  signingIn('oauth', 'oauth', true),
  signingIn('password', null, false, 'this-run'),
  ...(['password', 'oauth'] as const).map((before) => ({
    name: `removing an account, by ${before}`,
    before,
    act: (run: Run, known: AccountId | null) =>
      known === null ? Promise.reject(new Error('no account')) : run.remove(known),
  })),
];

async function prepared({ before }: Scene) {
  const surroundings = new Surroundings();
  const first = new Run(surroundings, { kind: 'none' });
  if (before !== null) await first.signInBy(before, 'keychain', null);
  const known = first.accounts.list()[0] ?? null;
  expect(known === null).toBe(before === null);
  return { surroundings, known };
}

/** Plays the scene with a fault, starts Muster again, and gives what is wrong then. */
async function after(scene: Scene, fault: Fault): Promise<readonly string[]> {
  const { surroundings, known } = await prepared(scene);
  const cut = new Run(surroundings, fault);
  await scene.act(cut, known?.accountId ?? null);
  const shown = cut.accounts.list();
  const next = new Run(surroundings, { kind: 'none' });
  await next.recover();
  const { accounts } = next;
  const wrong: string[] = [];
  const toldOf = new Set(accounts.leftBehind().map(({ deviceId }) => deviceId));
  for (const deviceId of surroundings.sessions.values()) {
    const isListed = accounts.list().some((account) => account.deviceId === deviceId);
    if (!isListed && !toldOf.has(deviceId)) wrong.push(`nobody knows of the session ${deviceId}`);
  }
  for (const { kind, deviceId } of accounts.leftBehind())
    if (kind === 'not-ended' && ![...surroundings.sessions.values()].includes(deviceId!))
      wrong.push(`of the session ${deviceId}, which has ended, the contrary is told`);
  for (const account of [...(known ? [known] : []), ...shown]) {
    const isThere = accounts.list().some(({ accountId }) => accountId === account.accountId);
    const lives = [...surroundings.sessions.values()].includes(account.deviceId!);
    if (!isThere && lives) wrong.push(`the account of ${account.deviceId} is lost`);
  }
  // What a keychain keeps that fails while an account is removed is dead, and nothing must name it.
  if (fault.kind === 'keychain-fails' && scene.name.startsWith('removing')) return wrong;
  const wanted = [...accounts.list(), ...accounts.unsettled()].map((it) => it.credentialId);
  for (const item of surroundings.keychain.keys())
    if (!wanted.some((credentialId) => item.startsWith(credentialId)))
      wrong.push(`the item ${item} is nobody's`);
  return wrong;
}

async function callsOf(scene: Scene): Promise<number> {
  const { surroundings, known } = await prepared(scene);
  const run = new Run(surroundings, { kind: 'none' });
  await scene.act(run, known?.accountId ?? null);
  return run.calls;
}

describe.each(scenes)('$name', (scene) => {
  it.each(['killed-before', 'killed-after', 'disk-full', 'keychain-fails', 'answer-lost'] as const)(
    '%s at each step leaves nothing that nobody knows of',
    async (kind) => {
      const calls = await callsOf(scene);
      expect(calls).toBeGreaterThan(3);
      const wrong: string[] = [];
      for (let at = 1; at <= calls + 1; at += 1)
        for (const found of await after(scene, { kind, at })) wrong.push(`${at}: ${found}`);
      expect(wrong).toEqual([]);
    },
  );

  it('leaves nothing to be settled where nothing fails', async () => {
    const { surroundings, known } = await prepared(scene);
    const run = new Run(surroundings, { kind: 'none' });
    await scene.act(run, known?.accountId ?? null);
    expect(run.accounts.unsettled()).toEqual([]);
    expect(surroundings.disk).toEqual({ accounts: run.accounts.list(), unsettled: [] });
    expect(surroundings.sessions.size).toBe(run.accounts.list().length);
  });
});

describe.each(['password', 'oauth'] as const)('a removal, by %s', (way) => {
  it.each(['killed-before', 'killed-after'] as const)(
    '%s at any step after it was put down comes to its end at the next start',
    async (kind) => {
      const found = scenes.find(({ name }) => name === `removing an account, by ${way}`);
      const scene = found ?? expect.fail('no such scene');
      const calls = await callsOf(scene);
      for (let at = 2; at <= calls; at += 1) {
        const { surroundings, known } = await prepared(scene);
        await new Run(surroundings, { kind, at }).remove(known?.accountId ?? expect.fail());
        const next = new Run(surroundings, { kind: 'none' });
        await next.recover();
        expect([at, next.accounts.list(), surroundings.sessions.size]).toEqual([at, [], 0]);
        expect([...surroundings.keychain.keys(), ...next.accounts.unsettled()]).toEqual([]);
      }
    },
  );
});
