// Signing in here: the server, the password, the keychain, a token, and every way that it can go wrong.
import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok, type LeadsInside } from '../../electron/shared/errors.ts';
import { account, accountId, readyToSignIn, signInMethods } from '../fixtures/contract-data.ts';
import type { ContractMock } from '../fixtures/contract-mock.ts';
import { openApp, type OpenApp } from './open-app.ts';
import { openServer } from './open-sign-in.ts';

const nobody = { accounts: [] };

async function toPassword(prepare: (mock: ContractMock) => void): Promise<OpenApp> {
  const app = openApp({ app: nobody, prepare });
  await app.user.type(
    await screen.findByLabelText('Matrix ID or server name'),
    '@alice:example.org{Enter}',
  );
  await screen.findByLabelText('Password');
  return app;
}

function passwordField(): HTMLInputElement {
  return screen.getByLabelText<HTMLInputElement>('Password');
}

describe('the address', () => {
  it('leads to the server, which is named before the password is typed', async () => {
    const { mock } = await toPassword((prepared) =>
      prepared.succeed('signIn.begin', readyToSignIn()),
    );
    expect(mock.argumentsOf('signIn.begin')).toEqual([
      { address: '@alice:example.org', agreedTo: [] },
    ]);
    screen.getByRole('heading', { name: 'Sign in to matrix.example.org' });
    screen.getByText("It goes to matrix.example.org only, and isn't kept.");
    screen.getByText(/kept in your keychain/);
    expect(document.activeElement).toBe(passwordField());
  });

  it('gets a reason when it leads nowhere, and can be corrected', async () => {
    const { user, mock } = openApp({
      app: nobody,
      prepare: (prepared) =>
        prepared.on('signIn.begin', () => fail({ code: 'unreachable', host: 'exmaple.org' })),
    });
    await user.type(await screen.findByLabelText('Matrix ID or server name'), 'exmaple.org{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("exmaple.org can't be reached.");
    mock.succeed('signIn.begin', readyToSignIn());
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await screen.findByLabelText('Password');
  });

  it('explains a server without a way that Muster can do, and what is left', async () => {
    const { user } = await openServer(signInMethods({ password: false, others: ['x.card'] }));
    await screen.findByText(/“x.card”/);
    screen.getByLabelText('Access token');
    await user.click(screen.getByRole('button', { name: 'Back' }));
    screen.getByLabelText('Matrix ID or server name');
  });
});

describe('the password', () => {
  it('signs in, and the list of the account is shown', async () => {
    const { user, mock } = await toPassword((prepared) => {
      prepared.succeed('signIn.begin', readyToSignIn());
      prepared.succeed('signIn.password', { kind: 'signed-in', accountId });
    });
    await user.keyboard('correct horse{Enter}');
    mock.emit('accounts.changed', [account()]);
    await screen.findByRole('grid');
    expect(mock.argumentsOf('signIn.password')).toEqual([
      {
        attemptId: 'attempt-1',
        identifier: { kind: 'user', user: '@alice:example.org' },
        password: 'correct horse',
        keptIn: 'keychain',
      },
    ]);
    expect(mock.argumentsOf('signIn.cancel')).toEqual([]);
  });

  it('is gone from the field before main has answered', async () => {
    const { user } = await toPassword((mock) => {
      mock.succeed('signIn.begin', readyToSignIn());
      mock.hold('signIn.password');
    });
    await user.keyboard('correct horse{Enter}');
    expect(passwordField().value).toBe('');
    expect(document.body.innerHTML).not.toContain('correct horse');
  });

  it('is asked again with the reason when it is wrong', async () => {
    const { user, mock } = await toPassword((prepared) => {
      prepared.succeed('signIn.begin', readyToSignIn());
      prepared.on('signIn.password', () =>
        ok(readyToSignIn({ problem: { code: 'wrong-password' } })),
      );
    });
    await user.keyboard('wrong{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("The user name or the password isn't right.");
    await waitFor(() => expect(document.activeElement).toBe(passwordField()));
    await user.keyboard('right{Enter}');
    expect(mock.argumentsOf('signIn.password').map((sent) => sent.password)).toEqual([
      'wrong',
      'right',
    ]);
  });

  it('is not sent when it is empty', async () => {
    const { user, mock } = await toPassword((prepared) =>
      prepared.succeed('signIn.begin', readyToSignIn()),
    );
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(mock.argumentsOf('signIn.password')).toEqual([]);
  });

  it('tells main when the user goes back', async () => {
    const { user, mock } = await toPassword((prepared) =>
      prepared.succeed('signIn.begin', readyToSignIn()),
    );
    await user.click(screen.getByRole('button', { name: 'Back' }));
    expect(screen.getByLabelText<HTMLInputElement>('Matrix ID or server name').value).toBe(
      '@alice:example.org',
    );
    expect(mock.argumentsOf('signIn.cancel')).toEqual([{ attemptId: 'attempt-1' }]);
  });
});

describe('the keychain', () => {
  it('that fails is named, and keeping for this run is a choice, not a default', async () => {
    const { user, mock } = openApp({
      app: { ...nobody, vault: { kind: 'failed', reason: 'unavailable', keychain: null } },
      prepare: (prepared) => {
        prepared.succeed('signIn.begin', readyToSignIn());
        prepared.hold('signIn.password');
      },
    });
    await user.type(await screen.findByLabelText('Matrix ID or server name'), 'example.org{Enter}');
    await screen.findByText('No keychain is available.');
    const choice = screen.getByRole<HTMLInputElement>('checkbox', {
      name: /Keep the sign-in for this run only/,
    });
    expect(choice.checked).toBe(false);
    await user.click(choice);
    await user.type(passwordField(), 'pw{Enter}');
    expect(mock.argumentsOf('signIn.password')[0]?.keptIn).toBe('this-run');
  });

  it.each([
    ['Try the keychain again', 'try-keychain'],
    ['Keep it for this run only', 'this-run'],
    ['Sign out again', 'sign-out'],
  ] as const)('that refuses leaves three ways: %s', async (label, choice) => {
    const { user, mock } = await toPassword((prepared) => {
      prepared.succeed('signIn.begin', readyToSignIn());
      prepared.succeed('signIn.password', {
        kind: 'not-kept',
        attemptId: readyToSignIn().attemptId,
        userId: '@alice:example.org',
        problem: { code: 'vault', reason: 'locked' },
      });
      prepared.hold('signIn.settle');
    });
    await user.keyboard('pw{Enter}');
    await screen.findByText('Your keychain is locked.');
    await user.click(screen.getByRole('button', { name: label }));
    expect(mock.argumentsOf('signIn.settle')).toEqual([{ attemptId: 'attempt-1', choice }]);
  });
});

describe('a server that leads inside', () => {
  const found: LeadsInside = {
    code: 'leads-inside',
    from: 'example.org',
    host: 'matrix.example.org:8448',
    address: '192.168.1.5',
    where: 'network',
  };
  const leadsInside = (prepared: ContractMock): void => {
    prepared.on('signIn.begin', ({ agreedTo }) =>
      agreedTo?.includes(found.host) ? ok(readyToSignIn()) : fail(found),
    );
    prepared.on('signIn.again', ({ agreedTo }) =>
      agreedTo?.includes(found.host) ? ok(readyToSignIn({ again: true })) : fail(found),
    );
  };

  it('is gone on with when the user says so, and only then', async () => {
    const { user, mock } = openApp({ app: nobody, prepare: leadsInside });
    await user.type(await screen.findByLabelText('Matrix ID or server name'), 'example.org{Enter}');
    const heading = await screen.findByRole('heading', {
      name: 'This server leads into a private network',
    });
    expect(heading.parentElement?.textContent).toMatch(
      /You typed example\.org\..*matrix\.example\.org:8448 \(192\.168\.1\.5\)/s,
    );
    expect(mock.argumentsOf('signIn.begin')).toEqual([{ address: 'example.org', agreedTo: [] }]);
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await screen.findByLabelText('Password');
    expect(mock.argumentsOf('signIn.begin').at(-1)).toEqual({
      address: 'example.org',
      agreedTo: [found.host],
    });
  });

  it('is left by Back, and agreed to no more the next time', async () => {
    const { user, mock } = openApp({ app: nobody, prepare: leadsInside });
    await user.type(await screen.findByLabelText('Matrix ID or server name'), 'example.org{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Back' }));
    await user.click(await screen.findByRole('button', { name: 'Continue' }));
    await screen.findByRole('button', { name: 'Go on' });
    expect(mock.argumentsOf('signIn.begin').map(({ agreedTo }) => agreedTo)).toEqual([[], []]);
  });

  it('is not left while Muster is on its way there: what it brings would come all the same', async () => {
    const { user, mock } = openApp({ app: nobody, prepare: leadsInside });
    await user.type(await screen.findByLabelText('Matrix ID or server name'), 'example.org{Enter}');
    const goOn = await screen.findByRole('button', { name: 'Go on' });
    mock.hold('signIn.begin');
    await user.click(goOn);
    await user.click(screen.getByRole('button', { name: 'Back' }));
    screen.getByRole('heading', { name: 'This server leads into a private network' });
  });

  it('is asked about when an account is signed in again, and left for the list', async () => {
    const { user, mock } = openApp({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] },
      prepare: leadsInside,
    });
    await user.click(await screen.findByRole('button', { name: 'Sign in again' }));
    await user.click(await screen.findByRole('button', { name: 'Back' }));
    await user.click(await screen.findByRole('button', { name: 'Sign in again' }));
    await user.click(await screen.findByRole('button', { name: 'Go on' }));
    await screen.findByLabelText('Password');
    const agreed = mock.argumentsOf('signIn.again').map(({ agreedTo }) => agreedTo);
    expect(agreed).toEqual([[], [], [found.host]]);
  });
});

describe('signing in again', () => {
  it('keeps the user fixed, and can be left for the list', async () => {
    const { user, mock } = openApp({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] },
      prepare: (prepared) => prepared.succeed('signIn.again', readyToSignIn({ again: true })),
    });
    await user.click(await screen.findByRole('button', { name: 'Sign in again' }));
    await screen.findByRole('heading', { name: 'Sign in again' });
    expect(mock.argumentsOf('signIn.again')).toEqual([{ accountId, agreedTo: [] }]);
    expect(screen.getByLabelText<HTMLInputElement>('User').readOnly).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await screen.findByRole('grid');
  });
});

describe('a name of another kind', () => {
  const both = signInMethods();
  const hold = (mock: ContractMock): void => void mock.hold('signIn.password');

  it('may be an e-mail address', async () => {
    const { user, mock } = await openServer(both, hold);
    await user.click(screen.getByRole('button', { name: 'Use e-mail' }));
    await user.type(screen.getByLabelText('E-mail address'), ' alice@example.org');
    await user.type(passwordField(), 'pw{Enter}');
    expect(mock.argumentsOf('signIn.password')[0]?.identifier).toEqual({
      kind: 'email',
      address: 'alice@example.org',
    });
  });

  it('is the e-mail address that the server was looked for with', async () => {
    const { user, mock } = openApp({
      app: nobody,
      prepare(prepared) {
        prepared.succeed('signIn.begin', readyToSignIn({ userId: null, methods: both }));
        hold(prepared);
      },
    });
    const address = await screen.findByLabelText('Matrix ID or server name');
    await user.type(address, 'alice@example.org{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(passwordField()));
    expect(screen.getByLabelText<HTMLInputElement>('E-mail address').value).toBe(
      'alice@example.org',
    );
    await user.keyboard('pw{Enter}');
    expect(mock.argumentsOf('signIn.password')[0]?.identifier).toEqual({
      kind: 'email',
      address: 'alice@example.org',
    });
  });

  it('that is typed as a user name is offered to be an e-mail address', async () => {
    const { user, mock } = await openServer(both, hold);
    const field = screen.getByLabelText('User');
    const offer = () => screen.queryByRole('button', { name: 'Sign in with the e-mail address' });
    await user.clear(field);
    await user.type(field, '@alice:example.org');
    expect(offer()).toBeNull();
    await user.clear(field);
    await user.type(field, 'alice@example.org ');
    await user.click(offer() ?? field);
    expect(screen.getByLabelText<HTMLInputElement>('E-mail address').value).toBe(
      'alice@example.org',
    );
    await user.type(passwordField(), 'pw{Enter}');
    expect(mock.argumentsOf('signIn.password')[0]?.identifier).toEqual({
      kind: 'email',
      address: 'alice@example.org',
    });
  });

  it('may be a phone number of a country', async () => {
    const { user, mock } = await openServer(both, hold);
    await user.click(screen.getByRole('button', { name: 'Use a phone number' }));
    await user.selectOptions(screen.getByLabelText('Country'), 'Germany');
    await user.type(screen.getByLabelText('Phone number'), '0160 123');
    await user.type(passwordField(), 'pw{Enter}');
    expect(mock.argumentsOf('signIn.password')[0]?.identifier).toEqual({
      kind: 'phone',
      country: 'DE',
      phone: '0160 123',
    });
  });

  it('is not sent while it is missing', async () => {
    const { user, mock } = await openServer(both, hold);
    await user.click(screen.getByRole('button', { name: 'Use e-mail' }));
    await user.type(passwordField(), 'pw{Enter}');
    expect(mock.argumentsOf('signIn.password')).toEqual([]);
  });
});

describe('an access token', () => {
  it.each([
    [{ deviceCode: false }, true],
    [null, false],
  ])('is told to live for minutes where the server has OAuth: %j', async (oauth, told) => {
    const { user } = await openServer(signInMethods({ oauth }));
    await user.click(screen.getByRole('button', { name: 'Use an access token' }));
    screen.getByLabelText('Access token');
    expect(screen.queryByText(/an access token lives for minutes/) !== null).toBe(told);
  });

  it('is gone from the field before main has answered', async () => {
    const { user, mock } = await openServer(
      signInMethods(),
      (prepared) => void prepared.hold('signIn.token'),
    );
    await user.click(screen.getByRole('button', { name: 'Use an access token' }));
    await user.type(screen.getByLabelText('Access token'), 'syt_secret{Enter}');
    expect(mock.argumentsOf('signIn.token')).toEqual([
      { attemptId: readyToSignIn().attemptId, token: 'syt_secret', keptIn: 'keychain' },
    ]);
    expect(screen.getByLabelText<HTMLInputElement>('Access token').value).toBe('');
    expect(document.body.innerHTML).not.toContain('syt_secret');
  });
});
