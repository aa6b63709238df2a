// Which tags a session wears, and in which colour. Pure. What the table's other columns say already
// is no tag there.
import type { InternalRange } from '../../electron/shared/ip-address.ts';
import type { Finding, FindingKind } from '../../electron/audit/findings.ts';
import type { Trust } from '../../electron/shared/trust.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'quiet' | 'new';

export const trustTones: Readonly<Record<Trust['kind'], Tone>> = {
  verified: 'ok',
  'not-verified': 'bad',
  'broken-signature': 'bad',
  'no-encryption': 'quiet',
  'no-identity': 'quiet',
  unchecked: 'quiet',
};

export const findingTones: Readonly<Record<FindingKind, Tone>> = {
  'broken-signature': 'bad',
  new: 'new',
  'not-verified': 'bad',
  'last-verified': 'ok',
  inactive: 'warn',
  'unknown-last-seen': 'quiet',
  'address-changed': 'new',
  'internal-address': 'quiet',
  cluster: 'warn',
  'no-encryption': 'quiet',
  'no-name': 'quiet',
};

const tagged: ReadonlySet<FindingKind> = new Set(['new', 'last-verified', 'inactive', 'cluster']);
const ofTrust: ReadonlySet<FindingKind> = new Set([
  'broken-signature',
  'not-verified',
  'no-encryption',
]);

/** Those that stand beside the trust tag in the table. */
export function taggedFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ kind }) => tagged.has(kind));
}

/** Those that the trust card doesn't tell already. */
export function besidesTrust(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ kind }) => !ofTrust.has(kind));
}

/** The small line under an address. */
export function addressRemark(findings: readonly Finding[]): string | null {
  if (findings.some(({ kind }) => kind === 'address-changed')) return 'new address';
  const internal = findings.find((finding) => finding.kind === 'internal-address');
  return internal ? rangeNames[internal.range] : null;
}

const rangeNames = {
  loopback: "the server's own",
  private: 'private network',
  'unique-local': 'private network',
  'link-local': 'local network',
  shared: 'shared by a provider',
  unspecified: 'a placeholder',
  reserved: 'set aside',
} as const satisfies Readonly<Record<InternalRange, string>>;
