// The states of trust, where they come as text from a file or the window.
import type { Trust } from '../../shared/trust.ts';

const known: Readonly<Record<Trust['kind'], true>> = {
  verified: true,
  'not-verified': true,
  'broken-signature': true,
  'no-encryption': true,
  'no-identity': true,
  unchecked: true,
};

export const trustKinds = Object.keys(known) as readonly Trust['kind'][];

export function readTrustKind(value: unknown): Trust['kind'] | undefined {
  return trustKinds.find((kind) => kind === value);
}
