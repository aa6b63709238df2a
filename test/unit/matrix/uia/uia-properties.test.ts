// What holds for the UIA reducer whatever a server answers and a person does, in any order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UiaCommand, UiaEvent, UiaState } from '../../../../electron/matrix/uia/types.ts';
import { POLLS_MAX, ROUNDS_MAX, step, uiaStart } from '../../../../electron/matrix/uia/uia.ts';
import {
  answered,
  begin,
  challenge,
  chosen,
  DUMMY,
  lost,
  PASSWORD,
  play,
  poll,
  SSO,
  succeeded,
  TERMS,
  TOKEN,
  UNKNOWN,
} from './uia-play.ts';

const stage = fc.constantFrom(PASSWORD, DUMMY, TERMS, TOKEN, SSO, '__proto__', UNKNOWN);
/** Each session has it in its name, nothing else does. */
const MARK = 'uia-session';
const policy = { a: { en: { name: 'A', url: 'https://a.example' } } };

const ofPerson: fc.Arbitrary<UiaEvent> = fc.oneof(
  fc.constantFrom<UiaEvent>(answered, answered, poll, poll, begin),
  stage.map(chosen),
);
const question: fc.Arbitrary<UiaEvent> = fc
  .record({
    flows: fc.array(fc.array(stage, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
    completed: fc.uniqueArray(stage, { maxLength: 2 }),
    session: fc.option(
      fc.nat(3).map((n) => `${MARK}-${n}`),
      { nil: null },
    ),
    errcode: fc.option(fc.constant('M_FORBIDDEN'), { nil: null }),
    params: fc.constantFrom(new Map(), new Map([[TERMS, { policies: policy }]])),
  })
  .map(({ flows, ...rest }) => challenge(flows, rest));
const ofServer: fc.Arbitrary<UiaEvent> = fc.oneof(
  { weight: 5, arbitrary: question },
  {
    weight: 1,
    arbitrary: fc.constantFrom<UiaEvent>(
      lost,
      succeeded,
      { kind: 'forbidden' },
      { kind: 'not-understood' },
      { kind: 'unanswered' },
      { kind: 'failed' },
    ),
  },
);

/** Either anything, or what fits most of the time: the second gets far, the first everywhere. */
const events = fc.oneof(
  fc.array(fc.oneof(ofPerson, ofServer), { maxLength: 80 }),
  fc
    .array(fc.tuple(ofServer, ofPerson), { maxLength: 40 })
    .map((pairs) => [begin, ...pairs.flat()]),
);

interface Moment {
  readonly before: UiaState;
  readonly event: UiaEvent;
  readonly after: UiaState;
  readonly command: UiaCommand | null;
}

/** `check` sees each step of a play in order; it is made anew for each play. */
function checkEach(makeCheck: () => (moment: Moment) => void): void {
  fc.assert(
    fc.property(events, (played) => {
      const check = makeCheck();
      let before: UiaState = uiaStart;
      for (const event of played) {
        const { state: after, command } = step(before, event);
        check({ before, event, after, command });
        before = after;
      }
    }),
    { numRuns: 3_000 },
  );
}

const isOfPerson = ({ kind }: UiaEvent): boolean =>
  ['answered', 'poll', 'chosen', 'begin'].includes(kind);

describe('whatever a server does', () => {
  it('what a person gives is sent in answer to that answer, and for the stage that was asked', () => {
    checkEach(() => ({ before, event, command }) => {
      if (command?.kind !== 'send' || command.auth.kind !== 'stage') return;
      const { stage: sent } = command.auth;
      expect([PASSWORD, DUMMY, TERMS, TOKEN]).toContain(sent);
      if (sent === DUMMY) return;
      expect(event.kind).toBe('answered');
      expect(before).toMatchObject({ kind: 'asking', stage: sent });
    });
  });

  it('every end drops the session, and all else that was known', () => {
    checkEach(() => ({ after, command }) => {
      if (command?.kind !== 'finish' && after.kind !== 'ended') return;
      expect(after).toEqual({ kind: 'ended' });
      expect(JSON.stringify([command])).not.toContain(MARK);
    });
  });

  it('a new beginning keeps nothing of the session before', () => {
    checkEach(() => ({ after, command }) => {
      if (command?.kind !== 'send' || command.auth.kind !== 'none') return;
      expect(JSON.stringify([after, command])).not.toContain(MARK);
      expect(after).toMatchObject({ stage: null, progress: { flows: [], completed: [] } });
    });
  });

  it('nothing is sent while something is out, and nothing after the end', () => {
    checkEach(() => ({ before, event, after, command }) => {
      const isTurn =
        before.kind === 'idle'
          ? event.kind === 'begin'
          : before.kind === 'asking'
            ? isOfPerson(event) && event.kind !== 'begin'
            : before.kind === 'sent' && !isOfPerson(event);
      if (!isTurn) expect([after, command]).toEqual([before, null]);
      if (command?.kind === 'send') expect(after.kind).toBe('sent');
      if (command?.kind === 'ask') expect(after.kind).toBe('asking');
      if (command?.kind === 'finish') expect(after.kind).toBe('ended');
    });
  });

  it('the session is the one that the server named last, since the last beginning', () => {
    checkEach(() => {
      let session: string | null = null;
      return ({ before, event, command }) => {
        if (before.kind === 'sent' && event.kind === 'challenged')
          session = event.challenge.session ?? session;
        if (command?.kind === 'send') {
          if (command.auth.kind === 'none') session = null;
          else expect(command.auth.session).toBe(session);
        }
        if (command?.kind === 'ask' && command.question.kind === 'browser')
          expect(command.question.session).toBe(session);
      };
    });
  });

  it('requests are bounded, but for those that the person wants', () => {
    fc.assert(
      fc.property(events, (played) => {
        const commands = play(...played);
        const sends = commands.filter((command) => command?.kind === 'send').length;
        // Each of these was answered anew by the person.
        const wrong = commands.filter(
          (command) => command?.kind === 'ask' && command.reason === 'rejected',
        ).length;
        expect(sends).toBeLessThanOrEqual(ROUNDS_MAX + POLLS_MAX + wrong);
        const polls = played.filter(({ kind }) => kind === 'poll').length;
        expect(sends).toBeLessThanOrEqual(ROUNDS_MAX + polls + wrong);
      }),
      { numRuns: 2_000 },
    );
  });
});
