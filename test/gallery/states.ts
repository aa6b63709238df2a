// All states of the gallery, by the name in its address.
import { auditStates } from './states/audit.ts';
import { listStates } from './states/lists.ts';
import { operationStates } from './states/operations.ts';
import type { Prepared } from './states/prepared.ts';
import { signInStates } from './states/sign-in.ts';

export const states: ReadonlyMap<string, () => Prepared> = new Map([
  ...signInStates,
  ...listStates,
  ...auditStates,
  ...operationStates,
]);
