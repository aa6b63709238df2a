// The history of an account: events by day, a search, older pages, the picture.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import type { HistoryEvent } from '../../electron/shared/history.ts';
import {
  accountId,
  deviceId,
  historyEvent,
  listState,
  now,
  timelineDays,
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

describe('the history', () => {
  it('says what happened to what and when, with hostile names spelled out', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.page', { events, before: null }),
    });
    const view = await openHistory(app);
    expect(app.mock.argumentsOf('history.page')[0]).toEqual({
      accountId,
      deviceId: null,
      text: '',
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
      prepare: (mock) => mock.succeed('history.page', { events, before: null }),
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
        mock.on('history.page', ({ text, before }) =>
          ok(
            before === null
              ? { events: text === '' ? events : events.slice(1), before: 28 }
              : { events: [historyEvent(3, { kind: 'appeared' }, bot)], before: null },
          ),
        ),
    });
    const view = await openHistory(app);
    await within(view).findByText(/Address changed/);
    await app.user.type(within(view).getByRole('searchbox', { name: 'Search history' }), ' bot ');
    await waitFor(() => expect(within(view).queryByText(/Address changed/)).toBeNull());
    await app.user.click(within(view).getByRole('button', { name: 'Show older' }));
    await within(view).findByRole('region', { name: '14 Nov' });
    expect(app.mock.argumentsOf('history.page').at(-1)).toEqual({
      accountId,
      deviceId: null,
      text: 'bot',
      before: 28,
    });
    expect(within(view).queryByRole('button', { name: 'Show older' })).toBeNull();
  });

  it('takes what happens meanwhile, each event once', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.page', { events, before: null }),
    });
    const view = await openHistory(app);
    await within(view).findByText(/Address changed/);
    app.mock.succeed('history.page', {
      events: [historyEvent(241, { kind: 'gone' }), ...events],
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
    await within(view).findByText('Nothing in the history contains this.');
    app.mock.on('history.page', () => fail({ code: 'store', reason: 'failed' }));
    await app.user.type(within(view).getByRole('searchbox', { name: 'Search history' }), 'z');
    await within(view).findByText("Muster can't save its data.");
    app.mock.succeed('history.page', { events, before: null });
    await app.user.click(within(view).getByRole('button', { name: 'Try again' }));
    await within(view).findByText(/Address changed/);
  });
});

describe('the picture', () => {
  it('tells each day to the keyboard', async () => {
    const app = await openList({
      prepare: (mock) => mock.succeed('history.timeline', timelineDays),
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
});
