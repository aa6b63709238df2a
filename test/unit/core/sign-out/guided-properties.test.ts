// What holds for a guided sign-out whatever its server, its list and its person do, in any order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginGuided, guided } from '../../../../electron/core/sign-out/guided/reducer.ts';
import { LEAST_PAUSE } from '../../../../electron/core/sign-out/guided/plan.ts';
import type {
  Guided,
  GuidedCommand,
  GuidedEvent,
  GuidedStep,
} from '../../../../electron/core/sign-out/guided/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { ids, unreachable } from './sign-out-world.ts';
import { NOW } from '../../matrix/fake-ports.ts';

const BASE_URL = 'https://matrix.example.org';
const OWNER = { baseUrl: BASE_URL, oauth: null };
const confirmed = ids(4);
const someIds = fc.subarray([...confirmed, 'OTHER' as DeviceId]);

const page = fc.constantFrom(
  ok({ issuer: 'https://id.example.org/', url: 'https://id.example.org/account', actions: [] }),
  ok({
    issuer: 'https://id.example.org/',
    url: 'https://id.example.org/account',
    actions: ['org.matrix.device_delete'],
  }),
  ok({ issuer: 'https://id.example.org/', url: 'https://evil.example/', actions: [] }),
  ok(null),
  unreachable,
);
const notOpened = fail({ code: 'browser-not-opened', address: 'https://id.example.org/account' });
const limited = fail({ code: 'rate-limited', retryAt: NOW + 60_000 });

/** Of the turn that is; one in eight of an earlier one. */
type Played =
  | { readonly kind: 'person'; readonly event: GuidedEvent }
  | { readonly kind: 'outcome'; readonly event: object & { kind: string }; readonly late: boolean };

const person: fc.Arbitrary<Played> = fc
  .constantFrom<GuidedEvent>(
    { kind: 'open-page' },
    { kind: 'open-page' },
    { kind: 'finished-there' },
    { kind: 'pause' },
    { kind: 'skip' },
    { kind: 'wake' },
    { kind: 'begin' },
    { kind: 'given', what: 'password' },
    { kind: 'cancel' },
  )
  .map((event) => ({ kind: 'person', event }));
const outcome: fc.Arbitrary<Played> = fc.record({
  kind: fc.constant('outcome' as const),
  event: fc.oneof(
    someIds.map((listed) => ({ kind: 'listed', list: ok(new Set(listed)) })),
    fc.constantFrom(unreachable, limited).map((list) => ({ kind: 'listed', list })),
    page.map((found) => ({ kind: 'page-found', found })),
    fc.constantFrom(ok(null), ok(null), notOpened).map((opened) => ({ kind: 'opened', opened })),
    fc.constant({ kind: 'due' }),
    fc.constant({ kind: 'broke', reference: 'r' }),
  ),
  late: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
});

/** The outcome of a command, so that plays get far. */
function outcomeOf(command: GuidedCommand, listed: readonly DeviceId[]): object {
  switch (command.kind) {
    case 'look':
      return { kind: 'listed', list: ok(new Set(listed)) };
    case 'find-page':
      return {
        kind: 'page-found',
        found: ok({ issuer: BASE_URL, url: `${BASE_URL}/account`, actions: [] }),
      };
    case 'open':
      return { kind: 'opened', opened: ok(null) };
    case 'wait':
      return { kind: 'due' };
  }
}

const plays = fc.array(
  fc.record({
    played: fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: person },
      { weight: 1, arbitrary: outcome },
    ),
    listed: fc.oneof({ weight: 3, arbitrary: fc.constant(confirmed) }, someIds),
    pass: fc.constantFrom(0, 10, LEAST_PAUSE, 5_000, 200_000),
  }),
  { minLength: 10, maxLength: 60 },
);

interface Moment extends GuidedStep {
  readonly before: Guided;
  readonly event: GuidedEvent;
}

/** `check` sees each step of a play in order; it is made anew for each play. A `null` answers the command. */
function checkEach(makeCheck: () => (moment: Moment) => void, isCancelledLast = false): void {
  fc.assert(
    fc.property(plays, fc.subarray([...confirmed], { maxLength: 1 }), (steps, skipped) => {
      const check = makeCheck();
      let now = NOW;
      let command = null as GuidedCommand | null;
      let state = beginGuided({ ids: confirmed, skipped: new Set(skipped) }, OWNER, null);
      const tell = (event: GuidedEvent): void => {
        const before = state;
        const step = guided.step(before, event, now);
        state = step.state;
        if (step.state !== before) ({ command } = step);
        check({ ...step, before, event });
      };
      for (const { played, listed, pass } of steps) {
        now += pass;
        if (played === null) {
          if (command !== null)
            tell({ ...outcomeOf(command, listed), turn: state.turn } as GuidedEvent);
        } else if (played.kind === 'person') tell(played.event);
        else tell({ ...played.event, turn: state.turn - (played.late ? 1 : 0) } as GuidedEvent);
      }
      if (!isCancelledLast) return;
      tell({ kind: 'cancel' });
      if (command !== null) tell({ ...outcomeOf(command, []), turn: state.turn } as GuidedEvent);
      expect(state.phase.kind).toBe('finished');
    }),
    { numRuns: 3_000 },
  );
}

describe('whatever happens', () => {
  it('never two pages without a look at the list between', () => {
    let pages = 0;
    checkEach(() => {
      let looked = false;
      return ({ before, event, state, command }) => {
        if (event.kind === 'listed' && state !== before && event.list.ok) looked = true;
        if (command?.kind !== 'open') return;
        expect(looked).toBe(true);
        looked = false;
        pages += 1;
      };
    });
    expect(pages).toBeGreaterThan(100);
  });

  it('never a page that may not be opened, nor of a session that is gone or was passed over', () => {
    checkEach(() => ({ state, command }) => {
      if (command?.kind !== 'open') return;
      expect(new URL(command.url).host).toMatch(/^(id|matrix)\.example\.org$/);
      const { plan, listed, phase } = state;
      expect(phase.kind === 'opening' && phase.deviceId).toBe(command.deviceId);
      expect(confirmed).toContain(command.deviceId);
      expect(plan.skipped.has(command.deviceId)).toBe(false);
      expect(listed?.has(command.deviceId)).toBe(true);
    });
  });

  it('nothing is opened or asked by itself once it is paused', () => {
    checkEach(() => ({ before, event, command, state }) => {
      if (state === before || before.phase.kind !== 'paused') return;
      if (command === null || command.kind === 'look')
        expect(
          command === null ||
            ['open-page', 'finished-there', 'wake', 'skip', 'begin', 'cancel', 'broke'].includes(
              event.kind,
            ),
        ).toBe(true);
      else expect.fail(`${command.kind} from paused`);
    });
  });

  it('what is late means nothing, nor anything after the end', () => {
    checkEach(() => ({ before, event, state, command, note }) => {
      const isLate = 'turn' in event && event.turn !== before.turn;
      if (!isLate && before.phase.kind !== 'finished') return;
      expect([state, command, note]).toEqual([before, null, null]);
    });
  });

  it('every play ends when it is stopped, once, and each session in exactly one list', () => {
    checkEach(() => {
      let ends = 0;
      return ({ state, note, command }) => {
        if (note?.kind !== 'ended') return;
        ends += 1;
        expect(ends).toBe(1);
        expect(command).toBeNull();
        expect(state.phase.kind).toBe('finished');
        const { gone, stillThere, unknown } = note.outcomes;
        expect([...gone, ...stillThere, ...unknown].sort()).toEqual([...confirmed].sort());
      };
    }, true);
  });

  it('where nothing is to be waited for, the person is asked or it is over', () => {
    checkEach(() => ({ state, before, command }) => {
      if (state === before) return;
      const isIdle = ['paused', 'finished'].includes(state.phase.kind);
      expect(command === null).toBe(isIdle);
    });
  });
});
