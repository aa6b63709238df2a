// Nothing is signed out but a list that was shown, once, soon, and when somebody pressed something.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewQuestion, type Shown } from '../../../../electron/core/sign-out/review-question.ts';
import { PRESS_MS, REVIEW_MS } from '../../../../electron/core/sign-out/reviews.ts';
import type { DeviceId, ReviewId } from '../../../../electron/shared/ids.ts';
import { account, ALICE, ids, valueOf, world, type World } from './sign-out-world.ts';

const refused = { ok: false, error: { code: 'bad-request' } };
const over = (reason: string) => ({ ok: false, error: { code: 'review-over', reason } });

function review(w: World, deviceIds: readonly DeviceId[]): ReviewId {
  return valueOf(w.signOut.review({ accountId: ALICE, deviceIds }));
}

describe('a sign-out', () => {
  it('sends exactly what the review has, whatever was reviewed or asked for besides', async () => {
    const act = fc.oneof(
      fc.record({
        kind: fc.constant('review' as const),
        of: fc.subarray(ids(6), { minLength: 1 }),
      }),
      fc.record({ kind: fc.constant('start' as const), which: fc.nat(8) }),
      fc.record({ kind: fc.constant('time' as const), ms: fc.nat(REVIEW_MS) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const w = world(ids(6));
        w.grace = true;
        w.script = () => ({ kind: 'deleted' });
        const shown: { id: ReviewId; of: readonly DeviceId[]; at: number; open: boolean }[] = [];
        for (const one of acts) {
          if (one.kind === 'time') await w.clock.advance(one.ms);
          else if (one.kind === 'review') {
            for (const other of shown) other.open = false;
            shown.push({ id: review(w, one.of), of: one.of, at: w.clock.now(), open: true });
          } else {
            const chosen = shown[one.which];
            const reviewId = chosen?.id ?? ('made up' as ReviewId);
            const sent = w.calls.length;
            const answer = await w.clock.until(w.signOut.start({ reviewId }));
            const may = chosen?.open === true && w.clock.now() - chosen.at <= REVIEW_MS;
            if (chosen) chosen.open = false;
            if (may) expect(w.calls.slice(sent).map((call) => call.ids)).toEqual([chosen.of]);
            else {
              expect(answer.ok).toBe(false);
              expect(w.calls).toHaveLength(sent);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes a review once', async () => {
    const w = world(ids(1));
    w.grace = true;
    w.script = () => ({ kind: 'deleted' });
    const reviewId = review(w, ids(1));
    const [first, second] = await w.clock.until(
      Promise.all([w.signOut.start({ reviewId }), w.signOut.start({ reviewId })]),
    );
    expect(first.ok).toBe(true);
    expect(second).toEqual(refused);
    expect(w.calls).toHaveLength(1);
  });

  it('takes none after half an hour, or of an account that was removed', async () => {
    const w = world(ids(1));
    const late = review(w, ids(1));
    await w.clock.advance(REVIEW_MS + 1);
    expect(await w.signOut.start({ reviewId: late })).toEqual(over('long-ago'));
    const removed = review(w, ids(1));
    w.signOut.forgetAccount(ALICE);
    expect(await w.signOut.start({ reviewId: removed })).toEqual(refused);
    expect(w.calls).toEqual([]);
  });

  it.each([
    ['has another name', { displayName: 'Phone of somebody' }, false],
    ['is verified by now', { trust: { kind: 'verified', fingerprint: 'abcd' } }, false],
    ['was seen since', { lastSeenAt: 5 }, true],
  ] as const)('of a session that %s', async (_, change, goes) => {
    const w = world(ids(2));
    const { session } = w;
    const reviewId = review(w, ids(2));
    w.session = (id) => ({ ...session(id)!, ...(id === 'D1' && change) });
    const answer = await w.clock.until(w.signOut.start({ reviewId }));
    if (goes) expect(answer.ok).toBe(true);
    else expect(answer).toEqual(over('changed'));
    expect(w.calls).toHaveLength(goes ? 1 : 0);
  });

  it('goes on where one has gone since, or could not be checked and is by now', async () => {
    const w = world(ids(2));
    const { session } = w;
    const unchecked = { trust: { kind: 'unchecked' } } as const;
    w.session = (id) => ({ ...session(id)!, ...unchecked });
    const reviewId = review(w, ids(2));
    w.session = (id) => (id === 'D0' ? undefined : session(id));
    expect(await w.clock.until(w.signOut.start({ reviewId }))).toMatchObject({ ok: true });
  });

  it('is not reviewed for a session that no list has', () => {
    const w = world(ids(1));
    w.session = () => undefined;
    expect(w.signOut.review({ accountId: ALICE, deviceIds: ids(1) })).toEqual(over('changed'));
  });
});

describe('where nobody pressed anything', () => {
  it.each([
    ['ever', -Infinity, 0],
    ['since it was shown', -1, 0],
    ['lately', 0, PRESS_MS + 1],
  ])('%s, main asks, and sends nothing without a yes', async (_, pressed, later) => {
    const w = world(ids(2));
    const asked: string[] = [];
    const at = w.clock.now() + pressed;
    w.lastPress = () => at;
    const answers = [false, true];
    w.ask = ({ title }) => {
      asked.push(title);
      return Promise.resolve(answers.shift() ?? false);
    };
    const no = review(w, ids(2));
    await w.clock.advance(later);
    expect(await w.signOut.start({ reviewId: no })).toMatchObject({ error: { code: 'cancelled' } });
    expect(w.calls).toEqual([]);
    expect(await w.signOut.start({ reviewId: no })).toEqual(refused);
    w.lastPress = () => -Infinity;
    expect(await w.clock.until(w.confirm(ids(2)))).toMatchObject({ ok: true });
    expect(asked).toEqual(['Sign out 2 sessions?', 'Sign out 2 sessions?']);
    expect(w.calls).toHaveLength(1);
  });

  it('main asks one question at a time', async () => {
    const w = world(ids(2));
    w.lastPress = () => -Infinity;
    w.ask = () => new Promise(() => undefined);
    void w.confirm([ids(2)[0]!]);
    expect(await w.confirm([ids(2)[1]!])).toEqual(refused);
    expect(w.calls).toEqual([]);
  });
});

describe("main's question", () => {
  const shown = (id: string, more: Partial<Shown> = {}): Shown => ({
    deviceId: id as DeviceId,
    displayName: null,
    trust: { kind: 'no-encryption' },
    lastSeenAt: null,
    pinned: false,
    dehydrated: false,
    ...more,
  });

  it('says how many, whose, which, and what is special', () => {
    const { title, body } = reviewQuestion(
      account,
      [
        shown('A', { displayName: '<b>\u202ename', trust: { kind: 'verified', fingerprint: 'a' } }),
        shown('B', { lastSeenAt: 99 }),
        ...'CDEFG'.split('').map((id) => shown(id)),
      ],
      100,
    );
    expect(title).toBe('Sign out 7 sessions?');
    expect(body).toContain('of @alice:example.org on https://matrix.example.org:8448/hs.');
    expect(body).toContain('“‹b›name (A)”, “B”, “C”, “D”, “E” and 2 more.');
    expect(body).toContain('1 of them is verified.');
    expect(body).toContain('1 of them is seen in the last 24 hours.');
  });

  it('names one session, and nothing special where there is nothing', () => {
    const { title, body } = reviewQuestion(account, [shown('A')], 100);
    expect(title).toBe('Sign out 1 session?');
    expect(body).toContain('“A”.');
    expect(body).not.toContain('of them');
  });
});
