// The review before a sign-out: its order, taking out, and what arms the button.
import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { account, eightSessions, manySessions, now, session } from '../fixtures/contract-data.ts';
import type { Session } from '../../electron/shared/model.ts';
import { confirmedLists, openList, type OpenApp } from './open-app.ts';

const day = 86_400_000;

async function review(sessions: readonly Session[], changes: object = {}): Promise<OpenApp> {
  const app = await openList({
    sessions,
    prepare: (mock) => {
      mock.hold('signOut.start');
      mock.hold('exports.save');
    },
    ...changes,
  });
  await app.user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
  await app.user.click(screen.getByRole('button', { name: /^Sign out [\d,]+ sessions…$/ }));
  return app;
}

function grid(): HTMLElement {
  return screen.getByRole('grid', { name: 'Sessions to sign out' });
}

/** Ids and headings, from top to bottom. */
function lines(): readonly string[] {
  return within(grid())
    .getAllByRole('row')
    .filter((row) => row.getAttribute('aria-rowindex') !== '1')
    .sort(
      (a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')),
    )
    .map((row) => row.querySelector('code')?.textContent ?? row.textContent.trim());
}

function signOut(): HTMLButtonElement {
  return within(screen.getByRole('dialog')).getByRole<HTMLButtonElement>('button', {
    name: /^Sign out [\d,]+ sessions?$/,
  });
}

/** Abandoned and without a name that means anything. */
function old(id: string, daysAgo = 200): Session {
  return session(id, { lastSeenAt: now - daysAgo * day, trust: { kind: 'no-encryption' } });
}

describe('a review', () => {
  it('has what deserves a second look on top, with why, and takes a tick for it', async () => {
    const { user } = await review(eightSessions);
    expect(lines().slice(0, 3)).toEqual(['A second look', 'QBUAZIFURK', 'The others']);
    within(grid()).getByText(/seen in the last 24 hours, new address/);
    screen.getByText('One of them deserves a second look');
    expect(signOut().disabled).toBe(true);
    await user.click(screen.getByRole('checkbox', { name: 'I have looked at the one at the top' }));
    expect(signOut().disabled).toBe(false);
  });

  it('tells what goes, what that costs and what stays', async () => {
    await review(eightSessions);
    const dialog = screen.getByRole('dialog').textContent.replaceAll(/\s+/g, ' ');
    expect(dialog).toContain('5 of 8 sessions');
    expect(dialog).toContain('2 lose their message keys; of 1 it is not known');
    expect(dialog).toContain('3 stay, with this one and the key store');
  });

  it('takes sessions out by key and by mouse, keeps the focus, and puts them back', async () => {
    const { user, mock } = await review([
      old('A', 200),
      old('B', 300),
      old('C', 400),
      old('D', 500),
    ]);
    expect(lines()).toEqual(['A', 'B', 'C', 'D']);
    within(grid()).getAllByRole('row')[1]?.focus();
    await user.keyboard('{ArrowDown}{Delete}');
    expect(lines()).toEqual(['A', 'C', 'D']);
    expect(document.activeElement?.querySelector('code')?.textContent).toBe('C');
    await user.click(within(grid()).getAllByRole('button', { name: 'Take out' })[2] as HTMLElement);
    expect(lines()).toEqual(['A', 'C']);
    screen.getByText(/2 sessions taken out, and kept/);
    await user.click(screen.getByRole('button', { name: 'Put back' }));
    expect(lines()).toEqual(['A', 'B', 'C', 'D']);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(mock.argumentsOf('signOut.start')).toEqual([]);
  });

  it('sends what is left in it, and nothing else', async () => {
    const { user, mock } = await review([old('A', 200), old('B', 300), old('C', 400)]);
    within(grid()).getAllByRole('row')[1]?.focus();
    await user.keyboard('{Delete}');
    await user.click(signOut());
    expect(confirmedLists(mock).map(({ deviceIds }) => deviceIds)).toEqual([['B', 'C']]);
  });

  it('never becomes empty by a key', async () => {
    const { user } = await review([old('A'), old('B')]);
    within(grid()).getAllByRole('row')[1]?.focus();
    await user.keyboard('{Delete}{Delete}');
    expect(lines()).toEqual(['B']);
  });

  it('is sorted by any column, each group by itself', async () => {
    const { user } = await review([
      old('B', 300),
      old('A', 200),
      { ...old('U', 0), lastSeenAt: now - 1000 },
      old('C', 400),
    ]);
    expect(lines()).toEqual(['A second look', 'U', 'The others', 'A', 'B', 'C']);
    const byTime = within(grid()).getByRole('columnheader', { name: 'Last seen' });
    await user.click(within(byTime).getByRole('button'));
    expect(lines()).toEqual(['A second look', 'U', 'The others', 'C', 'B', 'A']);
    expect(byTime.getAttribute('aria-sort')).toBe('ascending');
  });

  it('of more than a hundred takes a tick of its own', async () => {
    const sessions = Array.from({ length: 101 }, (_, index) => old(`S${index}`, 200 + index));
    const { user } = await review(sessions);
    expect(signOut().disabled).toBe(true);
    await user.click(screen.getByRole('checkbox', { name: 'I have looked through all 101' }));
    expect(signOut().disabled).toBe(false);
  });

  it('takes none for a hundred that nobody uses', async () => {
    await review(Array.from({ length: 100 }, (_, index) => old(`S${index}`, 200 + index)));
    expect(screen.queryByRole('checkbox', { name: /^I have looked/ })).toBeNull();
    expect(signOut().disabled).toBe(false);
  });

  it('takes none where each is confirmed on the server’s page', async () => {
    await review(eightSessions, {
      app: { accounts: [account({ signOutRoute: 'account-page' })] },
    });
    expect(screen.queryByRole('checkbox', { name: /^I have looked/ })).toBeNull();
  });

  it('saves its list, with addresses and in no other extent', async () => {
    const { user, mock } = await review([old('A'), old('B'), ...manySessions(1).slice(0, 1)]);
    await user.click(screen.getByRole('button', { name: 'Save the list…' }));
    expect(
      mock
        .argumentsOf('exports.save')
        .map(({ deviceIds, format, withAddresses }) => [
          [...(deviceIds ?? [])].sort(),
          format,
          withAddresses,
        ]),
    ).toEqual([[['A', 'B'], 'csv', true]]);
  });
});
