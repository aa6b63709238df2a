// A sign-out that is confirmed by other means than the password: what is asked, what is sent, and
// when the server is asked whether the browser is done.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPIRY_MS, POLL_MS } from '../../../../electron/core/sign-out/by-request/chunk.ts';
import type { DeleteAnswer, UiaChallenge } from '../../../../electron/matrix/types.ts';
import { fail } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import type { OperationAnswer, OperationSnapshot } from '../../../../electron/shared/operation.ts';
import {
  account,
  ids,
  PASSWORD,
  timedOut,
  unreachable,
  valueOf,
  world,
  WRONG,
} from './sign-out-world.ts';

const SSO = 'm.login.sso';
const page = (session: string) =>
  `https://matrix.example.org:8448/hs/_matrix/client/v3/auth/m.login.sso/fallback/web?session=${session}`;

function asks(
  flows: readonly (readonly string[])[],
  rest: Partial<UiaChallenge> = {},
): DeleteAnswer {
  return {
    kind: 'challenge',
    challenge: {
      flows: flows.map((stages) => ({ stages })),
      completed: [],
      session: 's1',
      params: new Map(),
      errcode: null,
      serverText: null,
      ...rest,
    },
  };
}

function failing(error: object, ambiguous = false): DeleteAnswer {
  return { kind: 'failed', error: error as never, ambiguous };
}

const deleted: DeleteAnswer = { kind: 'deleted' };
const policy = { name: 'Privacy', url: 'https://policies.example/privacy' };
const terms = new Map([['m.login.terms', { policies: { privacy: { en: policy } } }]]);

describe('a registration token', () => {
  it('is asked for and sent once, beside other stages', async () => {
    const w = world(ids(2));
    const flow = [['m.login.registration_token', 'm.login.terms']];
    w.script = ({ auth }) => {
      if (auth === null) return asks(flow, { params: terms });
      if (!('type' in auth)) return undefined;
      if (auth.type === 'm.login.terms') return deleted;
      return asks(flow, { completed: ['m.login.registration_token'], params: terms });
    };
    const asked = await w.start(ids(2));
    expect(asked).toMatchObject({
      kind: 'needs-text',
      stage: 'm.login.registration_token',
      reason: 'server-asked',
    });
    expect(await w.answer(asked, PASSWORD)).toEqual(asked);
    const consent = await w.answer(asked, { kind: 'text', text: WRONG });
    expect(consent).toMatchObject({ kind: 'needs-consent', policies: [policy] });
    await w.answer(consent, { kind: 'consent' });
    expect(w.calls.map(({ auth }) => auth)).toEqual([
      null,
      { type: 'm.login.registration_token', token: WRONG, session: 's1' },
      { type: 'm.login.terms', session: 's1' },
    ]);
    expect(w.published.at(-1)).toMatchObject({ ending: { kind: 'completed', asked: true } });
  });
});

describe('terms', () => {
  it('can be read where that is safe, by their place in the list', async () => {
    const w = world(ids(1));
    const unsafe = { name: 'Rules', url: 'http://policies.example/rules' };
    const params = new Map([
      ['m.login.terms', { policies: { a: { en: policy }, b: { en: unsafe } } }],
    ]);
    w.script = () => asks([['m.login.terms']], { params });
    const asked = await w.start(ids(1));
    expect(asked).toMatchObject({ policies: [policy, { name: 'Rules', url: null }] });
    expect(await w.answer(asked, { kind: 'open-policy', index: 0 })).toEqual(asked);
    expect(await w.answer(asked, { kind: 'open-policy', index: 7 })).toEqual(asked);
    const { operationId } = asked;
    const refused = await w.signOut.answer({
      operationId,
      answer: { kind: 'open-policy', index: 1 },
    });
    expect(refused).toEqual({ ok: false, error: { code: 'unsafe-link', address: null } });
    expect(w.opened).toEqual([policy.url]);
    expect(w.signOut.snapshots()).toEqual([asked]);
    expect(w.calls).toHaveLength(1);
  });
});

describe('a stage on a page', () => {
  const asked = asks([[SSO]]);

  it('is said first, opened when the user wants it, and looked for with the same request', async () => {
    const w = world(ids(3));
    let done = false;
    w.script = () => (done ? undefined : asked);
    w.grace = true;
    const question = await w.start(ids(3));
    expect(question).toMatchObject({ kind: 'needs-browser', stage: SSO, opened: false });
    await w.clock.advance(POLL_MS * 3);
    expect([w.opened, w.calls.length]).toEqual([[], 1]);

    expect(await w.answer(question, { kind: 'open-page' })).toMatchObject({ opened: true });
    expect(w.opened).toEqual([page('s1')]);
    await w.clock.advance(POLL_MS - 1);
    expect(w.calls).toHaveLength(1);
    await w.clock.advance(1);
    await w.clock.advance(POLL_MS);
    await w.clock.advance(POLL_MS);
    const seen = w.published.length;
    await w.clock.advance(POLL_MS);
    expect(w.published, 'a look that brings nothing is not told').toHaveLength(seen);
    done = true;
    await w.clock.advance(POLL_MS);
    expect(w.signOut.snapshots()[0]).toMatchObject({
      ending: { kind: 'completed', asked: true },
      outcomes: { gone: ids(3) },
    });
    const looks = w.calls.slice(1);
    expect(looks).toHaveLength(5);
    for (const look of looks) expect([look.ids, look.auth]).toEqual([ids(3), { session: 's1' }]);
  });

  it('is looked for once the user says so, and never while a look is under way', async () => {
    const w = world(ids(1));
    let release: (answer: DeleteAnswer) => void = () => undefined;
    w.script = (_, index) => (index === 1 ? new Promise((resolve) => (release = resolve)) : asked);
    const question = await w.start(ids(1));
    await w.answer(question, { kind: 'open-page' });
    await w.clock.advance(POLL_MS);
    const told = w.signOut.answer({
      operationId: question.operationId,
      answer: { kind: 'finished-there' },
    });
    await w.clock.advance(POLL_MS * 5);
    expect(w.calls).toHaveLength(2);
    release(asked);
    expect(valueOf(await w.clock.until(told))).toMatchObject({ reason: 'not-yet', opened: true });
    expect(w.calls).toHaveLength(3);
  });

  it('is looked for ten minutes at most, then nothing was signed out', async () => {
    const w = world(ids(1));
    w.script = () => asked;
    await w.answer(await w.start(ids(1)), { kind: 'open-page' });
    for (let passed = 0; passed < EXPIRY_MS + 10 * POLL_MS; passed += POLL_MS)
      await w.clock.advance(POLL_MS);
    expect(w.signOut.snapshots()[0]).toMatchObject({
      ending: { kind: 'cancelled' },
      outcomes: { stillThere: ids(1) },
    });
    expect(w.calls.length).toBeLessThanOrEqual(1 + EXPIRY_MS / POLL_MS);
    const gaps = w.calls.slice(1).map(({ at }, index) => at - (w.calls[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(POLL_MS);
  });

  it.each([
    ['400', { code: 'request-refused', status: 400, errcode: 'M_BAD_JSON', serverText: null }],
    ['404', { code: 'not-found' }],
    ['501', { code: 'server-failed', status: 501, serverText: null }],
  ])('is not looked for any more after a %s, and that is said', async (_, error) => {
    const w = world(ids(1));
    w.script = ({ auth }) =>
      auth === null
        ? asks([[SSO], ['m.login.password']])
        : 'type' in auth
          ? undefined
          : failing(error);
    const question = await w.start(ids(1));
    expect(question).toMatchObject({ kind: 'needs-password', alternatives: [SSO] });
    const other = await w.answer(question, { kind: 'other-way', stage: SSO });
    expect(other).toMatchObject({ kind: 'needs-browser', alternatives: ['m.login.password'] });
    await w.answer(other, { kind: 'open-page' });
    await w.clock.advance(POLL_MS);
    expect(w.signOut.snapshots()[0]).toMatchObject({ reason: 'not-taken', opened: true });
    await w.clock.advance(POLL_MS * 10);
    expect(w.calls).toHaveLength(2);
    const back = await w.answer(other, { kind: 'other-way', stage: 'm.login.password' });
    expect(await w.answer(back, PASSWORD)).toMatchObject({ outcomes: { gone: ids(1) } });
  });

  it('that somebody else has done is explained, and asked anew', async () => {
    const w = world(ids(1));
    let session = 0;
    w.script = ({ auth }) =>
      auth === null
        ? asks([[SSO]], { session: `s${(session += 1)}` })
        : auth.session === 's1'
          ? failing({ code: 'forbidden', serverText: 'Invalid auth' })
          : deleted;
    const question = await w.start(ids(1));
    await w.answer(question, { kind: 'open-page' });
    const again = await w.answer(question, { kind: 'finished-there' });
    expect(again).toMatchObject({ kind: 'needs-browser', reason: 'other-account', opened: false });
    await w.answer(again, { kind: 'open-page' });
    expect(w.opened).toEqual([page('s1'), page('s2')]);
    expect(await w.answer(again, { kind: 'finished-there' })).toMatchObject({ kind: 'finished' });
  });

  it('outlives a lost answer, and is over where that answer had done it', async () => {
    const w = world(ids(2));
    let look: DeleteAnswer = failing({ code: 'unreachable', host: 'x' });
    w.script = ({ auth }) => (auth === null ? asked : look);
    const question = await w.start(ids(2));
    await w.answer(question, { kind: 'open-page' });
    await w.clock.advance(POLL_MS);
    w.relist = () => Promise.resolve(unreachable);
    look = timedOut;
    await w.clock.advance(POLL_MS);
    expect(w.signOut.snapshots()[0]).toMatchObject({ kind: 'needs-browser' });
    w.listed.delete('D0' as DeviceId);
    w.listed.delete('D1' as DeviceId);
    w.relist = w.readList;
    await w.clock.advance(POLL_MS);
    expect(w.signOut.snapshots()[0]).toMatchObject({
      ending: { kind: 'completed' },
      outcomes: { gone: ids(2) },
    });
    expect(w.calls).toHaveLength(4);
  });

  it('is not opened where its address is no safe one', async () => {
    const w = world(ids(1));
    w.accounts = [{ ...account, baseUrl: 'http://matrix.example.org' }];
    w.script = () => asked;
    const { operationId } = await w.start(ids(1));
    const result = await w.signOut.answer({ operationId, answer: { kind: 'open-page' } });
    expect(result).toEqual({ ok: false, error: { code: 'unsafe-link', address: null } });
    expect(w.opened).toEqual([]);
    await w.clock.advance(POLL_MS * 2);
    expect(w.calls).toHaveLength(1);
  });

  it('that no browser opens stays a question, with the address to take there', async () => {
    const w = world(ids(1));
    w.script = () => asked;
    const { operationId } = await w.start(ids(1));
    const notOpened = fail({ code: 'browser-not-opened', address: page('s1') });
    w.openExternal = () => Promise.resolve(notOpened);
    expect(await w.signOut.answer({ operationId, answer: { kind: 'open-page' } })).toEqual(
      notOpened,
    );
    expect(w.signOut.snapshots()[0]).toMatchObject({ kind: 'needs-browser', opened: false });
    await w.clock.advance(POLL_MS * 2);
    expect(w.calls).toHaveLength(1);
  });

  it('stays the way of a whole selection once it was taken', async () => {
    const w = world(ids(150));
    const both = asks([['m.login.password'], [SSO]]);
    w.script = ({ auth }) => (auth === null ? both : undefined);
    w.grace = true;
    const first = await w.answer(await w.start(ids(150)), { kind: 'other-way', stage: SSO });
    const second = await w.answer(first, { kind: 'finished-there' });
    expect(second).toMatchObject({ kind: 'needs-browser', answered: 100 });
    expect(await w.answer(second, { kind: 'finished-there' })).toMatchObject({
      outcomes: { gone: ids(150) },
    });
  });
});

describe('whatever the server and the user do', () => {
  const stages = ['m.login.password', 'm.login.registration_token', 'm.login.terms', SSO, 'x.y'];
  const flows = fc.array(
    fc.array(fc.constantFrom(...stages, 'm.login.dummy'), { minLength: 1, maxLength: 3 }),
    {
      maxLength: 3,
    },
  );
  const serverAnswer: fc.Arbitrary<DeleteAnswer> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({
          flows,
          completed: fc.subarray(stages, { maxLength: 2 }),
          session: fc.constantFrom('s1', 's2', 's3', null),
          errcode: fc.constantFrom(null, 'M_FORBIDDEN'),
        })
        .map((given) =>
          asks(given.flows, {
            ...given,
            flows: given.flows.map((list) => ({ stages: list })),
            params: terms,
          }),
        ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<DeleteAnswer>(
        { kind: 'session-lost' },
        timedOut,
        failing({ code: 'forbidden', serverText: null }),
        failing({ code: 'unreachable', host: 'x' }),
        failing({ code: 'request-refused', status: 400, errcode: null, serverText: null }),
        deleted,
      ),
    },
  );
  const move: fc.Arbitrary<OperationAnswer | 'time'> = fc.oneof(
    fc.constant('time' as const),
    fc.constant({ kind: 'password', password: PASSWORD } as const),
    fc.constant({ kind: 'text', text: WRONG } as const),
    fc.constantFrom<OperationAnswer>(
      { kind: 'consent' },
      { kind: 'open-page' },
      { kind: 'finished-there' },
      { kind: 'skip' },
      { kind: 'pause' },
    ),
    fc.constantFrom(...stages).map((stage) => ({ kind: 'other-way', stage }) as const),
  );

  it('no two lists of sessions are sent in one session, and no two requests at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(serverAnswer, { maxLength: 25 }),
        fc.array(move, { maxLength: 25 }),
        async (answers, moves) => {
          const all = ids(130);
          const w = world(all);
          let out = 0;
          let most = 0;
          w.script = async (_, index) => {
            most = Math.max(most, (out += 1));
            await Promise.resolve();
            out -= 1;
            return answers[index] ?? failing({ code: 'account-locked' });
          };
          const { operationId } = await w.start(all);
          for (const made of moves) {
            if (made === 'time') await w.clock.advance(POLL_MS);
            else await w.clock.until(w.signOut.answer({ operationId, answer: made }));
          }
          await w.clock.until(w.signOut.cancel({ operationId }));

          expect(most).toBe(1);
          const bodies = new Map<string, string>();
          let epoch = 0;
          for (const { ids: sent, auth } of w.calls) {
            if (auth === null) epoch += 1;
            const key = `${epoch} ${auth?.session ?? ''}`;
            const body = JSON.stringify(sent);
            expect(bodies.get(key) ?? body).toBe(body);
            bodies.set(key, body);
          }
          const told: readonly OperationSnapshot[] = w.published;
          expect(told.at(-1)?.kind).toBe('finished');
          expect(JSON.stringify([told, w.logged])).not.toMatch(new RegExp(`${PASSWORD}|${WRONG}`));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
