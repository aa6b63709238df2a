// Computes which sessions the account's own identity has signed, from the answer of
// POST /keys/query alone. The homeserver supplies the identity, so the most that can be said is
// "signed by the identity that this server shows".
import type { DeviceId } from '../../shared/ids.ts';
import { DEVICE_ID_MAX } from '../../shared/limits.ts';
import type { Identity, Trust } from '../../shared/trust.ts';
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
  /** Ids that have keys but are not in the list of sessions. */
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
  const names = [...listed, ...Object.keys(devices)];
  const keys = await readIdentity(root, userId, new Set(names), tools.verify);
  const trust = new Map<DeviceId, Trust>();
  for (let start = 0; start < listed.length; start += GROUP) {
    await tools.pause();
    if (signal?.aborted === true) return uncheckable(listed);
    const judged = listed.slice(start, start + GROUP).map(async (id) => {
      const value = member(devices, id);
      return [id, await judgeDevice(value, id, userId, keys, tools.verify)] as const;
    });
    for (const [id, judgement] of await Promise.all(judged)) trust.set(id, judgement);
  }
  return {
    identity: keys.identity,
    trust,
    unlisted: unlistedIds(devices, listed),
    dehydrated: dehydratedIds(devices, trust),
  };
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

/** Names that can't be a device id are passed over, as in the list of sessions. */
function unlistedIds(devices: JsonObject, listed: readonly DeviceId[]): DeviceId[] {
  const known = new Set<string>(listed);
  const isUnlisted = (id: string): id is DeviceId =>
    id !== '' && id.length <= DEVICE_ID_MAX && !known.has(id);
  return Object.keys(devices).filter(isUnlisted);
}

/** Anyone can call a device of their own dehydrated: it counts where one alone does and is verified. */
function dehydratedIds(devices: JsonObject, trust: ReadonlyMap<DeviceId, Trust>): DeviceId[] {
  const isMarked = (id: string) => member(asObject(member(devices, id)), 'dehydrated') === true;
  const marked = Object.keys(devices).filter(isMarked) as DeviceId[];
  return marked.length === 1 ? marked.filter((id) => trust.get(id)?.kind === 'verified') : [];
}
