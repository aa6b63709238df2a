// The reducer of a guided sign-out, event by event in each of its phases.
import { describe, expect, it } from 'vitest';
import type { PersonEvent } from '../../../../electron/core/sign-out/flow.ts';
import { beginGuided, guided } from '../../../../electron/core/sign-out/guided/reducer.ts';
import type {
  Guided,
  GuidedEvent,
  GuidedOutcome,
  GuidedStep,
} from '../../../../electron/core/sign-out/guided/types.ts';
import { ok } from '../../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';
import { NOW } from '../../matrix/fake-ports.ts';
import { ids, unreachable } from './sign-out-world.ts';

const [D0, D1] = ids(2) as [DeviceId, DeviceId];
const owner = { baseUrl: 'https://matrix.example.org', oauth: null };
const page = { host: 'id.example.org', direct: true };

const begun = (...skipped: DeviceId[]): Guided =>
  beginGuided({ ids: [D0, D1], skipped: new Set(skipped) }, owner, null);

const openPage = { kind: 'open-page' } as const;
const finishedThere = { kind: 'finished-there' } as const;
const skip = { kind: 'skip' } as const;
const cancel = { kind: 'cancel' } as const;
const due = { kind: 'due' } as const;
const listed = (...left: DeviceId[]) => ({ kind: 'listed', list: ok(new Set(left)) }) as const;
const unread = { kind: 'listed', list: unreachable } as const;
const found = {
  kind: 'page-found',
  found: ok({
    issuer: 'https://id.example.org/',
    url: 'https://id.example.org/account',
    actions: ['org.matrix.device_delete'],
  }),
} as const;
const opened = { kind: 'opened', opened: ok(null) } as const;
const broke = { kind: 'broke', reference: 'r' } as const;

type Told = GuidedEvent | GuidedOutcome | typeof broke;

function tell(state: Guided, event: Told, now = NOW): GuidedStep {
  const isOutcome = ['listed', 'page-found', 'opened', 'due', 'broke'].includes(event.kind);
  const whole = (isOutcome ? { ...event, turn: state.turn } : event) as GuidedEvent;
  return guided.step(state, whole, now);
}

/** After these events, of which each outcome belongs to the turn that is. */
function after(from: Guided, ...events: readonly Told[]): Guided {
  return events.reduce((state, event) => tell(state, event).state, from);
}

const paused = begun();
const lookingToOpen = after(paused, openPage);
const finding = after(lookingToOpen, listed(D0, D1));
const opening = after(finding, found);
const watching = after(opening, opened);
const lookingToWatch = after(watching, due);
const pausedOnPage = after(watching, { kind: 'pause' });
const lookingPaused = after(pausedOnPage, finishedThere);
const ending = after(watching, cancel);
const finished = after(ending, listed(D1));
const phases = {
  ...{ paused, lookingToOpen, finding, opening, watching, lookingToWatch },
  ...{ pausedOnPage, lookingPaused, ending, finished },
};
type Name = keyof typeof phases;
const names = Object.keys(phases) as Name[];

/** Where an event changes something. */
const meaningful: Readonly<Record<PersonEvent['kind'], readonly Name[]>> = {
  'open-page': ['paused', 'watching', 'lookingToWatch', 'pausedOnPage', 'lookingPaused'],
  'finished-there': ['paused', 'watching', 'pausedOnPage'],
  pause: ['lookingToOpen', 'finding', 'opening', 'watching', 'lookingToWatch', 'lookingPaused'],
  skip: names.filter((name) => name !== 'ending' && name !== 'finished'),
  wake: ['watching', 'pausedOnPage'],
  begin: [],
  given: [],
  'open-policy': [],
  'other-way': [],
  'go-on': [],
  'try-now': [],
};
const persons: readonly PersonEvent[] = [
  ...[openPage, finishedThere, { kind: 'pause' } as const, skip],
  ...[{ kind: 'wake' } as const, { kind: 'begin' } as const],
  ...[{ kind: 'given', what: 'password' } as const, { kind: 'open-policy', index: 0 } as const],
  ...[{ kind: 'other-way', stage: 'x' } as const, { kind: 'go-on' } as const],
  { kind: 'try-now' } as const,
];

describe('what a person does', () => {
  it.each(persons)('means something in these phases alone: %j', (event) => {
    const heard = names.filter(
      (name) => tell(phases[name], event, NOW + 60_000).state !== phases[name],
    );
    expect(heard).toEqual(meaningful[event.kind]);
  });

  it('is shown at once: whose turn it is, the page, and whether it waits', () => {
    const shown = (state: Guided) => guided.show(state);
    const at = (rest: object) => ({ kind: 'guided', current: D0, problem: null, ...rest });
    expect(shown(paused)).toMatchObject(at({ paused: true, page: null }));
    expect(shown(lookingToOpen)).toMatchObject(at({ paused: false, page: null }));
    for (const state of [finding, opening])
      expect(shown(state)).toMatchObject(at({ paused: false, page: null }));
    for (const state of [watching, lookingToWatch])
      expect(shown(state)).toMatchObject(at({ paused: false, page }));
    for (const state of [pausedOnPage, lookingPaused])
      expect(shown(state)).toMatchObject(at({ paused: true, page }));
    expect(shown(ending)).toEqual({ kind: 'working', step: 'checking', total: 2, answered: 0 });
  });
});

describe('a page', () => {
  it('is opened again for the session that it was opened for, when the person wants it', () => {
    const state = after(pausedOnPage, openPage);
    expect(tell(state, listed(D0, D1)).command).toEqual({ kind: 'find-page' });
  });

  it('stays open while the session is there, and is watched on', () => {
    const { state, command } = tell(lookingToWatch, listed(D0, D1));
    expect(guided.show(state)).toMatchObject({ paused: false, page });
    expect(command).toEqual({ kind: 'wait', ms: 5_000 });
    expect(guided.show(after(lookingPaused, listed(D0, D1)))).toMatchObject({ paused: true, page });
    const asked = after(watching, finishedThere);
    expect(tell(asked, listed(D0, D1)).command).toEqual({ kind: 'wait', ms: 5_000 });
  });

  it('is no more than a page of before where its session is gone', () => {
    expect(tell(lookingToWatch, listed(D1)).command).toEqual({ kind: 'find-page' });
    const resting = tell(lookingPaused, listed(D1));
    expect([resting.command, guided.show(resting.state)]).toMatchObject([
      null,
      { paused: true, page: null, current: D1, gone: 1 },
    ]);
  });

  it('that the server does not have any more is told', () => {
    const { state } = tell(finding, { kind: 'page-found', found: ok(null) });
    expect(guided.show(state)).toMatchObject({ paused: true, problem: { code: 'not-found' } });
  });
});

describe('a list that can not be read', () => {
  const problem = unreachable.error;

  it('is looked at again while a page is watched, and by nobody otherwise', () => {
    const watched = tell(lookingToWatch, unread);
    expect(watched.command).toEqual({ kind: 'wait', ms: 5_000 });
    expect(guided.show(watched.state)).toMatchObject({ paused: false, page, problem });
    for (const state of [lookingPaused, lookingToOpen, after(pausedOnPage, openPage)]) {
      const rested = tell(state, unread);
      expect(rested.command).toBeNull();
      expect(guided.show(rested.state)).toMatchObject({ paused: true, problem });
    }
  });

  it('leaves the outcomes unknown at the end', () => {
    const { state } = tell(ending, unread);
    expect(guided.show(state)).toMatchObject({ outcomes: { gone: [], unknown: [D0, D1] } });
  });
});

describe('the window that comes to the front', () => {
  it('is a reason to look two seconds after the last look, while a page is open', () => {
    for (const state of [watching, pausedOnPage]) {
      expect(tell(state, { kind: 'wake' }, NOW + 1_999).command).toBeNull();
      expect(tell(state, { kind: 'wake' }, NOW + 2_000).command).toEqual({ kind: 'look' });
    }
  });
});

describe('passing over', () => {
  const note = { kind: 'skipped', deviceId: D0 };

  it('goes on with the next one, or waits with it, as before', () => {
    for (const state of [paused, lookingPaused]) {
      const step = tell(state, skip);
      expect(step).toMatchObject({ command: null, note });
      const shown = { paused: true, current: D1, skipped: 1, page: null, problem: null };
      expect(guided.show(step.state)).toMatchObject(shown);
    }
    for (const state of [lookingToOpen, finding, opening, watching, lookingToWatch]) {
      const step = tell(state, skip);
      expect(step).toMatchObject({ command: { kind: 'look' }, note });
      expect(guided.show(step.state)).toMatchObject({ paused: false, current: D1, page: null });
      expect(tell(step.state, listed(D0, D1)).command).toEqual({ kind: 'find-page' });
    }
  });

  it('of the last one is the end, once the list was read', () => {
    for (const state of [begun(D0), after(begun(D0), openPage)]) {
      const last = tell(state, skip);
      expect(last).toMatchObject({ command: { kind: 'look' }, note: { deviceId: D1 } });
      expect(guided.show(last.state)).toMatchObject({ kind: 'working', step: 'checking' });
      const end = tell(last.state, listed(D0));
      const outcomes = { gone: [D1], stillThere: [D0], unknown: [] };
      expect(end.note).toMatchObject({ kind: 'ended', ending: { kind: 'guided' }, outcomes });
    }
  });
});

describe('a guided sign-out of which all were passed over', () => {
  const all = begun(D0, D1);

  it('has nobody whose turn it is, and ends when it begins', () => {
    expect(guided.show(all)).toMatchObject({ kind: 'working', step: 'checking' });
    expect(tell(all, skip)).toEqual({ state: all, command: null, note: null });
    expect(tell(all, { kind: 'begin' }).command).toEqual({ kind: 'look' });
  });
});

describe('an end', () => {
  it('comes with the list that shows all gone', () => {
    const { state, command, note } = tell(lookingToWatch, listed());
    expect(command).toBeNull();
    expect(guided.show(state)).toMatchObject({ kind: 'finished', ending: { kind: 'guided' } });
    expect(note).toMatchObject({ kind: 'ended', ending: { kind: 'guided' } });
  });

  it('is looked at once more where some were passed over', () => {
    const { state, command } = tell(after(begun(D0), openPage), listed(D0));
    expect([command, guided.show(state)]).toMatchObject([{ kind: 'look' }, { kind: 'working' }]);
    expect(tell(state, listed(D0)).note).toMatchObject({ ending: { kind: 'guided' } });
  });

  it('by a bug looks at the list first; one on that way ends at once', () => {
    const error = { code: 'internal', reference: 'r' };
    const { state, command } = tell(watching, broke);
    expect(command).toEqual({ kind: 'look' });
    expect(tell(state, listed(D0, D1)).note).toMatchObject({ ending: { kind: 'failed', error } });
    const atOnce = tell(ending, broke);
    expect(atOnce.command).toBeNull();
    expect(atOnce.note).toMatchObject({
      ending: { kind: 'cancelled' },
      outcomes: { unknown: [D0, D1] },
    });
  });

  it('is not cancelled twice', () => {
    expect(tell(ending, cancel)).toEqual({ state: ending, command: null, note: null });
  });

  it('that is abandoned is noted nowhere, so that it can be gone on with', () => {
    const broken = after(watching, broke);
    for (const [state, kind] of [
      [watching, 'cancelled'],
      [ending, 'cancelled'],
      [broken, 'failed'],
    ] as const) {
      const step = tell(state, { kind: 'abandon' });
      expect([step.command, step.note]).toEqual([null, null]);
      expect(guided.show(step.state)).toMatchObject({ kind: 'finished', ending: { kind } });
    }
  });

  it('is the end: nothing means anything after it', () => {
    for (const event of [...persons, cancel, broke, listed(), due])
      expect(tell(finished, event).state).toBe(finished);
  });
});
