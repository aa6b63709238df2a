// The words of findings, trust and consequences, for reports and the window alike. "Session", never
// "device"; nothing sounds more certain than it is.
import type { Identity, KeyBackup, Trust } from '../shared/trust.ts';
import type { InternalRange } from '../shared/ip-address.ts';
import type { Cluster, ClusterCause } from './clusters.ts';
import type { Consequence, Finding, FindingKind } from './findings.ts';
import type { Exclusion } from './rules.ts';

export const trustLabels: Readonly<Record<Trust['kind'], string>> = {
  verified: 'Verified',
  'not-verified': 'Not verified',
  'broken-signature': 'Broken signature',
  'no-encryption': 'No encryption',
  'no-identity': 'No identity',
  unchecked: 'Not checked',
};

/** Why a session has this trust. `identity`: the account's. */
export function trustReason(trust: Trust, identity: Identity): string {
  switch (trust.kind) {
    case 'verified':
      return identity.kind === 'present'
        ? `Its keys are signed by the identity ${grouped(identity.publicKey)}.`
        : "Its keys are signed by the account's identity.";
    case 'not-verified':
      return "Its keys are not signed by the account's identity. Nobody has confirmed whose session it is.";
    case 'broken-signature':
      return "A signature on its keys doesn't fit. The keys or the signature were altered, or a program made them wrongly.";
    case 'no-encryption':
      return "It has no encryption keys, so it can't be verified. Scripts and bots are often like this.";
    case 'no-identity':
      return 'The account has no cross-signing set up, so no session can be verified.';
    case 'unchecked':
      return 'Its keys could not be read. It may be verified or not.';
  }
}

export const findingLabels: Readonly<Record<FindingKind, string>> = {
  'broken-signature': 'Broken signature',
  new: 'New',
  'not-verified': 'Not verified',
  'last-verified': 'Last verified',
  inactive: 'Inactive',
  'unknown-last-seen': 'Last seen unknown',
  'address-changed': 'Address changed',
  'internal-address': 'Internal address',
  cluster: 'One of many',
  'no-encryption': 'No encryption',
  'no-name': 'No name',
};

/** What a finding means, where nothing more of the session is told. */
export const findingMeanings: Readonly<Record<FindingKind, string>> = {
  'broken-signature':
    "A signature on its keys doesn't fit: the keys or the signature were altered.",
  new: 'It appeared since your last look at this account.',
  'not-verified': "Its keys are not signed by the account's identity.",
  'last-verified': 'No other session of this account is verified.',
  inactive: 'It was not seen for a long time.',
  'unknown-last-seen': "The server doesn't say when it was last used, or it never was.",
  'address-changed': 'It was seen at another address than before.',
  'internal-address': 'Its address tells nothing about where it was used.',
  cluster: 'Many sessions have this name: something signs in again and again.',
  'no-encryption': 'It has no encryption keys.',
  'no-name': 'It has no name.',
};

/** One sentence or two: why the session has this finding. Names and addresses are not in it. */
export function findingReason(finding: Finding): string {
  switch (finding.kind) {
    case 'inactive':
      return `It was last seen ${finding.days} days ago.${finding.seenBySyncOnly === true ? ` ${syncOnly}` : ''}`;
    case 'address-changed':
      return finding.to === null
        ? 'It had an address before; now the server names none.'
        : findingMeanings[finding.kind];
    case 'internal-address':
      return rangeReasons[finding.range];
    case 'cluster':
      return clusterReason(finding.cluster);
    case 'broken-signature':
    case 'new':
    case 'not-verified':
    case 'last-verified':
    case 'unknown-last-seen':
    case 'no-encryption':
    case 'no-name':
      return findingMeanings[finding.kind];
  }
}

const syncOnly =
  'Only syncing seems to count as being seen on this server: a program that only sends may be in use.';

const rangeReasons: Readonly<Record<InternalRange, string>> = {
  loopback: "Its address is the server's own. It tells nothing about where the session was used.",
  private:
    'Its address belongs to a private network: a program near the server, or a server that sees only its proxy.',
  'unique-local':
    'Its address belongs to a private network: a program near the server, or a server that sees only its proxy.',
  'link-local': "Its address is valid only on the server's own network.",
  shared: 'Its address is one that a provider shares among customers, or of a private network.',
  unspecified: 'Its address is a placeholder.',
  reserved: "Its address is set aside for tests, tunnels and the like: it is nobody's own.",
};

/** How many, how often, and what probably makes them. */
export function clusterReason(cluster: Cluster): string {
  const { deviceIds, pace, cause } = cluster;
  const many = `${new Intl.NumberFormat('en').format(deviceIds.length)} sessions`;
  const same = cluster.name === null ? 'have no name' : 'have the same name';
  const often = pace.kind === 'steady' ? `, about one every ${span(pace.every)}` : '';
  return `${many} ${same}${often}. ${causes[cause]}`;
}

const causes: Readonly<Record<ClusterCause, string>> = {
  script: 'Probably a program that signs in for each run and does not keep its session.',
  'forgetful-browser': 'Probably a browser that forgets its data and signs in again.',
  'unfinished-sign-ins': 'Most were never used: probably sign-ins that failed half-way.',
};

/** One sentence: what signing the session out does. */
export function consequenceSentence(consequence: Consequence): string {
  switch (consequence.kind) {
    case 'ends-muster':
      return consequence.elsewhere
        ? "This is Muster's own session at another address: the account leaves Muster there."
        : "This is Muster's own session: the account leaves Muster.";
    case 'loses-keys':
      return `Its message keys are deleted with it. ${backups[consequence.keyBackup]}`;
    case 'loses-nothing':
      return 'It has no message keys: nothing becomes unreadable.';
    case 'unknown-keys':
      return `It may hold message keys that are deleted with it. ${backups[consequence.keyBackup]}`;
    case 'none-verified-left':
      return 'No verified session is left then. To verify a new one you need your recovery key, or must reset your identity.';
    case 'ends-offline-keys':
      return 'It keeps keys for messages that arrive while you are signed out everywhere. Those messages become unreadable.';
    case 'comes-back':
      return 'Whatever makes these sessions will probably sign in again. Stop it first.';
  }
}

const backups: Readonly<Record<KeyBackup, string>> = {
  present: 'The server holds a key backup; whether everything is in it is not known.',
  none: 'There is no key backup on the server: messages that only this session can read are lost.',
  unchecked: 'Whether the server holds a key backup could not be checked.',
};

export const exclusionReasons: Readonly<Record<Exclusion, string>> = {
  own: "Muster's own session",
  'own-elsewhere': "Muster's own session at another address",
  dehydrated: 'Offline key store',
  pinned: 'Pinned by you',
  'last-verified': 'Last verified session',
};

/** A key in groups of four, to be compared by eye. */
export function grouped(key: string): string {
  return key.match(/.{1,4}/gsu)?.join(' ') ?? '';
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** "6 hours", "day": what follows "every". */
function span(ms: number): string {
  const [unit, size] = units.find(([, length]) => ms >= length * 0.9) ?? ['second', 1_000];
  const count = Math.max(1, Math.round(ms / size));
  return count === 1 ? unit : `${count} ${unit}s`;
}
