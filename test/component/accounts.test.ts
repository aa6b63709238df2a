// The window as a whole: start, accounts, renaming, removing, and news of keychain and disk.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import type { AccountId, CredentialId, DeviceId } from '../../electron/shared/ids.ts';
import { account, accountId, appSnapshot, listState, session } from '../fixtures/contract-data.ts';
import { openApp, openList } from './open-app.ts';

const oauth = {
  issuer: 'https://auth.example.org/',
  clientId: 'client-1',
  authorizationEndpoint: 'https://auth.example.org/authorize',
  tokenEndpoint: 'https://auth.example.org/token',
  revocationEndpoint: 'https://auth.example.org/revoke',
};
const bob = account({ accountId: 'account-bob' as AccountId, userId: '@bob:corp.example' });

describe('the start', () => {
  it('welcomes where there is no account', async () => {
    openApp({ app: { accounts: [] } });
    await screen.findByRole('heading', { name: 'Who is signed in to your account?' });
    expect(screen.queryByRole('navigation')).toBeNull();
  });

  it('says why it failed, and tries again', async () => {
    const { user, mock } = openApp({
      prepare: (prepared) =>
        prepared.on('app.snapshot', () => fail({ code: 'internal', reference: '7f3a91' })),
    });
    await screen.findByText(/7f3a91/);
    mock.succeed('app.snapshot', appSnapshot());
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('grid');
  });

  it('takes news that came before the snapshot as newer', async () => {
    let settle: ((result: never) => void) | undefined;
    const { mock } = openApp({
      prepare: (prepared) => {
        settle = prepared.hold('app.snapshot');
      },
    });
    mock.emit('accounts.changed', [account(), bob]);
    settle?.(ok(appSnapshot()) as never);
    await screen.findByRole('button', { name: /@bob:corp.example/ });
  });

  it('marks the demo', async () => {
    openApp({ app: { info: { ...appSnapshot().info, demo: true } } });
    await screen.findByText('Demo: invented people on this computer');
  });
});

describe('accounts', () => {
  it('stand side by side, and the one on screen is remembered', async () => {
    const { user, mock } = await openList({ app: { accounts: [account(), bob] } });
    const rail = screen.getByRole('navigation', { name: 'Accounts' });
    await user.click(within(rail).getByRole('button', { name: /@bob/ }));
    await screen.findByRole('heading', { name: '@bob:corp.example' });
    expect(mock.argumentsOf('sessions.open').map((sent) => sent.accountId)).toEqual([
      accountId,
      bob.accountId,
    ]);
    await waitFor(() =>
      expect(mock.argumentsOf('settings.save').at(-1)?.selectedAccountId).toBe(bob.accountId),
    );
  });

  it('on a server with other letters have its name on the network beside them', async () => {
    const userId = '@alice:xn--bcher-kva.example';
    const baseUrl = 'https://matrix.xn--bcher-kva.example';
    await openList({ app: { accounts: [account({ userId, baseUrl })] } });
    const rail = screen.getByRole('navigation', { name: 'Accounts' });
    within(rail).getByText('@alice');
    within(rail).getByText('bücher.example');
    within(rail).getByText('xn--bcher-kva.example');
    screen.getByRole('heading', { name: '@alice:bücher.example (xn--bcher-kva.example)' });
    screen.getByText(/matrix\.bücher\.example \(matrix\.xn--bcher-kva\.example\)/);
  });

  it('that only look like others are shown as the network has them', async () => {
    await openList({ app: { accounts: [account({ userId: '@alice:xn--pypal-4ve.example' })] } });
    screen.getByRole('heading', { name: '@alice:xn--pypal-4ve.example' });
  });

  it('whose sign-in has ended say so, and can’t sign anything out', async () => {
    const { user, row } = await openList({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] },
    });
    screen.getByText('This sign-in has ended.');
    within(screen.getByRole('navigation')).getByText('Signed out');
    await user.click(row(/QBUAZIFURK/));
    const button = await screen.findByRole('button', { name: 'Sign out…' });
    expect(button.hasAttribute('disabled')).toBe(true);
  });

  it.each([
    ['requests', /It has run out, or the app that it came from was signed out/],
    ['account-page', /On this server a pasted token lives for minutes/],
  ] as const)('of a pasted token end as one, where sessions end by %s', async (route, words) => {
    const ended = { kind: 'ended', softLogout: false } as const;
    await openList({
      app: { accounts: [account({ borrowed: true, signOutRoute: route, status: ended })] },
    });
    screen.getByText('The access token is no longer good.');
    screen.getByText(words);
    within(screen.getByRole('navigation')).getByText('Token has ended');
    expect(document.body.textContent).not.toContain("Muster's own session was signed out");
  });

  it('are removed after a confirmation', async () => {
    const { user, mock } = await openList({
      prepare: (prepared) =>
        prepared.succeed('accounts.remove', { kind: 'removed', sessionEnded: true }),
    });
    await user.click(screen.getByRole('button', { name: 'Account menu' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove account…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove account?' });
    expect(mock.argumentsOf('accounts.remove')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Remove account' }));
    expect(mock.argumentsOf('accounts.remove')).toEqual([{ accountId, insist: false }]);
    await screen.findByText('Account removed, and its session signed out.');
    mock.emit('accounts.changed', []);
    await screen.findByLabelText('Matrix ID or server name');
  });

  it('that use another app’s session say that removing signs it out, too', async () => {
    const { user, mock } = await openList({
      app: { accounts: [account({ borrowed: true })] },
      prepare: (prepared) =>
        prepared.succeed('accounts.remove', { kind: 'removed', sessionEnded: true }),
    });
    await user.click(screen.getByRole('button', { name: 'Account menu' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove account…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove account?' });
    within(dialog).getByText(/The other app is signed out, too\./);
    expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Cancel' }));
    await user.click(within(dialog).getByRole('button', { name: 'Remove account' }));
    expect(mock.argumentsOf('accounts.remove')).toEqual([{ accountId, insist: false }]);
  });

  it('are told of a session that nobody could settle, until the user looks after it', async () => {
    const left = {
      credentialId: '00000000-0000-4000-8000-00000000001e' as CredentialId,
      baseUrl: 'https://matrix.example.org',
      userId: '@alice:example.org',
      deviceId: 'LEFTBEHIND' as DeviceId,
      kind: 'unanswered',
    } as const;
    const { user, mock } = await openList({
      app: { leftBehind: [left] },
      prepare: (prepared) => prepared.succeed('accounts.dismissLeftBehind', null),
    });
    screen.getByText('A sign-in of @alice:example.org on matrix.example.org was cut off.');
    screen.getByText(/LEFTBEHIND/);
    mock.emit('accounts.leftBehindChanged', [{ ...left, kind: 'not-ended' }]);
    await screen.findByText(/couldn't be signed out\.$/);
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(mock.argumentsOf('accounts.dismissLeftBehind')).toEqual([
      { credentialId: left.credentialId },
    ]);
    mock.emit('accounts.leftBehindChanged', []);
    await waitFor(() => expect(screen.queryByText(/couldn't be signed out\.$/)).toBeNull());
  });

  it('that the server did not sign out stay, unless the user insists', async () => {
    const { user, mock } = await openList({
      app: { accounts: [account({ status: { kind: 'expired-with-run' } })] },
      prepare: (prepared) =>
        prepared.succeed('accounts.remove', {
          kind: 'still-signed-in',
          error: { code: 'unreachable', host: 'matrix.example.org' },
        }),
    });
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    await user.click(screen.getByRole('button', { name: 'Remove account' }));
    await screen.findByText("matrix.example.org can't be reached.");
    const dialog = screen.getByRole('dialog', { name: 'Remove account?' });
    within(dialog).getByText(/Nothing was removed/);
    // What was announced has not come to be.
    expect(dialog.textContent).not.toContain('Muster forgets the account');
    expect(within(dialog).queryByRole('button', { name: 'Open account page' })).toBeNull();
    mock.succeed('accounts.remove', { kind: 'removed', sessionEnded: false });
    await user.click(screen.getByRole('button', { name: 'Remove from this computer anyway' }));
    await screen.findByText(/Its session may still be on the server/);
    expect(mock.argumentsOf('accounts.remove').map((sent) => sent.insist)).toEqual([false, true]);
  });
});

describe('an account on an OAuth server that could not be signed out', () => {
  it.each([
    ['of its own sign-in', { oauth }],
    ['of a password', { signOutRoute: 'account-page' }],
  ] as const)('leads to the page where it can be: %s', async (_, changes) => {
    const { user, mock } = await openList({
      app: { accounts: [account({ ...changes, status: { kind: 'expired-with-run' } })] },
      prepare(prepared) {
        const error = { code: 'session-lives' } as const;
        prepared.succeed('accounts.remove', { kind: 'still-signed-in', error });
        prepared.succeed('accounts.openAccountPage', null);
      },
    });
    await user.click(screen.getByRole('button', { name: 'Remove' }));
    await user.click(screen.getByRole('button', { name: 'Remove account' }));
    await screen.findByText("Muster's session is still signed in.");
    await user.click(screen.getByRole('button', { name: 'Open account page' }));
    expect(mock.argumentsOf('accounts.openAccountPage')).toEqual([{ accountId }]);
  });
});

describe('an account that was there already', () => {
  it.each([
    [true, /the session that Muster had before was signed out/],
    [false, /couldn't be signed out\. Look for it in the list/],
  ])('says what became of the earlier session, ended: %s', async (ended, words) => {
    const { user, mock } = await openList();
    mock.emit('signIn.replaced', { accountId, ended });
    await screen.findByText(words);
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(words)).toBeNull();
  });
});

describe('renaming', () => {
  it('warns that names are public, sends on Enter, and tells the outcome', async () => {
    const { user, row, mock } = await openList({
      prepare: (prepared) =>
        prepared.succeed('sessions.rename', {
          kind: 'renamed',
          session: session('QBUAZIFURK', { displayName: 'Desk' }),
        }),
    });
    await user.click(row(/QBUAZIFURK/));
    await user.keyboard('{F2}');
    const dialog = await screen.findByRole('dialog', { name: 'Rename session' });
    expect(dialog.textContent).toContain('Names are public');
    const field = within(dialog).getByLabelText<HTMLInputElement>('Name');
    expect(field.value).toBe('Element Web on Firefox');
    await user.clear(field);
    await user.type(field, ' Desk {Enter}');
    expect(mock.argumentsOf('sessions.rename')).toEqual([
      { accountId, deviceId: 'QBUAZIFURK', displayName: 'Desk' },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each([
    ['account-page', true],
    ['requests', false],
  ] as const)(
    'says that the page of the server may keep the old name: %s, %s',
    async (route, told) => {
      const { user, row } = await openList({
        app: { accounts: [account({ signOutRoute: route })] },
      });
      await user.click(row(/QBUAZIFURK/));
      await user.keyboard('{F2}');
      const dialog = await screen.findByRole('dialog', { name: 'Rename session' });
      expect(/may go on showing the old one/.test(dialog.textContent)).toBe(told);
    },
  );

  it.each(['', '   '])('says what a name of %j means, and takes the name away', async (typed) => {
    const { user, row, mock } = await openList({
      prepare: (prepared) =>
        prepared.succeed('sessions.rename', {
          kind: 'renamed',
          session: session('QBUAZIFURK', { displayName: null }),
        }),
    });
    await user.click(row(/QBUAZIFURK/));
    await user.keyboard('{F2}');
    const field = await screen.findByLabelText('Name');
    expect(screen.queryByText(/will have no name/)).toBeNull();
    await user.clear(field);
    if (typed !== '') await user.type(field, typed);
    screen.getByText('The session will have no name. Its id is shown in its place.');
    await user.click(screen.getByRole('button', { name: 'Remove the name' }));
    expect(mock.argumentsOf('sessions.rename')).toEqual([
      { accountId, deviceId: 'QBUAZIFURK', displayName: '' },
    ]);
    await screen.findByText('It has no name now.');
  });

  it('counts code points, and refuses more than a server takes', async () => {
    const { user, row, mock } = await openList();
    await user.click(row(/QBUAZIFURK/));
    await user.click(await screen.findByRole('button', { name: 'Rename' }));
    const field = screen.getByLabelText('Name');
    await user.clear(field);
    await user.click(field);
    await user.paste('👩'.repeat(101));
    screen.getByText('101 of 100 characters');
    await user.keyboard('{Enter}');
    expect(mock.argumentsOf('sessions.rename')).toEqual([]);
  });

  it('says in the dialog what went wrong, and keeps what was typed', async () => {
    const { user, row } = await openList({
      prepare: (mock) => mock.on('sessions.rename', () => fail({ code: 'name-too-long' })),
    });
    await user.click(row(/QBUAZIFURK/));
    await user.click(await screen.findByRole('button', { name: 'Rename' }));
    await user.type(screen.getByLabelText('Name'), ' 2{Enter}');
    await screen.findByText('The server finds this name too long.');
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Element Web on Firefox 2');
  });
});

describe('trouble', () => {
  it('with the keychain and the disk is told while it lasts', async () => {
    const { mock } = await openList();
    mock.emit('app.vaultChanged', { kind: 'waiting', keychain: 'gnome-keyring' });
    await screen.findByText('Waiting for GNOME Keyring.');
    mock.emit('app.vaultChanged', { kind: 'ready' });
    mock.emit('app.storeChanged', { kind: 'failed', reason: 'disk-full' });
    await screen.findByText('The disk is full.');
    expect(screen.queryByText('Waiting for GNOME Keyring.')).toBeNull();
  });

  it('with the keychain is told in one place, as what it is now', async () => {
    const { mock, user } = await openList();
    const error = { code: 'vault', reason: 'no-answer' } as const;
    const state = listState({ refresh: { kind: 'failed', error, retryAt: null } });
    const failed = { kind: 'failed', keychain: 'kwallet' } as const;
    mock.emit('app.vaultChanged', { ...failed, reason: 'no-answer' });
    mock.emit('sessions.changed', {
      accountId,
      baseRevision: 1,
      revision: 2,
      upserted: [],
      removed: [],
      state,
    });
    await screen.findByText("KWallet doesn't answer.");
    mock.emit('app.vaultChanged', { ...failed, reason: 'locked' });
    await screen.findByText('KWallet is locked.');
    expect(screen.queryByText(/answer/)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(mock.argumentsOf('sessions.refresh')).toEqual([{ accountId }]);
    mock.emit('app.vaultChanged', { kind: 'ready' });
    await screen.findByText("Your keychain doesn't answer.");
  });

  it('between the window and main is never silent', async () => {
    const { user } = await openList({
      prepare: (mock) =>
        mock.on('sessions.refresh', () => {
          throw new Error('the channel is closed');
        }),
    });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    await screen.findByText('Something went wrong in Muster.');
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText('Something went wrong in Muster.')).toBeNull();
  });
});
