// The list: order, search, keyboard, selection, deltas, and text that wants to deceive.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../electron/shared/ids.ts';
import {
  account,
  accountId,
  day,
  deviceId,
  listState,
  manySessions,
  minute,
  now,
  session,
  sessionList,
} from '../fixtures/contract-data.ts';
import { openList } from './open-app.ts';

const byLastSeen = [
  'Muster on thinkpad',
  'Element Web on Firefox',
  'Element X Android',
  'no name',
  'matrix-nio',
  'Fluffychat on Pixel 6',
  'Offline key store',
  'nheko',
];

function selected(): readonly (string | undefined)[] {
  return screen
    .queryAllByRole('row', { selected: true })
    .map((row) => row.querySelector('code')?.textContent);
}

function search(): HTMLElement {
  return screen.getByRole('searchbox', { name: 'Search sessions' });
}

describe('the list', () => {
  it('shows the newest first and what is unknown last, and says how old it is', async () => {
    const { names } = await openList({ list: { dropped: 1 } });
    expect(names()).toEqual(byLastSeen);
    screen.getByRole('heading', { name: '@alice:example.org' });
    screen.getByText(
      /read 2 minutes ago · 1 entry of the server's answer was unusable and is not shown/,
    );
  });

  it('is sorted by a click on a column, remembers it, and tells screen readers', async () => {
    const { user, names, mock } = await openList();
    await user.click(screen.getByRole('button', { name: 'Session' }));
    expect(names()[0]).toBe('Element Web on Firefox');
    expect(names().at(-1)).toBe('no name');
    const header = screen.getByRole('columnheader', { name: 'Session' });
    expect(header.getAttribute('aria-sort')).toBe('ascending');
    await user.click(within(header).getByRole('button'));
    expect(names()[0]).toBe('Offline key store');
    expect(names().at(-1)).toBe('no name');
    await waitFor(() =>
      expect(mock.argumentsOf('settings.save').at(-1)?.sort).toEqual({
        column: 'name',
        direction: 'descending',
      }),
    );
  });

  it('is searched as one types, over names, ids and addresses', async () => {
    const { user, names } = await openList();
    await user.keyboard('/');
    expect(document.activeElement).toBe(search());
    await user.keyboard('FLUFFY');
    expect(names()).toEqual(['Fluffychat on Pixel 6']);
    await user.clear(search());
    await user.keyboard('10.0.0');
    expect(names()).toEqual(['no name']);
    expect(screen.getAllByRole('status').map((status) => status.textContent)).toContain(
      '1 session found.',
    );
    await user.keyboard('{Escape}');
    expect(names()).toEqual(byLastSeen);
  });

  it('offers a way out when nothing is found', async () => {
    const { user, names } = await openList();
    await user.type(search(), 'zzz');
    screen.getByText('No session is like this.');
    await user.click(screen.getByRole('button', { name: 'Show all sessions' }));
    expect(names()).toEqual(byLastSeen);
  });

  it('mounts few rows of many, and counts all of them for screen readers', async () => {
    await openList({ sessions: manySessions(20_000) });
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('20001');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
  });
});

describe('the keyboard', () => {
  it('moves, selects, extends and opens', async () => {
    const { user, row } = await openList();
    await user.click(search());
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(row(/MUSTRQ7KD2/));
    await user.keyboard('{ArrowDown} ');
    expect(selected()).toEqual(['QBUAZIFURK']);
    await user.keyboard('{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(selected()).toEqual(['QBUAZIFURK', 'AUIECTSRND', 'HCXKZLWMQP', 'NIOBOT0042']);
    await user.keyboard('{Shift>}{ArrowUp}{/Shift}');
    expect(selected()).toEqual(['QBUAZIFURK', 'AUIECTSRND', 'HCXKZLWMQP']);
    await user.keyboard('{End}{Enter}');
    const details = await screen.findByRole('complementary', { name: 'Session details' });
    within(details).getByRole('heading', { name: 'nheko' });
  });

  it('goes to the last session and back to the first with Ctrl', async () => {
    const { user, row } = await openList();
    await user.click(search());
    await user.keyboard('{ArrowDown}{Control>}{End}{/Control}');
    expect(document.activeElement).toBe(row(/nheko/));
    await user.keyboard('{Control>}{Home}{/Control}');
    expect(document.activeElement).toBe(row(/MUSTRQ7KD2/));
  });

  it('finds one place to stop at in the grid, wherever in it that is', async () => {
    const { user, row } = await openList();
    const grid = screen.getByRole('grid');
    const stops = () => [...grid.querySelectorAll<HTMLElement>('[tabindex="0"]')];
    await user.click(search());
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(stops()).toEqual([row(/QBUAZIFURK/)]);
    expect(grid.querySelectorAll('button:not([tabindex]), input:not([tabindex])')).toHaveLength(0);
    await user.tab();
    expect(grid.contains(document.activeElement)).toBe(false);
    await user.tab({ shift: true });
    expect(document.activeElement).toBe(row(/QBUAZIFURK/));
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowRight}');
    const lastSeen = within(grid).getByRole('button', { name: /^Last seen/ });
    expect(document.activeElement).toBe(lastSeen);
    expect(stops()).toEqual([lastSeen]);
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(row(/MUSTRQ7KD2/));
    expect(stops()).toEqual([row(/MUSTRQ7KD2/)]);
  });

  it('sorts and selects from the head', async () => {
    const { user, names } = await openList();
    await user.click(search());
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    expect(names()[0]).toBe('Element Web on Firefox');
    await user.keyboard('{Home} ');
    expect(selected().length).toBeGreaterThan(3);
  });

  it('closes with Esc what lies on top: details, then the selection, then the search', async () => {
    const { user, names } = await openList();
    await user.type(search(), 'element{Enter} {Enter}');
    await screen.findByRole('complementary');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(selected()).toHaveLength(1);
    await user.keyboard('{Escape}');
    expect(selected()).toHaveLength(0);
    expect(names()).toHaveLength(2);
    await user.keyboard('{Escape}');
    expect(names()).toHaveLength(8);
  });

  it('selects with Ctrl+A what the search shows, and never the own session', async () => {
    const { user } = await openList();
    await user.type(search(), 'm{Enter}');
    await user.keyboard('{Control>}a{/Control}');
    expect(selected()).not.toContain('MUSTRQ7KD2');
    expect(selected()).toContain('NIOBOT0042');
    screen.getByText('this session and the key store are kept');
  });

  it('stays in the list when a refresh moves or removes the row it is on', async () => {
    const { user, mock, row } = await openList();
    await user.click(search());
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(row(/QBUAZIFURK/));
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: [deviceId('QBUAZIFURK')],
      state: listState(),
    });
    await waitFor(() => expect(document.activeElement).toBe(row(/AUIECTSRND/)));
  });
});

describe('the selection', () => {
  it('takes a box by click and a range by shift-click, but not the lock', async () => {
    const { user, row } = await openList();
    const box = (name: RegExp): HTMLElement => {
      const [first] = within(row(name)).getAllByRole('gridcell');
      if (!first) throw new Error('no cell');
      return first;
    };
    await user.click(box(/QBUAZIFURK/));
    await user.keyboard('{Shift>}');
    await user.click(row(/HCXKZLWMQP/));
    await user.keyboard('{/Shift}');
    expect(selected()).toEqual(['QBUAZIFURK', 'AUIECTSRND', 'HCXKZLWMQP']);
    expect(row(/MUSTRQ7KD2/).hasAttribute('aria-selected')).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(selected()).toEqual([]);
  });

  it('outlives a search, and says what the search hides', async () => {
    const { user } = await openList();
    await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    await user.type(search(), 'element');
    const bar = screen.getByRole('group', { name: 'Selection' });
    within(bar).getByText('6 selected');
    within(bar).getByText('4 of them not shown now');
  });

  it('loses what has vanished', async () => {
    const { user, mock } = await openList();
    await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: [deviceId('NIOBOT0042'), deviceId('QXWYEORPVB')],
      state: listState(),
    });
    await screen.findByText('4 selected');
  });

  it("keeps Muster's session of the same account at another address out, and says so", async () => {
    const accounts = [
      account(),
      account({ accountId: 'elsewhere' as AccountId, deviceId: deviceId('NIOBOT0042') }),
    ];
    const { user, row } = await openList({ app: { accounts } });
    within(row(/NIOBOT0042/)).getByText("Muster's session at another address, kept");
    await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    expect(selected()).not.toContain('NIOBOT0042');
    screen.getByText("this session, Muster's at another address and the key store are kept");
    await user.click(row(/NIOBOT0042/));
    await screen.findByText(/Muster's own session of the same account at another address/);
    expect(screen.queryByRole('button', { name: 'Sign out…' })).toBeNull();
  });

  it('can be signed out as a whole only where the own session is known', async () => {
    const { user } = await openList({
      app: {
        accounts: [account({ deviceId: null })],
      },
    });
    await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    screen.getByText("the server doesn't say which session is this one");
    const button = screen.getByRole('button', { name: /^Sign out 7 sessions/ });
    expect(button.hasAttribute('disabled')).toBe(true);
  });
});

describe('changes', () => {
  it('are applied on top of the revision on screen', async () => {
    const { mock, names } = await openList();
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [session('NEW', { displayName: 'New phone', lastSeenAt: now })],
      removed: [deviceId('NIOBOT0042')],
      state: listState({ fetchedAt: now }),
    });
    await waitFor(() => expect(names()).toContain('New phone'));
    expect(names()).not.toContain('matrix-nio');
    expect(mock.argumentsOf('sessions.open')).toHaveLength(1);
  });

  it('that were missed make the list be read anew', async () => {
    const { mock, names } = await openList();
    mock.succeed('sessions.open', { ...sessionList([session('ONLY')]), revision: 9 });
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 7,
      revision: 8,
      upserted: [],
      removed: [],
      state: listState(),
    });
    await waitFor(() => expect(names()).toEqual(['Session ONLY']));
  });

  it('say why a refresh failed, how old the list is, and offer another try', async () => {
    const { user, mock } = await openList({
      list: {
        fetchedAt: now - 5 * 60 * minute,
        refresh: {
          kind: 'failed',
          error: { code: 'unreachable', host: 'matrix.example.org' },
          retryAt: now + 30_000,
        },
      },
    });
    screen.getByText("matrix.example.org can't be reached.");
    screen.getByText(/This list is from 5 hours ago\./);
    screen.getByText(/Muster tries again in 30 s\./);
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    expect(mock.argumentsOf('sessions.refresh')).toEqual([{ accountId }]);
  });
});

describe('hostile text', () => {
  it('is shown spelled out, in the list and in the details', async () => {
    const { user, row } = await openList({
      sessions: [
        session('evil\u202Egnp.exe', {
          displayName: '<b>safe\u202E\u200B</b>',
          lastSeenAt: now - day,
        }),
      ],
    });
    const hostile = row(/safe/);
    expect(hostile.querySelector('.name b')?.textContent).toBe('<b>safeU+202EU+200B</b>');
    expect(hostile.querySelector('code')?.textContent).toBe('evilU+202Egnp.exe');
    await user.click(hostile);
    const details = await screen.findByRole('complementary');
    expect(details.textContent).not.toMatch(/[\u200B\u202E]/);
    expect(details.querySelector('h2 b')).toBeNull();
  });
});

describe('the details', () => {
  it('show the list’s data at once, then the server’s answer', async () => {
    const { user, row, mock } = await openList({
      prepare: (prepared) => void prepared.hold('sessions.detail'),
    });
    await user.click(row(/QBUAZIFURK/));
    const details = await screen.findByRole('complementary');
    within(details).getByText('185.15.59.77');
    within(details).getByText('From the list. Asking the server…');
    expect(mock.argumentsOf('sessions.detail')).toEqual([{ accountId, deviceId: 'QBUAZIFURK' }]);
  });

  it('say that a session is gone, and offer nothing for it', async () => {
    const { user, row } = await openList({
      prepare: (mock) => mock.succeed('sessions.detail', { kind: 'gone' }),
    });
    await user.click(row(/QBUAZIFURK/));
    await screen.findByText('This session is no longer on the server.');
    expect(screen.getByRole('button', { name: 'Sign out…' }).hasAttribute('disabled')).toBe(true);
  });

  it('ignore a late answer about another session', async () => {
    let settle: ((result: never) => void) | undefined;
    const { user, row } = await openList({
      prepare: (mock) => {
        settle = mock.hold('sessions.detail');
      },
    });
    await user.click(row(/QBUAZIFURK/));
    await user.click(row(/NIOBOT0042/));
    settle?.({ ok: true, value: { kind: 'gone' } } as never);
    const details = await screen.findByRole('complementary');
    within(details).getByText('From the list. Asking the server…');
    within(details).getByRole('heading', { name: 'matrix-nio' });
  });
});
