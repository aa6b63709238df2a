// Readers of the identifiers that servers send (spec appendix "Identifier Grammar"). What passes is
// bounded, nothing more: an id is a name, and is encoded wherever it goes into an address.
import * as z from 'zod';
import type { DeviceId } from '../shared/ids.ts';
import { DEVICE_ID_MAX } from '../shared/limits.ts';
import { isMatrixId } from './matrix-id.ts';

export const deviceId = z
  .string()
  .min(1)
  .max(DEVICE_ID_MAX)
  .transform((id) => id as DeviceId);

export const matrixId = z.string().refine(isMatrixId);
