import { describe, expect, it } from 'vitest';
import { readAudit } from '../../../../electron/core/sessions/audit-reading.ts';
import { Ed25519Verifier } from '../../../../electron/core/host/ed25519.ts';
import { uncheckable } from '../../../../electron/matrix/trust/trust.ts';
import type { MatrixClient } from '../../../../electron/matrix/types.ts';
import { fail, ok, type AppError } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { makeAccountKeys, type SessionKeys } from '../../../homeserver/identity-fixtures.ts';
import { keysAnswer, USER } from '../../matrix/account/keys-answer.ts';
import { client } from '../fake-core.ts';

const tools = { verify: new Ed25519Verifier().verify, clock: { now: () => 42 } };
const ids = ['A', 'B'] as DeviceId[];
const element = { name: 'Element', version: null, url: null };
const clients = new Map([['A' as DeviceId, element]]);

type Parts = Pick<MatrixClient, 'queryKeys' | 'keyBackup' | 'dehydratedDevice' | 'clientInfos'>;

/** Everything answers well, but for `more`; `asked` fills with what was asked. */
function account(
  more: Partial<Parts> = {},
  a: SessionKeys = 'verified',
  others: readonly (readonly [string, SessionKeys])[] = [],
) {
  const asked: string[] = [];
  const keys = { identity: 'mine', sessions: new Map<string, SessionKeys>([['A', a], ...others]) };
  const parts: Parts = {
    queryKeys: () => Promise.resolve(ok(keysAnswer(makeAccountKeys(USER, keys)))),
    keyBackup: () => Promise.resolve(ok('present')),
    dehydratedDevice: () => Promise.resolve(ok(null)),
    clientInfos: () => Promise.resolve(ok(clients)),
    ...more,
  };
  const told = client({
    queryKeys: (...all) => (asked.push('keys'), parts.queryKeys(...all)),
    keyBackup: (...all) => (asked.push('backup'), parts.keyBackup(...all)),
    dehydratedDevice: (...all) => (asked.push('dehydrated'), parts.dehydratedDevice(...all)),
    clientInfos: (...all) => (asked.push('clients'), parts.clientInfos(...all)),
  });
  const read = (signal = new AbortController().signal) => readAudit(told, USER, ids, tools, signal);
  return { read, asked };
}

function failing(error: AppError) {
  return () => Promise.resolve(fail(error));
}

const refused: AppError = { code: 'server-failed', status: 502, serverText: null };

describe('readAudit', () => {
  it('gives all in one value', async () => {
    const reading = await account().read();
    expect([...reading.report.trust].map(([id, { kind }]) => [id, kind])).toEqual([
      ['A', 'verified'],
      ['B', 'no-encryption'],
    ]);
    expect(reading).toMatchObject({
      report: { identity: { kind: 'present' }, unlisted: [], dehydrated: [] },
      keyBackup: 'present',
      clients,
      readAt: 42,
    });
  });

  it.each([
    ['queryKeys', { report: uncheckable(ids), keyBackup: 'present', clients }],
    ['keyBackup', { report: { identity: { kind: 'present' } }, keyBackup: 'unchecked', clients }],
    [
      'dehydratedDevice',
      { report: { identity: { kind: 'present' } }, keyBackup: 'present', clients },
    ],
    ['clientInfos', { report: { identity: { kind: 'present' } }, clients: null }],
  ])('goes on without %s', async (part, expected) => {
    const { read, asked } = account({ [part]: failing(refused) });
    expect(await read()).toMatchObject(expected);
    expect(asked).toEqual(['keys', 'backup', 'dehydrated', 'clients']);
  });

  it.each<AppError>([
    { code: 'unreachable', host: 'example.org' },
    { code: 'timed-out', host: 'example.org', phase: 'headers' },
    { code: 'rate-limited', retryAt: 1 },
    { code: 'session-ended', softLogout: false },
    { code: 'vault', reason: 'locked' },
  ])('asks no more after $code', async (error) => {
    const { read, asked } = account({ keyBackup: failing(error) });
    expect(await read()).toMatchObject({
      report: { identity: { kind: 'present' } },
      keyBackup: 'unchecked',
      clients: null,
    });
    expect(asked).toEqual(['keys', 'backup']);
  });

  it('asks nothing once it is aborted', async () => {
    const { read, asked } = account();
    expect(await read(AbortSignal.abort())).toMatchObject({ report: uncheckable(ids) });
    expect(asked).toEqual([]);
  });

  it.each<[string, SessionKeys, string | null, string[]]>([
    ['by its keys', 'dehydrated', null, ['A']],
    ['by the word of the server', 'not-verified', 'B', ['B']],
    ['both ways', 'dehydrated', 'A', ['A']],
    ['differently', 'dehydrated', 'B', ['A', 'B']],
    ['though it is not listed', 'not-verified', 'C', []],
  ])('knows the dehydrated device %s', async (_, state, named, expected) => {
    const dehydratedDevice = () => Promise.resolve(ok(named as DeviceId | null));
    const { report } = await account({ dehydratedDevice }, state).read();
    expect(report.dehydrated).toEqual(expected);
  });

  it('misses no session for a dehydrated device that the server names and does not list', async () => {
    const dehydratedDevice = () => Promise.resolve(ok('U' as DeviceId));
    const { report } = await account({ dehydratedDevice }, 'verified', [
      ['U', 'verified'],
      ['V', 'verified'],
    ]).read();
    expect(report).toMatchObject({ dehydrated: [], unlisted: ['V'] });
  });

  it("knows it by the server's word though the keys can't be read", async () => {
    const dehydratedDevice = () => Promise.resolve(ok('B' as DeviceId));
    const { report } = await account({ queryKeys: failing(refused), dehydratedDevice }).read();
    expect(report).toEqual({ ...uncheckable(ids), dehydrated: ['B'] });
  });
});
