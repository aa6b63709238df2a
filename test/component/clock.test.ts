// A list whose server has another time than this computer.
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { accountId, day, hour, listState, now, session } from '../fixtures/contract-data.ts';
import { openList } from './open-app.ts';

const ahead = -100 * day;
const behind = /This computer's clock is 30 hours behind the server's\./;

describe('where the computer’s clock is 100 days ahead', () => {
  const server = now + ahead;

  it('ages are those that the server counts', async () => {
    const { row } = await openList({
      sessions: [
        session('PHONE', { displayName: 'Phone', lastSeenAt: server - 2 * hour }),
        session('OLD', { displayName: 'Old', lastSeenAt: server - 200 * day }),
      ],
      list: { fetchedAt: server - 2 * 60_000, serverAhead: ahead },
    });
    expect(row(/Phone/).textContent).toContain('2 hours ago');
    expect(row(/Phone/).textContent).not.toContain('Inactive');
    expect(row(/Old/).textContent).toContain('Inactive');
    screen.getByText(/read 2 minutes ago/);
  });
});

describe('a large difference between the clocks', () => {
  it('is told until the user knows, then no more', async () => {
    const { user, mock } = await openList({ list: { serverAhead: 30 * hour } });
    screen.getByText(behind);
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(behind)).toBeNull();
    await waitFor(() => expect(mock.argumentsOf('settings.save').at(-1)?.putAside).toHaveLength(1));
  });

  it('is told again only where it is another one', async () => {
    const { user, mock } = await openList({ list: { serverAhead: 30 * hour } });
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    function becomes(baseRevision: number, serverAhead: number): void {
      const revision = baseRevision + 1;
      const state = listState({ serverAhead });
      mock.emit('sessions.changed', {
        ...{ accountId, baseRevision, revision, state },
        ...{ upserted: [], removed: [] },
      });
    }
    becomes(1, 30 * hour + 5_000);
    expect(screen.queryByText(/This computer's clock/)).toBeNull();
    becomes(2, -100 * day);
    await waitFor(() => screen.getByText(/100 days ahead of the server's/));
    becomes(3, 0);
    await waitFor(() => expect(screen.queryByText(/This computer's clock/)).toBeNull());
  });
});
