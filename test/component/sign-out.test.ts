// Signing out: nothing before the confirmation, never the own session, and honest words at the end.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import {
  account,
  accountId,
  deviceId,
  eightSessions,
  listState,
  now,
  operation,
  ownId,
} from '../fixtures/contract-data.ts';
import { confirmedLists, openApp, openList, type OpenApp } from './open-app.ts';

/** Everything but Muster's own session and the key store. */
const others = eightSessions.filter(({ deviceId: id, dehydrated }) => id !== ownId && !dehydrated);

/** What goes without a word about the last verified session. */
const going = others
  .map((session) => session.deviceId)
  .filter((id) => id !== deviceId('AUIECTSRND'));

const asksPassword = operation({
  kind: 'needs-password',
  reason: 'server-asked',
  host: 'matrix.example.org',
  serverText: null,
  alternatives: [],
});

async function selectAll({ user }: OpenApp): Promise<void> {
  await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
  await user.click(screen.getByRole('button', { name: 'Sign out 6 sessions…' }));
}

/** One of the five was seen today, so that the button takes a tick first. */
async function confirmFive({ user }: Pick<OpenApp, 'user'>): Promise<void> {
  await user.click(screen.getByRole('checkbox', { name: 'I have looked at the one at the top' }));
  await user.click(screen.getByRole('button', { name: 'Sign out 5 sessions' }));
}

/** The ids in the review's list. */
function listedIn(dialog: HTMLElement): string[] {
  return within(within(dialog).getByRole('grid', { name: 'Sessions to sign out' }))
    .getAllByRole('row')
    .flatMap((row) => row.querySelector('code')?.textContent ?? []);
}

describe('the confirmation', () => {
  it('lists exactly what goes, and nothing is sent before it is given', async () => {
    const app = await openList({ prepare: (mock) => void mock.hold('signOut.start') });
    await selectAll(app);
    const dialog = screen.getByRole('dialog', { name: 'Sign out 5 sessions?' });
    expect(listedIn(dialog).sort()).toEqual([...going].sort());
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(app.mock.argumentsOf('signOut.start')).toEqual([]);
    await confirmFive(app);
    const [sent, ...more] = confirmedLists(app.mock);
    expect(more).toEqual([]);
    expect(sent?.accountId).toBe(accountId);
    expect([...(sent?.deviceIds ?? [])].sort()).toEqual([...going].sort());
  });

  it('sends nothing when it is refused', async () => {
    const app = await openList();
    await selectAll(app);
    await app.user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(app.mock.argumentsOf('signOut.start')).toEqual([]);
    screen.getByText('6 selected');
  });

  it('is asked for all others too, and never holds the own session', async () => {
    const { user, mock } = await openList({
      prepare: (prepared) => void prepared.hold('signOut.start'),
    });
    await user.click(screen.getByRole('button', { name: 'Account menu' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out all others…' }));
    await screen.findByRole('dialog', { name: 'Sign out 5 sessions?' });
    await confirmFive({ user });
    expect(confirmedLists(mock)[0]?.deviceIds).not.toContain(ownId);
  });

  it('takes what a search hides along, and lists it', async () => {
    const app = await openList();
    await app.user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
    await app.user.type(screen.getByRole('searchbox'), 'nheko');
    await app.user.click(screen.getByRole('button', { name: 'Sign out 6 sessions…' }));
    expect(listedIn(screen.getByRole('dialog'))).toHaveLength(5);
  });

  it('works for one session from its details', async () => {
    const { user, row, mock } = await openList({
      prepare: (prepared) => void prepared.hold('signOut.start'),
    });
    await user.click(row(/QBUAZIFURK/));
    await user.click(await screen.findByRole('button', { name: 'Sign out…' }));
    await user.click(screen.getByRole('button', { name: 'Sign out 1 session' }));
    expect(confirmedLists(mock)[0]?.deviceIds).toEqual(['QBUAZIFURK']);
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
      { operationId: 'operation-1', answer: { kind: 'password', password: 'correct horse' } },
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
              alternatives: [],
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

const common = {
  reason: 'server-asked',
  host: 'matrix.example.org',
  serverText: null,
  alternatives: [],
} as const;

describe('other ways to confirm', () => {
  const answers = (app: OpenApp) =>
    app.mock.argumentsOf('signOut.answer').map(({ answer }) => answer);
  const open = (...[variant]: Parameters<typeof operation>) =>
    openApp({
      app: { operations: [operation(variant)] },
      prepare: (mock) => void mock.hold('signOut.answer'),
    });

  it('asks for a registration token in clear text, and sends it once', async () => {
    const app = open({ kind: 'needs-text', stage: 'm.login.registration_token', ...common });
    const field = await screen.findByLabelText<HTMLInputElement>('Registration token');
    expect(field.type).toBe('text');
    await app.user.type(field, 'abc{Enter}');
    expect(field.value).toBe('');
    expect(answers(app)).toEqual([{ kind: 'text', text: 'abc' }]);
  });

  it('shows every policy, opens only safe ones, and sends a consent by its own button', async () => {
    const policies = [
      { name: 'Privacy', url: 'https://policies.example/privacy' },
      { name: 'Rules', url: null },
    ];
    const app = open({ kind: 'needs-consent', policies, ...common });
    const list = await screen.findByRole('list', { name: 'To be accepted' });
    expect(list.textContent).toContain('https://policies.example/privacy');
    expect(within(list).getAllByRole('button')).toHaveLength(1);
    await app.user.click(within(list).getByRole('button', { name: 'Read Privacy' }));
    await app.user.click(screen.getByRole('button', { name: 'Accept and sign out 3 sessions' }));
    expect(answers(app)).toEqual([{ kind: 'open-policy', index: 0 }, { kind: 'consent' }]);
  });

  it('says what will happen before a page is opened, and offers no end before that', async () => {
    const app = open({ kind: 'needs-browser', stage: 'm.login.sso', opened: false, ...common });
    const dialog = await screen.findByRole('dialog', { name: "Confirm that it's you" });
    expect(dialog.textContent).toContain('opens in your browser; there you sign in once more');
    expect(screen.queryByRole('button', { name: 'I have finished' })).toBeNull();
    await app.user.click(screen.getByRole('button', { name: 'Open the page' }));
    expect(answers(app)).toEqual([{ kind: 'open-page' }]);
  });

  it('takes the word that it is finished, and explains another account', async () => {
    const app = open({
      kind: 'needs-browser',
      stage: 'm.login.sso',
      opened: true,
      ...common,
      reason: 'other-account',
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('somebody other than @alice:example.org');
    await app.user.click(screen.getByRole('button', { name: 'I have finished' }));
    expect(answers(app)).toEqual([{ kind: 'finished-there' }]);
  });

  it('leaves the other flows one click away', async () => {
    const app = open({
      kind: 'needs-browser',
      stage: 'com.example.stage',
      opened: false,
      ...common,
      alternatives: ['m.login.password', 'm.login.recaptcha'],
    });
    await app.user.click(await screen.findByRole('button', { name: 'Use the password instead' }));
    await app.user.click(screen.getByRole('button', { name: /On a web page instead: solve/ }));
    expect(answers(app)).toEqual([
      { kind: 'other-way', stage: 'm.login.password' },
      { kind: 'other-way', stage: 'm.login.recaptcha' },
    ]);
  });
});

describe('a guided sign-out', () => {
  const guided = {
    kind: 'guided',
    gone: 1,
    skipped: 0,
    current: deviceId('QBUAZIFURK'),
    paused: false,
    page: { host: 'id.example.org', direct: true, stillListed: false },
    problem: null,
  } as const;

  it('is announced in the confirmation where the server wants it', async () => {
    const { user, mock } = await openList({
      app: { accounts: [account({ signOutRoute: 'account-page' })] },
      prepare: (prepared) => void prepared.hold('signOut.start'),
    });
    await user.click(screen.getByRole('button', { name: 'Account menu' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out all others…' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('on its own page only');
    await user.click(within(dialog).getByRole('button', { name: /^Go through \d sessions$/ }));
    expect(mock.argumentsOf('signOut.start')).toHaveLength(1);
  });

  it('shows whose turn it is, how far it has come, and what to do', async () => {
    const { user, mock } = await openList({
      prepare: (prepared) => void prepared.hold('signOut.answer'),
    });
    mock.emit('signOut.changed', operation(guided));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('1 of 3 signed out');
    expect(dialog.textContent).toContain('on id.example.org. Sign the session out there');
    expect(dialog.textContent).toContain(`must be signed in as ${account().userId}`);
    expect(dialog.textContent).toContain('“Remove device”');
    const current = within(dialog).getByRole('list', { name: 'This session' });
    expect(current.textContent).toContain('Element Web on Firefox');
    for (const name of ['Pause', 'Skip this one', 'Open it again'])
      await user.click(within(dialog).getByRole('button', { name }));
    expect(mock.argumentsOf('signOut.answer').map(({ answer }) => answer.kind)).toEqual([
      'pause',
      'skip',
      'open-page',
    ]);
  });

  it('names the account before a page is opened, and says what opens by itself', async () => {
    const { mock } = await openList();
    mock.emit('signOut.changed', operation({ ...guided, page: null, paused: true }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain(`must be signed in as ${account().userId}`);
    const opens = 'the page of the next one opens';
    expect(dialog.textContent).toContain('Nothing opens until you go on');
    expect(dialog.textContent).not.toContain(opens);
    mock.emit('signOut.changed', operation(guided));
    await waitFor(() => expect(dialog.textContent).toContain(opens));
    expect(dialog.textContent).not.toContain('Nothing opens until you go on');
    mock.emit('signOut.changed', operation({ ...guided, gone: 2 }));
    await waitFor(() => expect(dialog.textContent).not.toContain(opens));
  });

  it('says what it may be that a session is still there, and not before a look', async () => {
    const { mock } = await openList();
    mock.emit('signOut.changed', operation(guided));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).not.toContain('Cannot find session');
    const page = { ...guided.page, stillListed: true };
    mock.emit('signOut.changed', operation({ ...guided, page }));
    await waitFor(() => expect(dialog.textContent).toContain('“Cannot find session”'));
    expect(dialog.textContent).toContain('signed in as somebody else');
    expect(dialog.textContent).toContain('two sign-ins of one id');
  });

  it('from before waits in a banner until it is wanted, and can be put aside again', async () => {
    const { user, mock } = openApp({
      app: { operations: [operation({ ...guided, paused: true, page: null })] },
    });
    await screen.findByText("A sign-out isn't finished.");
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await screen.findByText(/^Nothing opens until you go on/);
    await user.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Later' }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(mock.argumentsOf('signOut.answer')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await screen.findByRole('dialog');
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
    const error = { code: 'rate-limited', retryAt: now + 12_000 } as const;
    mock.emit(
      'signOut.changed',
      operation({ kind: 'waiting', until: now + 12_000, error }, 58, 20),
    );
    await screen.findByText('The server asked for a pause.');
    const unnamed = { ...error, retryAt: null };
    mock.emit(
      'signOut.changed',
      operation({ kind: 'waiting', until: now + 12_000, error: unnamed }, 58, 20),
    );
    await screen.findByText("The server asked for a pause, and didn't say how long.");
    await screen.findByText(/Muster goes on by itself in 12 s\./);
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(mock.argumentsOf('signOut.cancel')).toEqual([{ operationId: 'operation-1' }]);
  });

  it('waits for the network in sight, and tries at once when it is asked to', async () => {
    const error = { code: 'unreachable', host: 'matrix.example.org' } as const;
    const { user, mock } = openApp({
      app: { operations: [operation({ kind: 'waiting', until: now + 90_000, error }, 58, 20)] },
    });
    await screen.findByText(/matrix\.example\.org can't be reached\. Muster tries again/);
    await screen.findByText(/goes on by itself in 1 min 30 s\./);
    await user.click(screen.getByRole('button', { name: 'Try now' }));
    expect(mock.argumentsOf('signOut.answer')).toEqual([
      { operationId: 'operation-1', answer: { kind: 'try-now' } },
    ]);
  });

  it('that Muster was closed on waits in a banner, and goes on when it is wanted', async () => {
    const { user, mock } = openApp({
      app: { operations: [operation({ kind: 'interrupted' }, 58)] },
    });
    await screen.findByText(/Muster was closed while it signed out 58 sessions of/);
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Later' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(mock.argumentsOf('signOut.answer')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await user.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Go on' }),
    );
    expect(mock.argumentsOf('signOut.answer')).toEqual([
      { operationId: 'operation-1', answer: { kind: 'go-on' } },
    ]);
  });

  it('that failed leaves what is left selected', async () => {
    const app = await openList({
      app: {
        operations: [
          operation(
            {
              kind: 'finished',
              ending: {
                kind: 'failed',
                error: { code: 'unreachable', host: 'matrix.example.org' },
              },
              outcomes: {
                gone: [],
                goneBefore: [],
                stillThere: going.slice(0, 2),
                unknown: going.slice(2, 3),
              },
            },
            3,
          ),
        ],
      },
    });
    await app.user.click(await screen.findByRole('button', { name: 'Done' }));
    await screen.findByText(/3 selected/);
  });

  it('ends with what re-reading the list has shown, by name', async () => {
    const app = await openList({ prepare: (mock) => void mock.hold('signOut.start') });
    await selectAll(app);
    await confirmFive(app);
    app.mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: going.slice(0, 3),
      state: listState(),
    });
    app.mock.emit(
      'signOut.changed',
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', asked: false },
          outcomes: {
            gone: going.slice(0, 3),
            goneBefore: [],
            stillThere: going.slice(3, 4),
            unknown: going.slice(4),
          },
        },
        5,
        5,
      ),
    );
    const dialog = await screen.findByRole('dialog', { name: '3 of 5 sessions signed out' });
    const names = (list: string): readonly (string | undefined)[] =>
      within(within(dialog).getByRole('list', { name: list }))
        .getAllByRole('listitem')
        .map((item) => item.querySelector('b')?.textContent);
    expect(names('Gone')).toContain('Element Web on Firefox');
    expect(names('Still there')).toEqual(['Fluffychat on Pixel 6']);
    expect(names('Not known')).toEqual(['nheko']);
    expect(dialog.textContent).toContain("didn't ask you to confirm it");
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
              outcomes: { gone: [], goneBefore: [], stillThere: [deviceId('A')], unknown: [] },
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
              outcomes: { gone: [], goneBefore: [], stillThere: [deviceId('A')], unknown: [] },
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
    await confirmFive(app);
    await screen.findByText('This is no longer here.');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('shows the address of a page that it does not open, and makes it no easier to go there', async () => {
    const address = 'https://elsewhere.example/account';
    const app = await openList({
      prepare: (mock) => mock.on('signOut.start', () => fail({ code: 'unsafe-link', address })),
    });
    await selectAll(app);
    await confirmFive(app);
    await screen.findByText("Muster doesn't open this page.");
    screen.getByText(address);
    expect(screen.queryByRole('button', { name: 'Copy the address' })).toBeNull();
    expect(screen.queryByRole('link')).toBeNull();
  });
});
