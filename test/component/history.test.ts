// The history of an account: events by day, a search, older pages, the picture.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type { HistoryEvent } from '../../electron/shared/history.ts';
import {
  account,
  accountId,
  day,
  deviceId,
  historyAct,
  historyEvent,
  listState,
  now,
  timeline,
} from '../fixtures/contract-data.ts';
import { openList, type OpenApp } from './open-app.ts';

async function openHistory(app: OpenApp): Promise<HTMLElement> {
  await app.user.click(screen.getByRole('button', { name: 'History' }));
  return screen.findByRole('region', { name: 'History' });
}

const bot = { deviceId: deviceId('GONEBOT'), displayName: 'bot \u202Elive' };

const events: readonly HistoryEvent[] = [
  historyEvent(240, { kind: 'address-changed', from: '185.15.59.20', to: '185.15.59.77' }),
  historyEvent(30, { kind: 'signed-out' }, bot),
  historyEvent(28, { kind: 'appeared' }, bot),
];

const actsOf = (list: readonly HistoryEvent[]) => list.map((event) => historyAct([event]));

const everything = { kinds: [], text: '', during: null };

describe('an act', () => {
  const bots = Array.from({ length: 201 }, (_, index) =>
    historyEvent(300 + index, { kind: 'signed-out' }, { displayName: `bot ${index}`, at: now }),
  );
  const act = historyAct(bots.slice(0, 3), { count: 201, total: 201 });

  it('tells how many went how, and opens to which they were, the rest on demand', async () => {
    const app = await openList({
      prepare(mock) {
        mock.succeed('history.acts', { acts: [act], before: null });
        mock.on('history.ofAct', ({ after }) =>
          ok(
            after === null
              ? { events: bots.slice(0, 200), after: 499 }
              : { events: bots.slice(200), after: null },
          ),
        );
      },
    });
    const view = await openHistory(app);
    const button = await within(view).findByRole('button', {
      name: '201 sessions signed out by Muster',
    });
    expect(view.textContent).toContain('bot 0, bot 1, bot 2 and 198 more');
    expect(button.getAttribute('aria-expanded')).toBe('false');
    button.focus();
    await app.user.keyboard('{Enter}');
    const opened = await within(view).findByRole('list', { name: /201 sessions/ });
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(within(opened).getAllByRole('listitem')).toHaveLength(200);
    await app.user.click(within(view).getByRole('button', { name: 'Show more of it' }));
    await within(opened).findByText('bot 200');
    expect(within(view).queryByRole('button', { name: 'Show more of it' })).toBeNull();
    expect(app.mock.argumentsOf('history.ofAct')).toEqual([
      { accountId, actId: 300, filter: everything, after: null },
      { accountId, actId: 300, filter: everything, after: 499 },
    ]);
    await app.user.click(button);
    expect(within(view).queryByRole('list', { name: /201 sessions/ })).toBeNull();
  });

  it('of which a filter leaves a part says of how many', async () => {
    const part = historyAct(bots.slice(0, 2), { total: 157 });
    const app = await openList({
      prepare: (mock) => mock.succeed('history.acts', { acts: [part], before: null }),
    });
    const view = await openHistory(app);
    await within(view).findByRole('button', { name: '2 of 157 sessions signed out by Muster' });
  });

  it('is narrowed by its kind and its account, which main is asked for', async () => {
    const bob = account({ accountId: 'account-bob' as AccountId, userId: '@bob:example.org' });
    const app = await openList({
      app: { accounts: [account(), bob] },
      prepare: (mock) => mock.succeed('history.acts', { acts: [act], before: null }),
    });
    const view = await openHistory(app);
    await app.user.selectOptions(
      within(view).getByRole('combobox', { name: 'What happened' }),
      'Sign-outs by Muster',
    );
    await app.user.selectOptions(
      within(view).getByRole('combobox', { name: 'Whose history' }),
      'All accounts',
    );
    await within(view).findByText(/of all accounts/);
    expect(app.mock.argumentsOf('history.acts').at(-1)).toEqual({
      accountId: null,
      filter: { ...everything, kinds: ['signed-out'] },
      before: null,
    });
    expect(app.mock.argumentsOf('history.timeline').at(-1)).toEqual({ accountId: null });
  });
});

describe('the history', () => {
  it('says what happened to what and when, with hostile names spelled out', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.acts', { acts: actsOf(events), before: null }),
    });
    const view = await openHistory(app);
    expect(app.mock.argumentsOf('history.acts')[0]).toEqual({
      accountId,
      filter: everything,
      before: null,
    });
    const today = await within(view).findByRole('region', { name: 'today' });
    expect(today.textContent).toMatch(/Address changed from “185.15.59.20” to “185.15.59.77”/);
    const before = within(view).getByRole('region', { name: '15 Nov' });
    expect(within(before).getAllByRole('listitem')).toHaveLength(2);
    expect(before.textContent).toContain('Signed out by Muster');
    expect(before.textContent).toContain('U+202E');
    expect(before.textContent).not.toContain('\u202E');
  });

  it('leads to a session that is still there, and to no other', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.acts', { acts: actsOf(events), before: null }),
    });
    const view = await openHistory(app);
    const line = await within(view).findByRole('button', { name: 'Element Web on Firefox' });
    expect(within(view).queryByRole('button', { name: /bot/ })).toBeNull();
    await app.user.click(line);
    const details = await screen.findByRole('complementary', { name: 'Session details' });
    within(details).getByRole('heading', { name: 'Element Web on Firefox' });
  });

  it('is searched by main, and older pages follow the search', async () => {
    const app = await openList({
      prepare: (mock) =>
        mock.on('history.acts', ({ filter: { text }, before }) =>
          ok(
            before === null
              ? { acts: actsOf(text === '' ? events : events.slice(1)), before: 28 }
              : { acts: actsOf([historyEvent(3, { kind: 'appeared' }, bot)]), before: null },
          ),
        ),
    });
    const view = await openHistory(app);
    await within(view).findByText(/Address changed/);
    await app.user.type(within(view).getByRole('searchbox', { name: 'Search history' }), ' bot ');
    await waitFor(() => expect(within(view).queryByText(/Address changed/)).toBeNull());
    await app.user.click(within(view).getByRole('button', { name: 'Show older' }));
    await within(view).findByRole('region', { name: '14 Nov' });
    expect(app.mock.argumentsOf('history.acts').at(-1)).toEqual({
      accountId,
      filter: { ...everything, text: 'bot' },
      before: 28,
    });
    expect(within(view).queryByRole('button', { name: 'Show older' })).toBeNull();
  });

  it('takes what happens meanwhile, each event once', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.acts', { acts: actsOf(events), before: null }),
    });
    const view = await openHistory(app);
    await within(view).findByText(/Address changed/);
    app.mock.succeed('history.acts', {
      acts: actsOf([historyEvent(241, { kind: 'gone' }), ...events]),
      before: null,
    });
    app.mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: [],
      state: listState({ fetchedAt: now }),
    });
    await within(view).findByText('No longer in the list');
    expect(within(view).getAllByRole('listitem')).toHaveLength(4);
  });

  it('says that nothing has happened, that nothing was found, and that it can’t be read', async () => {
    const app = await openList();
    const view = await openHistory(app);
    await within(view).findByText(/Nothing has happened since Muster first read this list/);
    await app.user.type(within(view).getByRole('searchbox', { name: 'Search history' }), 'zzz');
    await within(view).findByText('Nothing in the history is like this.');
    app.mock.on('history.acts', () => fail({ code: 'store', reason: 'failed' }));
    await app.user.type(within(view).getByRole('searchbox', { name: 'Search history' }), 'z');
    await within(view).findByText("Muster can't save its data.");
    app.mock.succeed('history.acts', { acts: actsOf(events), before: null });
    await app.user.click(within(view).getByRole('button', { name: 'Try again' }));
    await within(view).findByText(/Address changed/);
  });
});

describe('the picture', () => {
  it('tells each day to the keyboard', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.timeline', timeline),
    });
    const view = await openHistory(app);
    const picture = await within(view).findByRole('slider', { name: /Sessions over time/ });
    picture.focus();
    await app.user.keyboard('{Home}');
    expect(picture.getAttribute('aria-valuetext')).toBe(
      '13 Feb 2025: number of sessions unknown, 1 appeared, 2 gone',
    );
    await app.user.keyboard('{End}{ArrowLeft}');
    expect(picture.getAttribute('aria-valuetext')).toMatch(/^13 Nov 2026: 194 sessions/);
  });

  it('leads to a day, and back to all times', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.timeline', timeline),
    });
    const view = await openHistory(app);
    const picture = await within(view).findByRole('slider', { name: /day by day/ });
    picture.focus();
    await app.user.keyboard('{Home}{Enter}');
    await within(view).findByText(/Only what happened on 13 Feb 2025/);
    const from = timeline.points[0]?.at ?? 0;
    expect(app.mock.argumentsOf('history.acts').at(-1)?.filter.during).toEqual({
      from,
      until: from + day,
    });
    await app.user.click(within(view).getByRole('button', { name: 'Show all times' }));
    expect(app.mock.argumentsOf('history.acts').at(-1)?.filter.during).toBeNull();
  });

  it('tells hours while the history is young', async () => {
    const at = new Date(2026, 10, 24, 9).getTime();
    const point = { at, sessions: 3, appeared: 1, gone: 0, signedOut: 0 };
    const app = await openList({
      prepare: (mock) => mock.succeed('history.timeline', { step: 'hour', points: [point] }),
    });
    const view = await openHistory(app);
    const picture = await within(view).findByRole('slider', { name: /hour by hour/ });
    expect(picture.getAttribute('aria-valuetext')).toBe(
      '24 Nov 2026, 09:00 to 10:00: 3 sessions, 1 appeared',
    );
  });
});
