// Computes which sessions the account's own identity has signed, from the answer of
// POST /keys/query alone. The homeserver supplies the identity, so the most that can be said is
// "signed by the identity that this server shows".
import type { DeviceId } from '../../shared/ids.ts';
import { DEVICE_ID_MAX, UNLISTED_MAX } from '../../shared/limits.ts';
import type { Identity, Trust } from '../../shared/trust.ts';
import { Pacer } from '../pacer.ts';
import { readIdentity, type IdentityKeys } from './identity-keys.ts';
import {
  asObject,
  checkSignature,
  decodeBase64,
  member,
  readSigned,
  unpadded,
  type JsonObject,
  type VerifyEd25519,
} from './signed-json.ts';

export interface TrustReport {
  readonly identity: Identity;
  /** One for each listed session. */
  readonly trust: ReadonlyMap<DeviceId, Trust>;
  /** Ids that have keys but are not in the list, the dehydrated device aside: the first 1,000. */
  readonly unlisted: readonly DeviceId[];
  /** Listed sessions that are the account's dehydrated device (MSC3814). */
  readonly dehydrated: readonly DeviceId[];
}

export interface TrustTools {
  readonly verify: VerifyEd25519;
  /** Lets other work happen; awaited between small groups of sessions. */
  readonly pause: () => Promise<void>;
}

/** Sessions that are judged between two pauses. */
const GROUP = 32;

/**
 * Judges every listed session. `answer` is the parsed JSON of /keys/query for `userId` alone
 * (spec: client-server "Cross-signing", appendices "Signing JSON"). An aborted judgement gives
 * `uncheckable`.
 */
export async function judgeTrust(
  answer: unknown,
  userId: string,
  listed: readonly DeviceId[],
  tools: TrustTools,
  signal?: AbortSignal,
): Promise<TrustReport> {
  const root = asObject(answer);
  const devices = readDevices(root, userId);
  if (root === null || devices === null) return uncheckable(listed);
  const known = new Set<string>(listed);
  const isDeviceId = (name: string): boolean => known.has(name) || Object.hasOwn(devices, name);
  const keys = await readIdentity(root, userId, isDeviceId, tools.verify);
  const judge = (id: DeviceId) => judgeDevice(member(devices, id), id, userId, keys, tools.verify);
  const trust = new Map<DeviceId, Trust>();
  const pacer = new Pacer();
  for (let start = 0; start < listed.length; start += GROUP) {
    await tools.pause();
    if (signal?.aborted === true) return uncheckable(listed);
    const group = listed.slice(start, start + GROUP);
    const judged: Promise<Trust>[] = [];
    for (const id of group) {
      // One that is as large as a whole list takes as long.
      if (pacer.isDue()) await pacer.pause();
      judged.push(judge(id));
    }
    for (const [index, judgement] of (await Promise.all(judged)).entries()) {
      const id = group[index];
      if (id !== undefined) trust.set(id, judgement);
    }
  }
  const beside = await besideTheList(devices, known, async (id) => trust.get(id) ?? judge(id));
  return { identity: keys.identity, trust, ...beside };
}

/** The report when the question itself failed: nothing is known, which is not "not verified". */
export function uncheckable(listed: readonly DeviceId[]): TrustReport {
  return {
    identity: { kind: 'unchecked' },
    trust: new Map(listed.map((id) => [id, { kind: 'unchecked' }])),
    unlisted: [],
    dehydrated: [],
  };
}

/**
 * The user's `device_keys`, empty where the server says that there are none. Null where it doesn't
 * say: a wrong shape, or the user is left out and something failed.
 */
function readDevices(root: JsonObject | null, userId: string): JsonObject | null {
  const all = asObject(member(root, 'device_keys'));
  if (all === null) return null;
  const own = member(all, userId) ?? null;
  if (own !== null) return asObject(own);
  const failures = Object.keys(asObject(member(root, 'failures')) ?? {});
  return failures.length === 0 ? {} : null;
}

async function judgeDevice(
  value: unknown,
  deviceId: DeviceId,
  userId: string,
  { identity, selfSigning }: IdentityKeys,
  verify: VerifyEd25519,
): Promise<Trust> {
  if (value === undefined) return { kind: 'no-encryption' };
  const object = asObject(value);
  const fits = member(object, 'user_id') === userId && member(object, 'device_id') === deviceId;
  const key = member(asObject(member(object, 'keys')), `ed25519:${deviceId}`);
  const bytes = decodeBase64(key, 32);
  if (object === null || !fits || bytes === null || typeof key !== 'string') return BROKEN;

  const signed = readSigned(object, userId);
  if ((await checkSignature(signed, deviceId, bytes, verify)) !== 'valid') return BROKEN;
  const fingerprint = unpadded(key);
  if (selfSigning === null)
    return identity.kind === 'none' ? { kind: 'no-identity', fingerprint } : { kind: 'unchecked' };
  switch (await checkSignature(signed, selfSigning.name, selfSigning.bytes, verify)) {
    case 'valid':
      return { kind: 'verified', fingerprint };
    case 'absent':
      return { kind: 'not-verified', fingerprint };
    case 'invalid':
      return BROKEN;
  }
}

const BROKEN: Trust = { kind: 'broken-signature' };

/**
 * Names that can't be a device id are passed over, as in the list of sessions. Anyone can call a
 * device of their own dehydrated: it counts, in or out of the list, where one alone does and is
 * verified.
 */
async function besideTheList(
  devices: JsonObject,
  listed: ReadonlySet<string>,
  trustOf: (id: DeviceId) => Promise<Trust>,
): Promise<Pick<TrustReport, 'unlisted' | 'dehydrated'>> {
  const unlisted: DeviceId[] = [];
  const marked: DeviceId[] = [];
  const pacer = new Pacer();
  for (const name of Object.keys(devices)) {
    if (pacer.isDue()) await pacer.pause();
    const id = name as DeviceId;
    if (member(asObject(member(devices, id)), 'dehydrated') === true) marked.push(id);
    const isId = name !== '' && name.length <= DEVICE_ID_MAX;
    if (isId && !listed.has(name) && unlisted.length < UNLISTED_MAX) unlisted.push(id);
  }
  const [only] = marked;
  const isKeyStore =
    only !== undefined && marked.length === 1 && (await trustOf(only)).kind === 'verified';
  if (!isKeyStore) return { unlisted, dehydrated: [] };
  return {
    unlisted: unlisted.filter((id) => id !== only),
    dehydrated: listed.has(only) ? [only] : [],
  };
}
