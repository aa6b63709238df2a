// The keys that the embedded homeserver makes up, and what tests may do to them. Other tests and
// the demo stand on these.
import { afterEach, describe, expect, test } from 'vitest';
import { type AuditReading, readAudit } from '../../electron/core/sessions/audit-reading.ts';
import { Ed25519Verifier } from '../../electron/core/host/ed25519.ts';
import { type DeviceId } from '../../electron/shared/ids.ts';
import { type Homeserver } from '../homeserver/homeserver.ts';
import { type HomeserverOptions, startHomeserver } from '../homeserver/server.ts';
import { clientOf, valueOf } from './client-of.ts';
import { loginBody, text, wireTo } from './subject.ts';

const eve = '@eve:demo.muster.test';
const tools = { verify: new Ed25519Verifier().verify, clock: { now: () => Date.now() } };
let running: Homeserver | null = null;

afterEach(async () => {
  await running?.close();
  running = null;
});

/** Signs in and gives what reads the account as it is at each call. */
async function account(options: HomeserverOptions, user: string, password: string) {
  const homeserver = (running = await startHomeserver(options));
  const { body } = await wireTo(homeserver.baseUrl).call(
    'POST',
    '/login',
    loginBody(user, password),
  );
  const client = clientOf(homeserver.baseUrl, text(body, 'access_token'));
  const read = async (): Promise<AuditReading> => {
    const ids = valueOf(await client.listDevices()).sessions.map(({ deviceId }) => deviceId);
    const { signal } = new AbortController();
    return readAudit(client, text(body, 'user_id'), ids, tools, signal);
  };
  return { homeserver, read };
}

function counts({ report }: AuditReading): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  for (const { kind } of report.trust.values()) seen.set(kind, (seen.get(kind) ?? 0) + 1);
  return seen;
}

describe('the demo', () => {
  test('ada verified most of what she uses, and has one of each of the rest', async () => {
    const { read } = await account({ demo: true }, 'ada', 'lovelace-1843');
    const reading = await read();
    expect(reading).toMatchObject({
      report: {
        identity: { kind: 'present' },
        unlisted: ['OLDTABLETX'],
        dehydrated: ['DHYDRVTEQX'],
      },
      keyBackup: 'present',
    });
    const seen = counts(reading);
    expect(seen.get('verified')).toBeGreaterThan(seen.get('not-verified') ?? 0);
    expect(seen.get('broken-signature')).toBe(1);
    expect(seen.get('no-encryption')).toBeGreaterThan(40);
    expect(reading.clients?.get('QBUAZIFURK' as DeviceId)).toMatchObject({ name: 'Element' });
  });

  test('bridge-ops never set cross-signing up', async () => {
    const { read } = await account({ demo: true }, 'bridge-ops', 'keep-it-running');
    const reading = await read();
    expect(reading.report.identity).toEqual({ kind: 'none' });
    expect(reading.keyBackup).toBe('none');
    expect([...counts(reading).keys()].sort()).toEqual(['no-encryption', 'no-identity']);
  });
});

test('identity, keys and backup change as a test wants them', async () => {
  const sessions = [{ deviceId: 'A' }, { deviceId: 'B' }];
  const keys = { identity: 'mine', sessions: new Map([['A', 'verified' as const]]) };
  const seed = { localpart: 'eve', password: 'pw', sessions, keys };
  const { homeserver, read } = await account({ users: [seed] }, 'eve', 'pw');
  const kinds = async () => {
    const { report, keyBackup } = await read();
    const kindOf = (id: string) => report.trust.get(id as DeviceId)?.kind;
    return [report.identity.kind, kindOf('A'), kindOf('B'), keyBackup];
  };
  expect(await kinds()).toEqual(['present', 'verified', 'no-encryption', 'none']);
  homeserver.setKeyBackup(eve, true);
  homeserver.replaceIdentity(eve, 'stolen');
  expect(await kinds()).toEqual(['present', 'not-verified', 'no-encryption', 'present']);
  homeserver.replaceIdentity(eve, null);
  expect(await kinds()).toEqual(['none', 'no-identity', 'no-encryption', 'present']);
  homeserver.setKeys(eve, { ...keys, identityBroken: true });
  expect(await kinds()).toEqual(['broken', 'unchecked', 'no-encryption', 'present']);
});
