import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDispatch } from '../../../electron/ipc/dispatch.ts';
import { namesOf, type CallName, type Handlers } from '../../../electron/shared/contract.ts';
import { fail, ok } from '../../../electron/shared/errors.ts';
import { recordingLog } from '../core/fake-core.ts';

/** Handlers that all do the same, and note who was called with what. */
function setUp(work: () => Promise<unknown> = () => Promise.resolve(ok(null))) {
  const called: [name: string, argument: unknown][] = [];
  const log = recordingLog();
  const handlers = Object.fromEntries(
    namesOf('call').map((name) => [
      name,
      (argument: unknown) => {
        called.push([name, argument]);
        return work();
      },
    ]),
  ) as unknown as Handlers;
  return { dispatch: createDispatch(handlers, log), called, log };
}

const badRequest = fail({ code: 'bad-request' });

describe('a call', () => {
  it('reaches its handler with the parsed argument', async () => {
    const { dispatch, called } = setUp();
    expect(await dispatch('signIn.begin', { address: 'example.org' })).toEqual(ok(null));
    expect(called).toEqual([['signIn.begin', { address: 'example.org' }]]);
  });

  it.each([
    '',
    'signIn',
    'signIn.begin ',
    'sessions.changed',
    '__proto__',
    'constructor',
    'toString',
  ])('named %j is none', async (name) => {
    const { dispatch, called, log } = setUp();
    expect(await dispatch(name, null)).toEqual(badRequest);
    expect(called).toEqual([]);
    expect(log.records).toEqual([['warn', 'bad-request', { known: false }]]);
  });

  it('with an argument that is none is noted, without it', async () => {
    const { dispatch, called, log } = setUp();
    expect(await dispatch('signIn.begin', { address: 17 })).toEqual(badRequest);
    expect(called).toEqual([]);
    expect(log.records).toEqual([['warn', 'bad-request', { known: true }]]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('token syt_x');
      },
    ],
    ['rejects', () => Promise.reject(new Error('token syt_x'))],
  ] as const)(
    'whose handler %s is a bug in the log, without its words for the window',
    async (_, work) => {
      const { dispatch, log } = setUp(work);
      expect(await dispatch('app.snapshot', null)).toEqual(
        fail({ code: 'internal', reference: 'reference' }),
      );
      expect(log.records.map(([level, event]) => [level, event])).toEqual([['bug', 'call-threw']]);
    },
  );

  it('does not trip over an argument that throws when it is looked at', async () => {
    const argument = {
      get address(): string {
        throw new Error('no');
      },
    };
    expect(await setUp().dispatch('signIn.begin', argument)).toMatchObject({ ok: false });
  });

  it.each(namesOf('call'))(
    'of %s gives a typed result for 1,000 random arguments',
    async (name) => {
      const { dispatch } = setUp();
      await fc.assert(
        fc.asyncProperty(randomArgument(name), async (argument) => {
          const result = await dispatch(name, argument);
          expect(result.ok ? result.value : result.error.code).toBe(
            result.ok ? null : 'bad-request',
          );
        }),
        { numRuns: 1_000 },
      );
    },
  );
});

/** Anything, and often something with the right keys and odd values. */
function randomArgument(name: CallName): fc.Arbitrary<unknown> {
  const id = fc.oneof(fc.uuid(), fc.string());
  const odd = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.constant('\0'));
  const near = fc.record(
    {
      accountId: fc.oneof(id, odd),
      attemptId: fc.oneof(id, odd),
      operationId: fc.oneof(id, odd),
      deviceId: odd,
      deviceIds: fc.oneof(fc.array(odd), odd),
      displayName: odd,
      address: odd,
      password: odd,
      insist: fc.oneof(fc.boolean(), odd),
      [name]: odd,
    },
    { requiredKeys: [] },
  );
  return fc.oneof(fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true }), near);
}
