// What the window may send, one schema a call. Strict: an argument with anything more is refused.
// The compiler holds each schema to the contract's type.
import { z } from 'zod';
import type { Argument, CallName } from '../shared/contract.ts';
import type { AccountId, AttemptId, DeviceId, OperationId } from '../shared/ids.ts';
import { DEVICE_ID_MAX, DISPLAY_NAME_MAX, SESSIONS_MAX, TYPED_TEXT_MAX } from '../shared/limits.ts';

/** What is used of a zod schema. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false };
}

export type Schemas = { readonly [N in CallName]: Schema<Argument<N>> };

const accountId = z.uuid().transform((id) => id as AccountId);
const attemptId = z.uuid().transform((id) => id as AttemptId);
const operationId = z.uuid().transform((id) => id as OperationId);
const deviceId = z
  .string()
  .min(1)
  .max(DEVICE_ID_MAX)
  .transform((id) => id as DeviceId);

const typed = z.string().max(TYPED_TEXT_MAX);
const password = typed.min(1);

// Code points, as servers count. A lone surrogate can't be sent as UTF-8.
const displayName = typed
  .trim()
  .min(1)
  .refine((name) => Array.from(name).length <= DISPLAY_NAME_MAX && !/\p{Surrogate}/u.test(name));

const keptIn = z.enum(['keychain', 'this-run']);

export const schemas: Schemas = {
  'app.snapshot': z.null(),
  'signIn.begin': z.strictObject({ address: typed }),
  'signIn.again': z.strictObject({ accountId }),
  'signIn.password': z.strictObject({ attemptId, user: typed, password, keptIn }),
  'signIn.settle': z.strictObject({
    attemptId,
    choice: z.enum(['try-keychain', 'this-run', 'sign-out']),
  }),
  'signIn.cancel': z.strictObject({ attemptId }),
  'accounts.remove': z.strictObject({ accountId, insist: z.boolean() }),
  'accounts.openAccountPage': z.strictObject({ accountId }),
  'sessions.open': z.strictObject({ accountId }),
  'sessions.refresh': z.strictObject({ accountId }),
  'sessions.detail': z.strictObject({ accountId, deviceId }),
  'sessions.rename': z.strictObject({ accountId, deviceId, displayName }),
  'signOut.start': z.strictObject({
    accountId,
    deviceIds: z.array(deviceId).min(1).max(SESSIONS_MAX),
  }),
  'signOut.answer': z.strictObject({ operationId, password }),
  'signOut.cancel': z.strictObject({ operationId }),
  'signOut.dismiss': z.strictObject({ operationId }),
  'settings.save': z.strictObject({
    selectedAccountId: accountId.nullable(),
    sort: z.strictObject({
      column: z.enum(['name', 'last-seen', 'address']),
      direction: z.enum(['ascending', 'descending']),
    }),
  }),
};
