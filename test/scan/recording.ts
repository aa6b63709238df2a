// What went between window and main, as a recorder writes it down, and how it is sorted: where people
// type secrets those are taken out of the messages, everything else stays to be scanned. Pure.
import type { CallName } from '../../electron/shared/contract.ts';

/** One line of a recording, as JSON. `id` ties an answer to its call. */
export type Recorded =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly argument: unknown;
    }
  | { readonly kind: 'answer'; readonly id: string; readonly value: unknown }
  | { readonly kind: 'event'; readonly name: string; readonly payload: unknown }
  /** Put into the keychain. */
  | { readonly kind: 'kept'; readonly secret: string };

/** Where a secret comes from: a field of the window, the keychain, a server, or the test's own plan. */
export type SecretSource = 'typed' | 'kept' | 'issued' | 'seeded';

export interface NotedSecret {
  readonly source: SecretSource;
  readonly secret: string;
}

export interface SortedRecording {
  /** One line a message. */
  readonly messages: readonly string[];
  readonly secrets: readonly NotedSecret[];
  /** The window was told of an account. */
  readonly signedIn: boolean;
}

/** The only fields that may carry a secret, and from the window to main alone. */
const typedSecrets: ReadonlyMap<string, readonly string[]> = new Map<CallName, readonly string[]>([
  ['signIn.password', ['password']],
  ['signIn.token', ['token']],
  ['signIn.pasteBack', ['text']],
  ['signOut.answer', ['answer.password', 'answer.text']],
]);

/** Refused before anything was done with the argument: random values of tests, not secrets. */
const unread = /"code":"(bad-request|unknown-subject)"/;

const account = /"kind":"signed-in"|"accounts":\[\{/;

export function sortRecording(lines: readonly string[]): SortedRecording {
  const records = lines.map((line) => JSON.parse(line) as Recorded);
  const refused = new Set<string>();
  for (const record of records)
    if (record.kind === 'answer' && unread.test(JSON.stringify(record.value)))
      refused.add(record.id);
  const messages: string[] = [];
  const secrets: NotedSecret[] = [];
  for (const record of records) {
    if (record.kind === 'kept') secrets.push({ source: 'kept', secret: record.secret });
    else if (record.kind === 'call') {
      const typed = refused.has(record.id) ? [] : takeTyped(record.name, record.argument);
      secrets.push(...typed.map((secret) => ({ source: 'typed' as const, secret })));
      messages.push(`call ${record.name} ${JSON.stringify(record.argument)}`);
    } else if (record.kind === 'answer') messages.push(`answer ${JSON.stringify(record.value)}`);
    else messages.push(`event ${record.name} ${JSON.stringify(record.payload)}`);
  }
  return { messages, secrets, signedIn: messages.some((message) => account.test(message)) };
}

/** Takes the secret fields out of `argument`, which is ours: it was parsed from a line. */
function takeTyped(name: string, argument: unknown): readonly string[] {
  return (typedSecrets.get(name) ?? []).flatMap((path) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce<unknown>((at, key) => memberOf(at, key), argument);
    const secret = memberOf(holder, last);
    if (typeof secret !== 'string') return [];
    Object.assign(holder as object, { [last]: '(typed)' });
    return [secret];
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
