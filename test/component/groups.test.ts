// Sessions by name, network or app: a tree that opens, is worked by keyboard, and selects as the list does.
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { day, now, session, accountId, settings } from '../fixtures/contract-data.ts';
import { openApp, type OpenApp } from './open-app.ts';

const relay = (id: string, age: number) =>
  session(id, { displayName: 'alert-relay', lastSeenAt: now - age * day, lastSeenIp: '10.0.0.1' });

const sessions = [
  session('PHONE', { displayName: 'Element X Android', lastSeenAt: now - 1 * day }),
  relay('R1', 2),
  relay('R2', 100),
  relay('R3', 300),
  session('DESK', { displayName: 'Element Desktop', lastSeenAt: now - 4 * day }),
  session('LOCKED1', { displayName: 'kept', lastSeenAt: now - 5 * day, pinned: true }),
  session('LOCKED2', { displayName: 'kept', lastSeenAt: now - 6 * day, pinned: true }),
];

async function openByName(): Promise<OpenApp> {
  const app = openApp({ sessions, app: { settings: settings({ grouping: 'name' }) } });
  await screen.findByRole('treegrid', { name: 'Sessions' });
  return app;
}

function selectionBar(): string {
  return screen.queryByRole('group', { name: 'Selection' })?.textContent ?? '';
}

describe('groups', () => {
  it('are chosen beside the search, and remembered', async () => {
    const { user, mock } = openApp({ sessions });
    await screen.findByRole('grid');
    await user.click(screen.getByRole('radio', { name: 'By name' }));
    await screen.findByRole('treegrid');
    await waitFor(() => expect(mock.argumentsOf('settings.save').at(-1)?.grouping).toBe('name'));
  });

  it('tell how many, how old, and open to their sessions by a click', async () => {
    const { user, names, row } = await openByName();
    expect(names()).toEqual(['Element X Android', 'alert-relay', 'Element Desktop', 'kept']);
    const group = row(/alert-relay/);
    expect(group.textContent).toContain('3 sessions: 2 inactive');
    expect(group.textContent).toMatch(/2 days ago\s+to \d+ months ago/);
    expect(group.getAttribute('aria-expanded')).toBe('false');
    await user.click(group);
    expect(row(/alert-relay/).getAttribute('aria-expanded')).toBe('true');
    expect(row(/R2/).getAttribute('aria-level')).toBe('2');
    expect(row(/Desktop/).getAttribute('aria-level')).toBe('1');
    await user.click(row(/3 sessions/));
    expect(names()).toHaveLength(4);
  });

  it('are opened, walked and closed by the arrow keys', async () => {
    const { user, names } = await openByName();
    const at = () => document.activeElement?.textContent;
    await user.keyboard('/{Enter}{ArrowDown}');
    await waitFor(() => expect(at()).toContain('3 sessions'));
    await user.keyboard('{ArrowRight}{ArrowRight}');
    await waitFor(() => expect(at()).toContain('R1'));
    await user.keyboard('{ArrowDown}{ArrowLeft}');
    await waitFor(() => expect(at()).toContain('3 sessions'));
    await user.keyboard('{ArrowLeft}');
    await waitFor(() => expect(names()).toHaveLength(4));
    expect(at()).toContain('3 sessions');
  });

  it('are selected whole, without what is kept, and stay so when they are put together anew', async () => {
    const { user, row } = await openByName();
    await user.click(row(/alert-relay/).querySelector('[data-box]')!);
    await waitFor(() => expect(selectionBar()).toContain('3 selected'));
    expect(row(/alert-relay/).getAttribute('aria-selected')).toBe('true');
    expect(row(/kept/).textContent).toContain('All of these are kept');
    await user.click(screen.getByRole('radio', { name: 'By network' }));
    await waitFor(() => expect(row(/10\.0\.0\.0\/24/).getAttribute('aria-selected')).toBe('true'));
    await user.click(screen.getByRole('radio', { name: 'All' }));
    await screen.findByRole('grid');
    expect(screen.getAllByRole('row', { selected: true })).toHaveLength(3);
  });

  it('say that some of them are selected', async () => {
    const { user, row } = await openByName();
    await user.click(row(/alert-relay/));
    await user.click(row(/R2/).querySelector('[data-box]')!);
    expect(row(/3 sessions/).textContent).toContain('some selected');
    await user.click(row(/3 sessions/).querySelector('[data-box]')!);
    expect(row(/3 sessions/).getAttribute('aria-selected')).toBe('true');
    await user.click(row(/3 sessions/).querySelector('[data-box]')!);
    expect(screen.queryAllByRole('row', { selected: true })).toHaveLength(0);
  });

  it('are searched by what is in them', async () => {
    const { user, names } = await openByName();
    await user.keyboard('/R2');
    await waitFor(() => expect(names()).toEqual(['alert-relay']));
    expect(screen.getByRole('row', { name: /R2/ }).getAttribute('aria-expanded')).toBeNull();
  });

  it('open for a session that is to be shown', async () => {
    const { mock, row } = await openByName();
    mock.emit('app.navigate', { accountId, deviceId: sessions[2]!.deviceId });
    await waitFor(() => expect(row(/R2/).getAttribute('aria-level')).toBe('2'));
  });
});
