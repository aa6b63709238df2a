import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ed25519Verifier } from '../../../../electron/core/host/ed25519.ts';
import { UNLISTED_MAX } from '../../../../electron/shared/limits.ts';
import { canonicalJson } from '../../../../electron/matrix/trust/canonical-json.ts';
import { judgeTrust, uncheckable } from '../../../../electron/matrix/trust/trust.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import {
  type KeysPlan,
  type SessionKeys,
  makeAccountKeys,
  makeDeviceKeys,
  makeIdentity,
} from '../../../homeserver/identity-fixtures.ts';
import { type WireObject, signingKey, withSignature } from '../../../homeserver/signing.ts';
import { keysAnswer, USER } from '../account/keys-answer.ts';

const tools = { verify: new Ed25519Verifier().verify, pause: () => Promise.resolve() };

function ids(...texts: readonly string[]): DeviceId[] {
  return texts as DeviceId[];
}

function judge(answer: unknown, ...listed: readonly string[]) {
  return judgeTrust(answer, USER, ids(...listed), tools);
}

function plan(sessions: Record<string, SessionKeys>, more: Partial<KeysPlan> = {}) {
  const whole = { identity: 'mine', sessions: new Map(Object.entries(sessions)), ...more };
  return keysAnswer(makeAccountKeys(USER, whole));
}

/** The judgement of one session with these keys, in an account with a sound identity. */
async function kindOf(deviceKeys: unknown): Promise<string | undefined> {
  const answer = keysAnswer(makeAccountKeys(USER, { identity: 'mine', sessions: new Map() }));
  const devices = new Map<string, unknown>([['A', deviceKeys]]);
  const withDevice = { ...answer, device_keys: { [USER]: Object.fromEntries(devices) } };
  return (await judge(withDevice, 'A')).trust.get('A' as DeviceId)?.kind;
}

const { publicKey: fingerprint } = signingKey(`${USER} A session`);
const { master, selfSigning, sign } = makeIdentity(USER, 'mine');
const good = makeDeviceKeys(USER, 'A');

describe('a session', () => {
  it.each([
    ['verified', { kind: 'verified', fingerprint }],
    ['dehydrated', { kind: 'verified', fingerprint }],
    ['not-verified', { kind: 'not-verified', fingerprint }],
    ['broken-own', { kind: 'broken-signature' }],
    ['broken-cross', { kind: 'broken-signature' }],
  ] as const)('is %s', async (state, expected) => {
    const report = await judge(plan({ A: state }), 'A');
    expect(report.trust).toEqual(new Map([['A', expected]]));
    expect(report.identity).toEqual({ kind: 'present', publicKey: master.publicKey });
  });

  it('without keys is not encrypted, whatever else is known', async () => {
    const noEncryption = new Map([['A', { kind: 'no-encryption' }]]);
    expect((await judge(plan({}), 'A')).trust).toEqual(noEncryption);
    expect((await judge(plan({}, { identity: null }), 'A')).trust).toEqual(noEncryption);
    expect((await judge({ device_keys: {} }, 'A')).trust).toEqual(noEncryption);
  });

  it('with an id like an inherited name has no keys', async () => {
    const report = await judge(plan({}), '__proto__', 'constructor', 'toString');
    expect([...report.trust.values()].map(({ kind }) => kind)).toEqual(
      Array(3).fill('no-encryption'),
    );
  });

  it('with an id like an inherited name may have keys', async () => {
    const deviceKeys = sign(makeDeviceKeys(USER, '__proto__'));
    const devices = JSON.parse(`{"__proto__": ${JSON.stringify(deviceKeys)}}`) as unknown;
    const report = await judge({ ...plan({}), device_keys: { [USER]: devices } }, '__proto__');
    expect(report.trust.get('__proto__' as DeviceId)?.kind).toBe('verified');
  });

  it('with odd ids is judged by the exact id', async () => {
    const odd = ['a/b', 'A:B', '', ' A', '😀', '\u202e'];
    const report = await judge(
      plan(Object.fromEntries(odd.map((id) => [id, 'verified']))),
      ...odd,
      'a',
    );
    expect([...report.trust.values()].map(({ kind }) => kind)).toEqual([
      ...odd.map(() => 'verified'),
      'no-encryption',
    ]);
  });

  const key = 'ed25519:A';
  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['a list', []],
    ['empty', {}],
    ['of another user', sign(makeDeviceKeys(USER, 'A', { user_id: '@eve:example.org' }))],
    ['of another session', sign(makeDeviceKeys(USER, 'A', { device_id: 'B' }))],
    ['under another id', sign(makeDeviceKeys(USER, 'B'))],
    ['without its key', { ...good, keys: {} }],
    ['with a key of the wrong length', { ...good, keys: { [key]: 'AAAA' } }],
    ['with a key of the wrong type', { ...good, keys: { [key]: 7 } }],
    ['without its own signature', sign({ ...good, signatures: {} })],
    ["with another key's signature", withSignature({ ...good, signatures: {} }, USER, 'A', master)],
    ['with a fraction in it', { ...good, version: 0.5 }],
  ])('whose keys are %s has a broken signature', async (_, deviceKeys) => {
    expect(await kindOf(deviceKeys)).toBe('broken-signature');
  });

  it('is verified by the self-signing key alone', async () => {
    expect(await kindOf(withSignature(good, USER, master.publicKey, master))).toBe('not-verified');
    const underMaster = withSignature(good, USER, master.publicKey, selfSigning);
    expect(await kindOf(underMaster)).toBe('not-verified');
    expect(await kindOf(withSignature(good, USER, selfSigning.publicKey, master))).toBe(
      'broken-signature',
    );
    expect(await kindOf(withSignature(good, '@eve:x', selfSigning.publicKey, selfSigning))).toBe(
      'not-verified',
    );
  });

  it('is as verified with what is unsigned and what is new', async () => {
    expect(await kindOf({ ...sign(good), unsigned: { device_display_name: 'x' } })).toBe(
      'verified',
    );
    const extended = sign(makeDeviceKeys(USER, 'A', { 'org.example.new': { deep: [1] } }));
    expect(await kindOf(extended)).toBe('verified');
  });

  it('loses nothing but its verification when the identity is another one', async () => {
    const answer = plan({ A: 'verified', B: 'broken-own' });
    const { crossSigning } = makeIdentity(USER, 'stolen');
    const swapped = {
      ...answer,
      master_keys: { [USER]: crossSigning.master_key },
      self_signing_keys: { [USER]: crossSigning.self_signing_key },
    };
    const report = await judge(swapped, 'A', 'B');
    expect(report.trust.get('A' as DeviceId)).toEqual({ kind: 'not-verified', fingerprint });
    expect(report.trust.get('B' as DeviceId)?.kind).toBe('broken-signature');
    expect(report.identity).toMatchObject({ kind: 'present' });
    expect(report.identity).not.toMatchObject({ publicKey: master.publicKey });
  });
});

describe('an account', () => {
  it('without cross-signing has nobody who could verify; signatures still break', async () => {
    const answer = plan({ A: 'not-verified', B: 'broken-own' }, { identity: null });
    const report = await judge(answer, 'A', 'B', 'C');
    expect(report.identity).toEqual({ kind: 'none' });
    expect([...report.trust.values()]).toEqual([
      { kind: 'no-identity', fingerprint },
      { kind: 'broken-signature' },
      { kind: 'no-encryption' },
    ]);
  });

  it('with a broken identity says nothing about what it would have signed', async () => {
    const report = await judge(plan({ A: 'verified' }, { identityBroken: true }), 'A', 'B');
    expect(report.identity).toEqual({ kind: 'broken' });
    expect([...report.trust.values()]).toEqual([{ kind: 'unchecked' }, { kind: 'no-encryption' }]);
  });

  it('has keys of sessions that are not listed', async () => {
    const answer = plan({ A: 'verified', GONE: 'not-verified', '': 'verified' });
    const long = 'x'.repeat(1_025);
    const devices = { ...answer.device_keys[USER], [long]: {} };
    const report = await judge({ ...answer, device_keys: { [USER]: devices } }, 'A');
    expect(report.unlisted).toEqual(['GONE']);
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['a list', []],
    ['empty', {}],
    ['without the keys of devices', { master_keys: {}, failures: {} }],
    ['of a wrong shape', { device_keys: [] }],
    ['of a wrong shape for this user', { device_keys: { [USER]: [] } }],
    ['a failure', { device_keys: {}, failures: { 'example.org': {} } }],
  ])('can not be checked when the answer is %s', async (_, answer) => {
    expect(await judge(answer, 'A', 'B')).toEqual(uncheckable(ids('A', 'B')));
  });

  it("is checked in spite of another server's failure", async () => {
    const answer = { ...plan({ A: 'verified' }), failures: { 'elsewhere.example': {} } };
    expect((await judge(answer, 'A')).trust.get('A' as DeviceId)?.kind).toBe('verified');
  });
});

describe('the dehydrated device', () => {
  it.each<[string, Record<string, SessionKeys>, string[]]>([
    ['is the one that says so and is verified', { A: 'dehydrated', B: 'verified' }, ['A']],
    ['is none that is not verified', { A: 'dehydrated-not-verified' }, []],
    ['is none of several', { A: 'dehydrated', B: 'dehydrated' }, []],
    [
      'is none of several, verified or not, listed or not',
      { A: 'dehydrated', GONE: 'dehydrated-not-verified' },
      [],
    ],
    ['is none that is not listed', { GONE: 'dehydrated' }, []],
  ])('%s', async (_, sessions, expected) => {
    expect((await judge(plan(sessions), 'A', 'B')).dehydrated).toEqual(expected);
  });

  it.each([
    ['is no stray key where the server keeps it out of the list', 'dehydrated', []],
    ['is one where the identity has not signed it', 'dehydrated-not-verified', ['OFFLINE']],
    ['is one where nothing says what it is', 'verified', ['OFFLINE']],
  ] as const)('%s', async (_, state, unlisted) => {
    const report = await judge(plan({ A: 'verified', OFFLINE: state }), 'A');
    expect(report).toMatchObject({ unlisted, dehydrated: [] });
    expect([...report.trust.keys()]).toEqual(['A']);
  });

  it('is none where the mark is unsigned or no truth', async () => {
    expect(
      (await judge(marked(sign(good), { unsigned: { dehydrated: true } }), 'A')).dehydrated,
    ).toEqual([]);
    const said = sign(makeDeviceKeys(USER, 'A', { dehydrated: 'true' }));
    expect((await judge(marked(said), 'A')).dehydrated).toEqual([]);
    expect((await judge(marked(sign(good), { dehydrated: true }), 'A')).dehydrated).toEqual([]);
  });

  function marked(deviceKeys: WireObject, more: WireObject = {}) {
    return { ...plan({}), device_keys: { [USER]: { A: { ...deviceKeys, ...more } } } };
  }
});

describe('judging', () => {
  it('never rejects and answers for each session, whatever the server says', async () => {
    const whole = plan({ A: 'verified', B: 'broken-cross' });
    const anything = fc.jsonValue({ maxDepth: 4 });
    const answers = fc.oneof(
      anything,
      fc.record({ device_keys: fc.constant(whole.device_keys), master_keys: anything }),
      fc.tuple(fc.constantFrom(...Object.keys(whole)), anything).map(([name, value]) => ({
        ...whole,
        [name]: { [USER]: value },
      })),
      anything.map((value) => ({ ...whole, device_keys: { [USER]: { A: value, B: value } } })),
    );
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const report = await judge(answer, 'A', 'B');
        expect([...report.trust.keys()]).toEqual(['A', 'B']);
        expect(report.trust.get('B' as DeviceId)?.kind).not.toBe('verified');
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a bounded number of ids that have keys only, and judges no keys of endless size', async () => {
    const gone = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`GONE${at}`, {}]));
    const whole = plan({});
    const report = await judge({ ...whole, device_keys: { [USER]: gone } }, 'A');
    expect(report.unlisted).toHaveLength(UNLISTED_MAX);
    expect(canonicalJson(Array.from({ length: 1_001 }, () => 1))).toBeNull();
  });

  it('pauses between groups, and gives up when it is aborted', async () => {
    const many = Array.from({ length: 100 }, (_, index) => `D${index}`);
    const abort = new AbortController();
    let pauses = 0;
    const pause = () => {
      pauses += 1;
      if (pauses === 2) abort.abort();
      return Promise.resolve();
    };
    const paused = { ...tools, pause };
    const report = await judgeTrust(plan({}), USER, ids(...many), paused, abort.signal);
    expect(pauses).toBe(2);
    expect(report).toEqual(uncheckable(ids(...many)));
  });
});
