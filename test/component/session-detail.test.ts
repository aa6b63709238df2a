// The pane of one session: why it is trusted or not, what happens if it goes, its history, note, pin.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import {
  accountId,
  day,
  deviceId,
  eightSessions,
  historyEvent,
  hour,
  listState,
  now,
  session,
  verified,
} from '../fixtures/contract-data.ts';
import { confirmedLists, openList, type OpenApp } from './open-app.ts';

const firefox = { accountId, deviceId: 'QBUAZIFURK' };

async function openDetails({ user, row }: OpenApp, name: RegExp): Promise<HTMLElement> {
  await user.click(row(name));
  return screen.findByRole('complementary', { name: 'Session details' });
}

function card(details: HTMLElement, name: string): HTMLElement {
  return within(details).getByRole('region', { name });
}

describe('the reasons', () => {
  it('say "signed by the identity", in groups of four, and the session’s own key', async () => {
    const details = await openDetails(await openList(), /AUIECTSRND/);
    const trust = card(details, 'Trust').textContent;
    expect(trust).toContain('Its keys are signed by the identity lK9d 4fQz W0aT');
    expect(trust).not.toMatch(/\b(safe|secure|trusted|yours)\b/i);
    within(details).getByText(/^x3Vd 9kPq AUIE/);
    expect(card(details, 'If it is signed out').textContent).toContain(
      'No verified session is left then.',
    );
  });

  it('tell what stands out and why, and what a sign-out would cost', async () => {
    const details = await openDetails(
      await openList({ list: { keyBackup: 'none' } }),
      /QBUAZIFURK/,
    );
    const findings = card(details, 'What stands out').textContent;
    expect(findings).toContain('It appeared since your last look at this account.');
    expect(findings).toContain('It was 185.15.59.20.');
    expect(card(details, 'If it is signed out').textContent).toContain(
      'There is no key backup on the server',
    );
    expect(card(details, 'App, as it calls itself').textContent).toMatch(/Element\s*1\.12\.4/);
  });

  it('claim nothing where the keys could not be read', async () => {
    const details = await openDetails(await openList(), /QXWYEORPVB/);
    expect(card(details, 'Trust').textContent).toContain('It may be verified or not.');
    expect(card(details, 'Trust').textContent).not.toContain('Not verified');
  });

  it('never offer to sign out the offline key store', async () => {
    const details = await openDetails(await openList(), /KJQ0X2/);
    within(details).getByText(/This is your offline key store/);
    expect(within(details).queryByRole('button', { name: 'Sign out…' })).toBeNull();
  });
});

describe('the history of a session', () => {
  it('is its own, newest first, the rest on demand', async () => {
    const events = Array.from({ length: 8 }, (_, index) =>
      historyEvent(8 - index, { kind: 'renamed', from: `Name ${7 - index}`, to: null }),
    );
    const app = await openList({
      prepare: (mock) => mock.succeed('history.ofSession', { events, before: null }),
    });
    const details = await openDetails(app, /QBUAZIFURK/);
    expect(app.mock.argumentsOf('history.ofSession')[0]).toEqual({ ...firefox, before: null });
    await within(details).findByText(/Name 7/);
    expect(within(card(details, 'History')).getAllByRole('listitem')).toHaveLength(5);
    await app.user.click(within(details).getByRole('button', { name: 'Show more' }));
    expect(within(card(details, 'History')).getAllByRole('listitem')).toHaveLength(9);
    within(details).getByText('First seen by Muster');
  });

  it('takes what happens meanwhile', async () => {
    const app = await openList();
    const details = await openDetails(app, /QBUAZIFURK/);
    await within(details).findByText('First seen by Muster');
    app.mock.succeed('history.ofSession', {
      events: [historyEvent(9, { kind: 'address-changed', from: null, to: '192.88.99.1' })],
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
    await within(details).findByText(/Address changed from unknown to/);
  });
});

describe('the private note', () => {
  it('saves itself after a pause, says where, and never loses the pin', async () => {
    const app = await openList({
      sessions: [...eightSessions, session('PINNED', { pinned: true, displayName: 'Kept' })],
    });
    await openDetails(app, /PINNED/);
    const note = screen.getByRole('textbox', { name: 'Private note' });
    screen.getByText('Kept on this computer only.');
    await app.user.type(note, 'Kitchen');
    screen.getByText('Saving…');
    expect(app.mock.argumentsOf('sessions.annotate')).toEqual([]);
    await screen.findByText('Saved, on this computer only.');
    expect(app.mock.argumentsOf('sessions.annotate')).toEqual([
      { accountId, deviceId: 'PINNED', pinned: true, note: 'Kitchen' },
    ]);
  });

  it('is saved at once when the pane is closed or another session is opened', async () => {
    const app = await openList();
    await openDetails(app, /AUIECTSRND/);
    await app.user.type(screen.getByRole('textbox', { name: 'Private note' }), 'Phone');
    await app.user.click(app.row(/NIOBOT0042/));
    await waitFor(() =>
      expect(app.mock.argumentsOf('sessions.annotate')).toEqual([
        { accountId, deviceId: 'AUIECTSRND', pinned: false, note: 'Phone' },
      ]),
    );
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Private note' }).value).toBe(
      '',
    );
  });

  it('is sent whole once, when it is typed on while a save is under way', async () => {
    let settle: ((result: never) => void) | undefined;
    const app = await openList({
      prepare: (mock) => {
        settle = mock.hold('sessions.annotate');
      },
    });
    await openDetails(app, /AUIECTSRND/);
    const note = screen.getByRole('textbox', { name: 'Private note' });
    await app.user.type(note, 'one');
    await app.user.tab();
    await app.user.type(note, ' two');
    await app.user.tab();
    expect(app.mock.argumentsOf('sessions.annotate')).toHaveLength(1);
    settle?.(ok(null) as never);
    await waitFor(() => expect(app.mock.argumentsOf('sessions.annotate')).toHaveLength(2));
    expect(app.mock.argumentsOf('sessions.annotate')[1]?.note).toBe('one two');
  });

  it('isn’t overwritten by news while it is being written', async () => {
    const app = await openList({
      prepare: (mock) => void mock.hold('sessions.annotate'),
    });
    await openDetails(app, /QBUAZIFURK/);
    const note = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Private note' });
    await app.user.clear(note);
    await app.user.type(note, 'mine');
    app.mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [session('QBUAZIFURK', { note: 'old', lastSeenAt: now })],
      removed: [],
      state: listState(),
    });
    await waitFor(() => expect(app.row(/QBUAZIFURK/).textContent).toContain('just now'));
    expect(note.value).toBe('mine');
  });

  it('that could not be saved is said, and stays', async () => {
    const app = await openList({
      prepare: (mock) =>
        mock.on('sessions.annotate', () => fail({ code: 'store', reason: 'disk-full' })),
    });
    await openDetails(app, /AUIECTSRND/);
    const note = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Private note' });
    await app.user.type(note, 'x');
    await app.user.tab();
    await screen.findByText('Not saved.');
    await screen.findByText('The disk is full.');
    expect(note.value).toBe('x');
  });
});

describe('the pin', () => {
  it('is a switch that keeps the session out of selections', async () => {
    const app = await openList();
    const details = await openDetails(app, /NIOBOT0042/);
    const pin = within(details).getByRole('button', { name: 'Pin: never select with others' });
    await app.user.click(pin);
    expect(pin.getAttribute('aria-pressed')).toBe('true');
    expect(app.mock.argumentsOf('sessions.annotate')).toEqual([
      { accountId, deviceId: 'NIOBOT0042', pinned: true, note: null },
    ]);
    app.mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [session('NIOBOT0042', { displayName: 'matrix-nio', pinned: true })],
      removed: [],
      state: listState(),
    });
    await within(app.row(/NIOBOT0042/)).findByText('Pinned, kept');
    await app.user.keyboard('{Escape}');
    await app.user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    screen.getByText('this session, the key store and 1 pinned are kept');
    const selected = screen.getAllByRole('row', { selected: true }).map((row) => row.textContent);
    expect(selected.some((text) => text.includes('NIOBOT0042'))).toBe(false);
  });
});

describe('signing out what is protected', () => {
  it('takes the last verified session only by a box of its own, which names it', async () => {
    const app = await openList({ prepare: (mock) => void mock.hold('signOut.start') });
    await openDetails(app, /AUIECTSRND/);
    await app.user.click(screen.getByRole('button', { name: 'Sign out…' }));
    const dialog = await screen.findByRole('dialog');
    const confirm = (): HTMLElement => within(dialog).getByRole('button', { name: /^Sign out / });
    expect(confirm().hasAttribute('disabled')).toBe(true);
    await app.user.click(
      within(dialog).getByRole('checkbox', { name: /Sign out Element X Android/ }),
    );
    await app.user.click(confirm());
    expect(confirmedLists(app.mock)).toEqual([{ accountId, deviceIds: ['AUIECTSRND'] }]);
  });

  it('spares the newest when all verified ones are selected, unless the box is ticked', async () => {
    const app = await openList({
      sessions: [
        session('OLD', { trust: verified('OLD'), lastSeenAt: now - 9 * day }),
        session('NEW', { trust: verified('NEW'), lastSeenAt: now - hour }),
      ],
      prepare: (mock) => void mock.hold('signOut.start'),
    });
    await app.user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    await app.user.click(screen.getByRole('button', { name: 'Sign out 2 sessions…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Sign out 1 session?' });
    expect(dialog.textContent).toContain('the newest is Session NEW');
    const box = within(dialog).getByRole('checkbox', { name: /Session NEW/ });
    await app.user.click(box);
    within(dialog).getByRole('heading', { name: 'Sign out 2 sessions?' });
    await app.user.click(box);
    await app.user.click(within(dialog).getByRole('button', { name: 'Sign out 1 session' }));
    expect(confirmedLists(app.mock)[0]?.deviceIds).toEqual([deviceId('OLD')]);
  });

  it('says what becomes of message keys, by what is known of the backup', async () => {
    const app = await openList({ list: { keyBackup: 'unchecked' } });
    await app.user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    await app.user.click(screen.getByRole('button', { name: 'Sign out 6 sessions…' }));
    const dialog = await screen.findByRole('dialog');
    const told = dialog.textContent.replaceAll(/\s+/g, ' ');
    expect(told).toContain('2 lose their message keys; of 1 it is not known');
    expect(told).toContain(
      'Message keys are deleted with them. Whether the server holds a key backup could not be checked.',
    );
  });
});
