// What the audit shows on the list: trust, tags, numbers that filter, the picture, and the alarm.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import {
  account,
  accountId,
  day,
  deviceId,
  eightSessions,
  identityKey,
  identityState,
  listState,
  now,
  otherIdentityKey,
  session,
} from '../fixtures/contract-data.ts';
import { openApp, openList } from './open-app.ts';

const changed = identityState({
  current: { kind: 'present', publicKey: otherIdentityKey },
  changed: true,
});

const verdict = () => within(screen.getByRole('region', { name: 'What stands out' }));

function card(name: RegExp): HTMLElement {
  return verdict().getByRole('button', { name });
}

function bar(name: RegExp): HTMLElement {
  return within(screen.getByRole('toolbar', { name: 'Last seen, by month' })).getByRole('button', {
    name,
  });
}

describe('the rows', () => {
  it('wear what is known of their trust, and what stands out', async () => {
    const { row } = await openList();
    const tags = (name: RegExp): string => row(name).querySelector('.tags')?.textContent ?? '';
    expect(tags(/QBUAZIFURK/)).toMatch(/Not verified\s*New/);
    expect(tags(/AUIECTSRND/)).toMatch(/Verified\s*Last verified/);
    expect(tags(/NIOBOT0042/)).toMatch(/No encryption\s*Inactive/);
    expect(tags(/QXWYEORPVB/).trim()).toBe('Not checked');
    expect(row(/QBUAZIFURK/).textContent).toContain('new address');
    expect(row(/HCXKZLWMQP/).textContent).toContain('private network');
  });

  it('are sorted by trust, what needs a look first and what is unknown last', async () => {
    const { user, names } = await openList({
      sessions: [
        session('A', { displayName: 'unknown', trust: { kind: 'unchecked' } }),
        session('B', { displayName: 'fine', trust: { kind: 'verified', fingerprint: 'x' } }),
        session('C', { displayName: 'broken', trust: { kind: 'broken-signature' } }),
      ],
    });
    await user.click(screen.getByRole('button', { name: 'Trust' }));
    expect(names()).toEqual(['broken', 'fine', 'unknown']);
    await user.click(screen.getByRole('button', { name: 'Trust' }));
    expect(names()).toEqual(['fine', 'broken', 'unknown']);
  });

  it('are found by the private note', async () => {
    const { user, names } = await openList();
    await user.type(screen.getByRole('searchbox'), 'ask it');
    expect(names()).toEqual(['Element Web on Firefox']);
  });
});

describe('the verdict', () => {
  it('is one sentence, with a card for each concern', async () => {
    await openList();
    verdict().getByRole('heading', {
      name: '3 of your 8 sessions look abandoned, and one is new since your last look.',
    });
    expect(verdict().getAllByRole('listitem')).toHaveLength(4);
    expect(screen.getByRole('region', { name: 'What stands out' }).textContent).toContain(
      '“Element Web on Firefox”, first seen 5 hours ago.',
    );
  });

  it('narrows the list by the number of a card, and widens it again', async () => {
    const { user, names } = await openList();
    await user.click(card(/^3\s*not seen for 90 days$/));
    expect(names()).toEqual(['no name', 'matrix-nio', 'Fluffychat on Pixel 6']);
    expect(card(/not seen/).getAttribute('aria-pressed')).toBe('true');
    screen.getByText('3 of 8 sessions:');
    await user.click(card(/^1\s*new since your last look$/));
    expect(names()).toEqual(['Element Web on Firefox']);
    await user.click(card(/^1\s*new/));
    expect(names()).toHaveLength(8);
  });

  it('asks about all that may go in one click, and cancelling gives everything back', async () => {
    const { user, names, mock } = await openList({
      sessions: eightSessions.map((one) =>
        one.deviceId === 'NIOBOT0042' ? { ...one, pinned: true } : one,
      ),
    });
    await user.type(screen.getByRole('searchbox'), 'element');
    const before = names();
    await user.click(card(/^Review 2…$/));
    const dialog = await screen.findByRole('dialog', { name: 'Sign out 2 sessions?' });
    expect(within(dialog).queryByText('matrix-nio')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(names()).toEqual(before);
    expect(screen.queryByText(/selected/)).toBeNull();
    expect(mock.argumentsOf('signOut.start')).toEqual([]);
  });

  it('ends with the act: nothing is left, and one way back', async () => {
    const { user, mock, names } = await openList();
    await user.click(card(/^3\s*not seen/));
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: ['HCXKZLWMQP', 'NIOBOT0042', 'ZVNRWOPTLA'].map(deviceId),
      state: listState(),
    });
    await screen.findByText('Nothing is left that is not seen for 90 days.');
    await user.click(screen.getByRole('button', { name: 'Show all sessions' }));
    expect(names()).toHaveLength(5);
  });

  it('can be put aside until its sessions change, and brought back', async () => {
    const { user, mock } = await openList({
      prepare: (prepared) => {
        prepared.succeed('settings.save', null);
      },
    });
    const titled = (title: RegExp): HTMLElement | null =>
      verdict().queryByRole('group', { name: title });
    const old = titled(/not seen for 90 days/);
    await user.click(
      within(old as HTMLElement).getByRole('button', { name: 'I know about these' }),
    );
    expect(titled(/not seen for 90 days/)).toBeNull();
    expect(verdict().getByRole('heading').textContent).not.toContain('abandoned');
    const back = screen.getByRole('button', { name: 'Show again' });
    expect(document.activeElement).toBe(back);
    await user.click(back);
    expect(titled(/not seen for 90 days/)).not.toBeNull();
    await user.click(
      within(titled(/not seen for 90 days/) as HTMLElement).getByRole('button', {
        name: 'I know about these',
      }),
    );
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: [deviceId('NIOBOT0042')],
      state: listState(),
    });
    await waitFor(() => expect(titled(/^2 not seen for 90 days/)).not.toBeNull());
  });

  it('leads to those that should be looked at, not to their sign-out', async () => {
    const { user, names } = await openList();
    const found = verdict().getAllByRole('button', { name: 'Look at it' })[0];
    await user.click(found ?? card(/none/));
    expect(names()).toEqual(['Element Web on Firefox']);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('never praises where nobody could look', async () => {
    await openList({
      sessions: eightSessions.map((one) => ({
        ...one,
        trust: { kind: 'unchecked' },
        isNew: false,
        lastSeenAt: now - day,
      })),
      list: {
        trustCheckedAt: null,
        identity: identityState({ current: { kind: 'unchecked' }, pinned: null }),
        lookedAt: null,
      },
    });
    verdict().getByRole('heading', { name: '6 of your 8 sessions could not be checked.' });
    verdict().getByText('Whether sessions are verified could not be checked.');
    expect(verdict().queryByRole('button', { name: /^0/ })).toBeNull();
  });

  it('reviews nothing while nobody is signed in', async () => {
    await openList({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] },
    });
    expect(card(/^Review 3…$/).hasAttribute('disabled')).toBe(true);
  });

  it('follows the days that the settings say', async () => {
    const { user, mock } = await openList();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    const field = await screen.findByLabelText('A session is inactive when it was not seen for');
    await user.clear(field);
    await user.type(field, '400');
    await waitFor(() => expect(mock.argumentsOf('settings.save').at(-1)?.inactiveDays).toBe(400));
    await user.click(screen.getByRole('button', { name: /^@alice:example.org/ }));
    await waitFor(() => card(/^2\s*not seen for 400 days$/));
  });
});

describe('the picture of last-seen months', () => {
  it('filters by a month that is pressed, and by unknown; the same again clears', async () => {
    const { user, names } = await openList();
    await user.click(bar(/^Dec 2025: 1 session$/));
    expect(names()).toEqual(['no name']);
    await user.click(bar(/^Dec 2025/));
    expect(names()).toHaveLength(8);
    await user.click(bar(/^Last seen unknown: 2 sessions/));
    expect(names()).toEqual(['Offline key store', 'nheko']);
    screen.getByText(/last seen unknown$/);
  });

  it('filters by a range that is dragged', async () => {
    const { names } = await openList();
    await fireEvent.pointerDown(bar(/^Sept? 2025/), { button: 0 });
    await fireEvent.pointerMove(bar(/^Dec 2025/));
    await fireEvent.pointerUp(bar(/^Dec 2025/));
    expect(names()).toEqual(['no name', 'matrix-nio']);
    screen.getByText('2 of 8 sessions:');
  });

  it('is worked with the arrows: shift extends, Esc clears', async () => {
    const { user, names } = await openList();
    bar(/^Last seen unknown/).focus();
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(bar(/^Nov 2026/));
    await user.keyboard(' ');
    expect(names()).toHaveLength(3);
    await user.keyboard('{Home}{Shift>}{ArrowRight}{/Shift}');
    expect(names()).toEqual(['Fluffychat on Pixel 6', 'Offline key store', 'nheko']);
    await user.keyboard('{Escape}');
    expect(names()).toHaveLength(8);
  });

  it('goes together with a card and the search, and one button clears all of them', async () => {
    const { user, names } = await openList();
    await user.click(card(/^3\s*not seen/));
    await fireEvent.pointerDown(bar(/^Jul 2025/), { button: 0 });
    await fireEvent.pointerMove(bar(/^Sept? 2025/));
    await fireEvent.pointerUp(bar(/^Sept? 2025/));
    await user.type(screen.getByRole('searchbox'), 'nio');
    expect(names()).toEqual(['matrix-nio']);
    const line = screen.getByText('1 of 8 sessions:').closest('p');
    expect(line?.textContent).toMatch(
      /not seen for 90 days, last seen until Sept? 2025, with “nio”/,
    );
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(names()).toHaveLength(8);
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('');
  });
});

describe('a changed identity', () => {
  it('stays on screen until the user has compared both fingerprints and accepts', async () => {
    const { user, mock } = await openList({
      list: { identity: changed },
      prepare: (prepared) => prepared.succeed('sessions.acceptIdentity', null),
    });
    const alarm = screen.getByRole('alert');
    within(alarm).getByText('The identity of this account has changed.');
    await user.click(within(alarm).getByRole('button', { name: 'Answer…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Did you reset your identity?' });
    const shown = (key: string) => dialog.textContent.replace(/\s/g, '').includes(key);
    expect([shown(identityKey), shown(otherIdentityKey)]).toEqual([true, true]);
    await user.click(within(dialog).getByRole('button', { name: 'I reset it myself…' }));
    expect(dialog.querySelectorAll('mark').length).toBeGreaterThan(0);
    expect(mock.argumentsOf('sessions.acceptIdentity')).toEqual([]);
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Answer…' }));
    await user.click(screen.getByRole('button', { name: 'I reset it myself…' }));
    await user.click(screen.getByRole('button', { name: 'Accept the new identity' }));
    expect(mock.argumentsOf('sessions.acceptIdentity')).toEqual([
      { accountId, publicKey: otherIdentityKey },
    ]);
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: [],
      state: listState({
        identity: identityState({
          current: { kind: 'present', publicKey: otherIdentityKey },
          pinned: otherIdentityKey,
        }),
      }),
    });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('that was not the user leads to what to do, and to the list of all others', async () => {
    const { user, mock } = await openList({ list: { identity: changed } });
    await user.click(screen.getByRole('button', { name: 'Answer…' }));
    await user.click(screen.getByRole('button', { name: 'I did not do this' }));
    const steps = await screen.findByRole('dialog', { name: 'What to do now' });
    expect(within(steps).getAllByRole('listitem')).toHaveLength(3);
    await user.click(within(steps).getByRole('button', { name: 'Review all others…' }));
    await screen.findByRole('dialog', { name: /^Sign out 5 sessions/ });
    expect(mock.argumentsOf('signOut.start')).toEqual([]);
    expect(mock.argumentsOf('sessions.acceptIdentity')).toEqual([]);
  });

  it('that could not be accepted is said, and the alarm stays', async () => {
    const { user } = await openList({
      list: { identity: changed },
      prepare: (mock) =>
        mock.on('sessions.acceptIdentity', () => fail({ code: 'store', reason: 'disk-full' })),
    });
    await user.click(screen.getByRole('button', { name: 'Answer…' }));
    await user.click(screen.getByRole('button', { name: 'I reset it myself…' }));
    await user.click(screen.getByRole('button', { name: 'Accept the new identity' }));
    await screen.findByText('The disk is full.');
    screen.getByText('The identity of this account has changed.');
  });

  it('of another account is marked in the rail', async () => {
    const bob = account({ accountId: 'account-bob' as AccountId, userId: '@bob:corp.example' });
    const { mock } = await openList({ app: { accounts: [account(), bob] } });
    mock.emit('sessions.changed', {
      accountId: bob.accountId,
      baseRevision: 4,
      revision: 5,
      upserted: [],
      removed: [],
      state: listState({ identity: changed }),
    });
    await screen.findByRole('button', { name: /^@bob:corp.example, Identity changed, / });
  });
});

describe('what else there is to know', () => {
  it('keys without a session are a quiet word with details', async () => {
    const { user } = await openList({
      list: { unlisted: ['AAAABBBB', 'evil\u202Eid'].map(deviceId) },
    });
    await user.click(screen.getByRole('button', { name: '2 key sets without a session' }));
    screen.getByText('AAAABBBB');
    screen.getByText('U+202E');
  });

  it('a store that was begun anew is told, with the old file’s name, until it was read', async () => {
    const { user } = openApp({
      app: { accounts: [], store: { kind: 'begun-anew', fileName: 'muster.sqlite.damaged-1' } },
    });
    await screen.findByText("Muster's data were damaged, so it began anew.");
    screen.getByText('muster.sqlite.damaged-1');
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText('muster.sqlite.damaged-1')).toBeNull();
  });

  it('the rail says whether Muster watches, and when it last looked', async () => {
    const { mock } = await openList();
    screen.getByText('Watching 1 account · checked 2 minutes ago');
    mock.emit('app.watchChanged', {
      on: true,
      accounts: 3,
      unwatched: [{ accountId, because: 'keychain', readAt: null }],
    });
    await screen.findByText('Watching 2 of 3 accounts · checked 2 minutes ago');
    const gaps = screen.getByRole('list', { name: 'Not watched' });
    expect(gaps.textContent).toContain(': your keychain gives no sign-in');
    mock.emit('app.watchChanged', { on: false, accounts: 3, unwatched: [] });
    await screen.findByText('Not watching · checked 2 minutes ago');
    expect(screen.queryByRole('list', { name: 'Not watched' })).toBeNull();
  });
});

describe('being led to a session', () => {
  const bob = account({ accountId: 'account-bob' as AccountId, userId: '@bob:corp.example' });

  it('opens it, whatever filter or view is on screen', async () => {
    const { user, mock, names } = await openList();
    await user.click(card(/^3\s*not seen/));
    await user.click(screen.getByRole('button', { name: 'History' }));
    await screen.findByRole('heading', { name: 'History' });
    mock.emit('app.navigate', { accountId, deviceId: deviceId('QBUAZIFURK') });
    const details = await screen.findByRole('complementary', { name: 'Session details' });
    within(details).getByRole('heading', { name: 'Element Web on Firefox' });
    expect(names()).toContain('Element Web on Firefox');
  });

  it('of another account waits for its list', async () => {
    const { mock } = await openList({ app: { accounts: [account(), bob] } });
    mock.on('sessions.open', ({ accountId: id }) =>
      ok({
        accountId: id,
        revision: 1,
        sessions: [session('BOBPHONE', { displayName: 'Bob’s phone', lastSeenAt: now - day })],
        state: listState(),
      }),
    );
    mock.emit('app.navigate', { accountId: bob.accountId, deviceId: deviceId('BOBPHONE') });
    const details = await screen.findByRole('complementary', { name: 'Session details' });
    within(details).getByRole('heading', { name: 'Bob’s phone' });
    screen.getByRole('heading', { name: '@bob:corp.example' });
  });
});
