// Every call of the contract with arguments that nobody should send: none reaches a handler that
// doesn't fit the contract, and none is answered with a bug.
import fc from 'fast-check';
import { createDispatch } from '../../../electron/ipc/dispatch.ts';
import { namesOf, type Handlers } from '../../../electron/shared/contract.ts';
import { ok } from '../../../electron/shared/errors.ts';
import { SESSIONS_MAX, TYPED_TEXT_MAX } from '../../../electron/shared/limits.ts';
import type { Figure, Tally } from '../figure.ts';
import { hostileText, samples } from '../hostile-text.ts';

const names = namesOf('call');

const value = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.anything({ maxDepth: 2, withBigInt: true, withDate: true, withMap: true }),
  fc.constantFrom(1e308, -0, Number.NaN, null, undefined, 'x'.repeat(100_000)),
  fc.uuid(),
);
const members = [
  ...['accountId', 'attemptId', 'operationId', 'deviceId', 'deviceIds', 'address', 'keptIn'],
  ...['identifier', 'password', 'token', 'answer', 'text', 'note', 'pinned', 'displayName'],
  ...['publicKey', 'before', 'format', 'choice', 'insist', 'rules', 'sort', '__proto__', 'more'],
];
const argument = fc.oneof(
  value,
  fc.dictionary(fc.constantFrom(...members), value, { maxKeys: 8 }),
  fc.record({ accountId: fc.uuid(), deviceId: hostileText }),
  fc.record({ accountId: fc.uuid(), deviceIds: fc.array(hostileText, { maxLength: 5 }) }),
);

export const ipcArguments: Figure = {
  name: 'IPC: every call with random arguments, in Node',
  goal: 'accepted that should not be; internal errors: 0',
  sizes: { quick: 20_000, whole: 100_000 },
  async run(tally, size, seed) {
    let reached: unknown;
    const handler = (given: unknown) => {
      reached = given;
      return Promise.resolve(ok(null));
    };
    const handlers = Object.fromEntries(names.map((name) => [name, handler]));
    const log = { info: () => undefined, warn: () => undefined, bug: () => 'a bug' };
    const dispatch = createDispatch(handlers as unknown as Handlers, log);
    const asked = fc.tuple(fc.constantFrom(...names, '__proto__', 'toString', ''), argument);
    for (const [name, given] of samples(asked, size, seed)) {
      tally.count();
      reached = undefined;
      const answer = await dispatch(name, given);
      check(tally, name, answer, reached);
    }
  },
};

function check(tally: Tally, name: string, answer: unknown, reached: unknown): void {
  const text = JSON.stringify(answer);
  if (text.includes('internal')) tally.fail(`${name}: ${text}`);
  if (reached !== undefined && reached !== null && !isBounded(reached))
    tally.fail(`${name}: ${JSON.stringify(reached).slice(0, 200)}`);
}

/** A plain object of plain values, with nothing in it that is longer than the contract allows. */
function isBounded(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= TYPED_TEXT_MAX;
  if (Array.isArray(value)) return value.length <= SESSIONS_MAX && value.every(isBounded);
  if (typeof value === 'object' && value !== null)
    return (
      Object.getPrototypeOf(value) === Object.prototype &&
      !Object.hasOwn(value, '__proto__') &&
      Object.values(value).every(isBounded)
    );
  return value === null || ['number', 'boolean', 'undefined'].includes(typeof value);
}
