// Signing out: nothing before the confirmation, never the own session, and honest words at the end.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import {
  accountId,
  deviceId,
  eightSessions,
  listState,
  now,
  operation,
  ownId,
} from '../fixtures/contract-data.ts';
import { openApp, openList, type OpenApp } from './open-app.ts';

const others = eightSessions.slice(1).map((session) => session.deviceId);

const asksPassword = operation({
  kind: 'needs-password',
  reason: 'server-asked',
  host: 'matrix.example.org',
  serverText: null,
});

async function selectAll({ user }: OpenApp): Promise<void> {
  await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
  await user.click(screen.getByRole('button', { name: 'Sign out 7 sessions…' }));
}

describe('the confirmation', () => {
  it('lists exactly what goes, and nothing is sent before it is given', async () => {
    const app = await openList({ prepare: (mock) => void mock.hold('signOut.start') });
    await selectAll(app);
    const dialog = screen.getByRole('dialog', { name: 'Sign out 7 sessions?' });
    const listed = within(dialog)
      .getAllByRole('listitem')
      .map((item) => item.querySelector('code')?.textContent);
    expect([...listed].sort()).toEqual([...others].sort());
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(app.mock.argumentsOf('signOut.start')).toEqual([]);
    await app.user.click(within(dialog).getByRole('button', { name: 'Sign out 7 sessions' }));
    const [sent, ...more] = app.mock.argumentsOf('signOut.start');
    expect(more).toEqual([]);
    expect(sent?.accountId).toBe(accountId);
    expect([...(sent?.deviceIds ?? [])].sort()).toEqual([...others].sort());
  });

  it('sends nothing when it is refused', async () => {
    const app = await openList();
    await selectAll(app);
    await app.user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(app.mock.argumentsOf('signOut.start')).toEqual([]);
    screen.getByText('7 selected');
  });

  it('is asked for all others too, and never holds the own session', async () => {
    const { user, mock } = await openList({
      prepare: (prepared) => void prepared.hold('signOut.start'),
    });
    await user.click(screen.getByRole('button', { name: 'Account menu' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out all others…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Sign out 7 sessions?' });
    await user.click(within(dialog).getByRole('button', { name: 'Sign out 7 sessions' }));
    expect(mock.argumentsOf('signOut.start')[0]?.deviceIds).not.toContain(ownId);
  });

  it('takes what a search hides along, and lists it', async () => {
    const app = await openList();
    await app.user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    await app.user.type(screen.getByRole('searchbox'), 'nheko');
    await app.user.click(screen.getByRole('button', { name: 'Sign out 7 sessions…' }));
    expect(within(screen.getByRole('dialog')).getAllByRole('listitem')).toHaveLength(7);
  });

  it('works for one session from its details', async () => {
    const { user, row, mock } = await openList({
      prepare: (prepared) => void prepared.hold('signOut.start'),
    });
    await user.click(row(/QBUAZIFURK/));
    await user.click(await screen.findByRole('button', { name: 'Sign out…' }));
    await user.click(screen.getByRole('button', { name: 'Sign out 1 session' }));
    expect(mock.argumentsOf('signOut.start')[0]?.deviceIds).toEqual(['QBUAZIFURK']);
  });
});

describe('the password', () => {
  it('is asked for the host, sent once, and gone from the field', async () => {
    const { user, mock } = openApp({
      app: { operations: [asksPassword] },
      prepare: (prepared) => void prepared.hold('signOut.answer'),
    });
    const dialog = await screen.findByRole('dialog', { name: "Confirm that it's you" });
    expect(dialog.textContent).toContain('matrix.example.org asks for the password of');
    const field = within(dialog).getByLabelText<HTMLInputElement>('Password');
    expect(document.activeElement).toBe(field);
    await user.keyboard('correct horse{Enter}');
    expect(field.value).toBe('');
    expect(mock.argumentsOf('signOut.answer')).toEqual([
      { operationId: 'operation-1', password: 'correct horse' },
    ]);
  });

  it('is asked again with the server’s reason when it was wrong', async () => {
    const { user } = openApp({
      app: { operations: [asksPassword] },
      prepare: (mock) =>
        mock.on('signOut.answer', () =>
          ok(
            operation({
              kind: 'needs-password',
              reason: 'rejected',
              host: 'matrix.example.org',
              serverText: 'Invalid password',
            }),
          ),
        ),
    });
    await user.type(await screen.findByLabelText('Password'), 'wrong{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("This password wasn't accepted.");
    expect(alert.textContent).toContain('“Invalid password”');
    expect(document.activeElement).toBe(screen.getByLabelText('Password'));
  });

  it('that could not be sent is said, and the dialog stays', async () => {
    const { user } = openApp({
      app: { operations: [asksPassword] },
      prepare: (mock) =>
        mock.on('signOut.answer', () => fail({ code: 'internal', reference: 'abc123' })),
    });
    await user.type(await screen.findByLabelText('Password'), 'pw{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('abc123');
    screen.getByRole('dialog');
  });
});

describe('the way', () => {
  it('shows how far it is, the server’s pause, and can be cancelled', async () => {
    const { user, mock } = openApp({
      app: { operations: [operation({ kind: 'working', step: 'signing-out' }, 58, 20)] },
      prepare: (prepared) => void prepared.hold('signOut.cancel'),
    });
    await screen.findByText('The server has answered for 20 of 58.');
    const bar = screen.getByRole<HTMLProgressElement>('progressbar');
    expect([bar.value, bar.max]).toEqual([20, 58]);
    mock.emit('signOut.changed', operation({ kind: 'waiting', until: now + 12_000 }, 58, 20));
    await screen.findByText(/Muster goes on by itself in 12 s\./);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(mock.argumentsOf('signOut.cancel')).toEqual([{ operationId: 'operation-1' }]);
  });

  it('ends with what re-reading the list has shown, by name', async () => {
    const app = await openList({ prepare: (mock) => void mock.hold('signOut.start') });
    await selectAll(app);
    await app.user.click(screen.getByRole('button', { name: 'Sign out 7 sessions' }));
    app.mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: others.slice(0, 5),
      state: listState(),
    });
    app.mock.emit(
      'signOut.changed',
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', passwordAsked: false },
          outcomes: {
            gone: others.slice(0, 5),
            stillThere: others.slice(5, 6),
            unknown: others.slice(6),
          },
        },
        7,
        7,
      ),
    );
    const dialog = await screen.findByRole('dialog', { name: '5 of 7 sessions signed out' });
    const names = (list: string): readonly (string | undefined)[] =>
      within(within(dialog).getByRole('list', { name: list }))
        .getAllByRole('listitem')
        .map((item) => item.querySelector('b')?.textContent);
    expect(names('Gone')).toContain('Element Web on Firefox');
    expect(names('Still there')).toEqual(['Offline key store']);
    expect(names('Not known')).toEqual(['nheko']);
    expect(dialog.textContent).toContain("didn't ask for your password");
    await app.user.click(within(dialog).getByRole('button', { name: 'Done' }));
    expect(app.mock.argumentsOf('signOut.dismiss')).toEqual([{ operationId: 'operation-1' }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('stays finished when an older snapshot arrives late', async () => {
    const { mock } = openApp({
      app: {
        operations: [
          operation(
            {
              kind: 'finished',
              ending: { kind: 'cancelled' },
              outcomes: { gone: [], stillThere: [deviceId('A')], unknown: [] },
            },
            1,
          ),
        ],
      },
    });
    await screen.findByRole('dialog', { name: 'Cancelled' });
    mock.emit('signOut.changed', operation({ kind: 'working', step: 'checking' }, 1));
    await screen.findByRole('button', { name: 'Done' });
  });

  it('leads to the account page where the server wants it', async () => {
    const { user, mock } = openApp({
      app: {
        operations: [
          operation(
            {
              kind: 'finished',
              ending: {
                kind: 'failed',
                error: { code: 'unsupported', what: 'sign-out-here', offered: [] },
              },
              outcomes: { gone: [], stillThere: [deviceId('A')], unknown: [] },
            },
            1,
          ),
        ],
      },
      prepare: (prepared) => prepared.succeed('accounts.openAccountPage', null),
    });
    await user.click(await screen.findByRole('button', { name: 'Open account page' }));
    expect(mock.argumentsOf('accounts.openAccountPage')).toEqual([{ accountId }]);
  });

  it('shows why it could not even begin', async () => {
    const app = await openList({
      prepare: (mock) => mock.on('signOut.start', () => fail({ code: 'unknown-subject' })),
    });
    await selectAll(app);
    await app.user.click(screen.getByRole('button', { name: 'Sign out 7 sessions' }));
    await screen.findByText('This is no longer here.');
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});
