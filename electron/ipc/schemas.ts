// What the window may send, one schema a call. Strict: an argument with anything more is refused.
// The compiler holds each schema to the contract's type.
import { z } from 'zod';
import { checkRule } from '../audit/rules.ts';
import { historyKinds } from '../core/changes/history-kinds.ts';
import { trustKinds } from '../core/changes/trust-kinds.ts';
import { isAsideMark } from '../shared/aside-mark.ts';
import { isComputerName } from '../shared/computer-name.ts';
import type { Argument, CallName } from '../shared/contract.ts';
import type {
  AccountId,
  AttemptId,
  CredentialId,
  DeviceId,
  OperationId,
  ReviewId,
} from '../shared/ids.ts';
import {
  AGREED_MAX,
  DEVICE_ID_MAX,
  DISPLAY_NAME_MAX,
  HISTORY_DAYS,
  INACTIVE_DAYS,
  NOTE_MAX,
  PUT_ASIDE_MAX,
  RULE_NAME_MAX,
  RULES_MAX,
  SESSIONS_MAX,
  type Bounds,
  TYPED_TEXT_MAX,
  WATCH_MINUTES,
} from '../shared/limits.ts';
import { groupings, sortColumns, sortDirections } from '../shared/model.ts';
import type { Rule } from '../shared/rules.ts';

/** What is used of a zod schema. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false };
}

export type Schemas = { readonly [N in CallName]: Schema<Argument<N>> };

const accountId = z.uuid().transform((id) => id as AccountId);
const credentialId = z.uuid().transform((id) => id as CredentialId);
const attemptId = z.uuid().transform((id) => id as AttemptId);
const operationId = z.uuid().transform((id) => id as OperationId);
const reviewId = z.uuid().transform((id) => id as ReviewId);
const deviceId = z
  .string()
  .min(1)
  .max(DEVICE_ID_MAX)
  .transform((id) => id as DeviceId);

const typed = z.string().max(TYPED_TEXT_MAX);
const agreedTo = z.array(typed).max(AGREED_MAX).optional();
const password = typed.min(1);

// Code points, as servers count; none for no name. A lone surrogate can't be sent as UTF-8.
const displayName = typed
  .trim()
  .refine((name) => Array.from(name).length <= DISPLAY_NAME_MAX && !/\p{Surrogate}/u.test(name));

const identifier = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), user: typed }),
  z.strictObject({ kind: z.literal('email'), address: typed }),
  z.strictObject({
    kind: z.literal('phone'),
    country: z.string().regex(/^[A-Z]{2}$/),
    phone: typed,
  }),
]);

const keptIn = z.enum(['keychain', 'this-run']);

/** A note of white space is none. */
const note = z
  .string()
  .max(NOTE_MAX)
  .nullable()
  .transform((text) => (text === null || text.trim() === '' ? null : text));

const rule = z
  .strictObject({
    notSeenForDays: z.number(),
    neverUsed: z.literal(true),
    trust: z.array(z.enum(trustKinds)).max(trustKinds.length),
    name: typed.nullable(),
    network: typed,
    keepNewest: z.number(),
  })
  .partial()
  .transform((asked) => withoutAbsent(asked))
  .refine((asked) => checkRule(asked) === null);

/** An absent condition is no member at all. */
function withoutAbsent(asked: { readonly [K in keyof Rule]: Rule[K] | undefined }): Rule {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

const rules = z
  .array(z.strictObject({ name: z.string().min(1).max(RULE_NAME_MAX), rule }))
  .max(RULES_MAX)
  .refine((saved) => new Set(saved.map(({ name }) => name)).size === saved.length);

const operationAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password }),
  z.strictObject({ kind: z.literal('text'), text: typed.min(1) }),
  z.strictObject({ kind: z.literal('consent') }),
  z.strictObject({ kind: z.literal('open-policy'), index: z.int().min(0) }),
  z.strictObject({ kind: z.literal('open-page') }),
  z.strictObject({ kind: z.literal('finished-there') }),
  z.strictObject({ kind: z.literal('try-now') }),
  z.strictObject({ kind: z.literal('go-on') }),
  z.strictObject({ kind: z.literal('other-way'), stage: typed.min(1) }),
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('skip') }),
]);

const historyFilter = z.strictObject({
  kinds: z.array(z.enum(historyKinds)).max(historyKinds.length),
  text: typed,
  during: z.strictObject({ from: z.int(), until: z.int() }).nullable(),
});

const whole = ({ least, most }: Bounds) => z.int().min(least).max(most);

export const schemas: Schemas = {
  'app.snapshot': z.null(),
  'signIn.begin': z.strictObject({ address: typed, agreedTo }),
  'signIn.again': z.strictObject({ accountId, agreedTo }),
  'signIn.password': z.strictObject({ attemptId, identifier, password, keptIn }),
  'signIn.token': z.strictObject({ attemptId, token: password, keptIn }),
  'signIn.browser': z.strictObject({ attemptId, providerId: typed.nullable(), keptIn }),
  'signIn.providerIcon': z.strictObject({ attemptId, providerId: typed }),
  'signIn.oauth': z.strictObject({ attemptId, keptIn }),
  'signIn.deviceCode': z.strictObject({ attemptId, keptIn }),
  'signIn.openPage': z.strictObject({ attemptId }),
  'signIn.pasteBack': z.strictObject({ attemptId, text: typed }),
  'signIn.stopWaiting': z.strictObject({ attemptId }),
  'signIn.settle': z.strictObject({
    attemptId,
    choice: z.enum(['try-keychain', 'this-run', 'sign-out']),
  }),
  'signIn.cancel': z.strictObject({ attemptId }),
  'accounts.remove': z.strictObject({ accountId, insist: z.boolean() }),
  'accounts.openAccountPage': z.strictObject({ accountId }),
  'accounts.dismissLeftBehind': z.strictObject({ credentialId }),
  'sessions.open': z.strictObject({ accountId }),
  'sessions.refresh': z.strictObject({ accountId }),
  'sessions.detail': z.strictObject({ accountId, deviceId }),
  'sessions.rename': z.strictObject({ accountId, deviceId, displayName }),
  'sessions.annotate': z.strictObject({ accountId, deviceId, pinned: z.boolean(), note }),
  'sessions.acceptIdentity': z.strictObject({
    accountId,
    publicKey: z.string().max(64).nullable(),
  }),
  'history.ofSession': z.strictObject({ accountId, deviceId, before: z.int().nullable() }),
  'history.acts': z.strictObject({
    accountId: accountId.nullable(),
    filter: historyFilter,
    before: z.int().nullable(),
  }),
  'history.ofAct': z.strictObject({
    accountId,
    actId: z.int(),
    filter: historyFilter,
    after: z.int().nullable(),
  }),
  'history.timeline': z.strictObject({ accountId: accountId.nullable() }),
  'exports.save': z.strictObject({
    accountId,
    deviceIds: z.array(deviceId).max(SESSIONS_MAX).nullable(),
    format: z.enum(['csv', 'json', 'html', 'pdf']),
    withAddresses: z.boolean(),
  }),
  'exports.cancel': z.null(),
  'signOut.review': z.strictObject({
    accountId,
    deviceIds: z.array(deviceId).min(1).max(SESSIONS_MAX),
  }),
  'signOut.start': z.strictObject({ reviewId }),
  'signOut.answer': z.strictObject({ operationId, answer: operationAnswer }),
  'signOut.cancel': z.strictObject({ operationId }),
  'signOut.dismiss': z.strictObject({ operationId }),
  'settings.save': z.strictObject({
    selectedAccountId: accountId.nullable(),
    sort: z.strictObject({
      column: z.enum(sortColumns),
      direction: z.enum(sortDirections),
    }),
    grouping: z.enum(groupings),
    inactiveDays: whole(INACTIVE_DAYS),
    watchMinutes: whole(WATCH_MINUTES).nullable(),
    notify: z.boolean(),
    historyDays: whole(HISTORY_DAYS),
    startAtLogin: z.boolean(),
    keepInTray: z.boolean(),
    putAside: z.array(z.string().refine(isAsideMark)).max(PUT_ASIDE_MAX),
    computerName: z.string().refine(isComputerName).nullable(),
    rules,
  }),
};
