// Signing in elsewhere: on a page of the server in the browser, or by a code on any device.
import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail } from '../../electron/shared/errors.ts';
import type { IdentityProvider, SignInSnapshot } from '../../electron/shared/sign-in.ts';
import {
  account,
  accountId,
  codeToEnter,
  now,
  readyToSignIn,
  signInMethods,
} from '../fixtures/contract-data.ts';
import type { ContractMock } from '../fixtures/contract-mock.ts';
import { openApp } from './open-app.ts';
import { openServer } from './open-sign-in.ts';

const { attemptId } = readyToSignIn();

const sso = { providers: [], preferred: false };
const preferredSso = { providers: [], preferred: true };

const nothing = (): void => undefined;

function button(name: string | RegExp): HTMLElement {
  return screen.getByRole('button', { name });
}

function hasButton(name: string): boolean {
  return screen.queryByRole('button', { name }) !== null;
}

function otherWays(): readonly string[] {
  return within(screen.getByRole('group', { name: 'Other ways to sign in' }))
    .getAllByRole('button')
    .map(({ textContent }) => textContent.trim());
}

function waiting(
  part: Partial<Extract<SignInSnapshot, { kind: 'in-browser' }>> = {},
): SignInSnapshot {
  return {
    kind: 'in-browser',
    attemptId,
    baseUrl: 'https://matrix.example.org',
    url: 'https://matrix.example.org/page',
    until: now + 300_000,
    returned: false,
    problem: null,
    ...part,
  };
}

describe('the ways in', () => {
  it('begin with the server’s page, where the server has the newer one', async () => {
    await openServer(signInMethods({ oauth: { deviceCode: true }, sso }));
    button('Open the browser');
    expect(otherWays()).toEqual([
      'Use a code instead',
      'Use a password',
      'Use the older sign-in page',
      'Use an access token',
    ]);
  });

  it('have the password as the older way where the server wants its page to be used', async () => {
    const { user } = await openServer(
      signInMethods({ oauth: { deviceCode: false }, sso: preferredSso }),
    );
    expect(otherWays()).toEqual([
      'Use the older sign-in page',
      'Use a password (older way)',
      'Use an access token',
    ]);
    await user.click(button('Use a password (older way)'));
    screen.getByLabelText('Password');
  });

  it('have no code where the server gives none', async () => {
    await openServer(signInMethods({ oauth: { deviceCode: false } }));
    expect(otherWays()).toEqual(['Use a password', 'Use an access token']);
  });

  it('begin with the older page where it wants that and has no newer one', async () => {
    await openServer(signInMethods({ sso: preferredSso }));
    button('Open the browser');
    expect(otherWays()).toEqual(['Use a password (older way)', 'Use an access token']);
  });

  it('are the same when an account is signed in again', async () => {
    const methods = signInMethods({ oauth: { deviceCode: true }, password: false });
    const { user, mock } = openApp({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: true } })] },
      prepare(prepared) {
        prepared.succeed('signIn.again', readyToSignIn({ again: true, methods }));
        prepared.hold('signIn.oauth');
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Sign in again' }));
    await screen.findByRole('heading', { name: 'Sign in again' });
    expect(screen.getByText(/^Sign in as/).textContent).toContain('@alice:example.org');
    expect(otherWays()).toEqual(['Use a code instead', 'Use an access token']);
    await user.click(button('Open the browser'));
    expect(mock.argumentsOf('signIn.oauth')).toEqual([{ attemptId, keptIn: 'keychain' }]);
  });

  it('claim a name for the session only where Muster gives it', async () => {
    const { user } = await openServer(signInMethods({ oauth: { deviceCode: true } }));
    const claim = () => screen.queryByText(/On the server it shows as/);
    screen.getByText(/The sign-in is kept in your keychain/);
    expect(claim()).toBeNull();
    await user.click(button('Use a code instead'));
    expect(claim()).toBeNull();
    await user.click(button('Use a password'));
    expect(claim()).not.toBeNull();
  });
});

describe('the server’s page', () => {
  const methods = signInMethods({ oauth: { deviceCode: false } });

  it('is opened, waited for, and can be opened again', async () => {
    const { user, mock } = await openServer(methods, (prepared) => {
      prepared.succeed('signIn.oauth', waiting());
      prepared.succeed('signIn.openPage', waiting());
    });
    screen.getByText(/The sign-in page of matrix.example.org opens in your browser/);
    await user.click(button('Open the browser'));
    await screen.findByRole('heading', { name: 'Go on in your browser' });
    expect(mock.argumentsOf('signIn.oauth')).toEqual([{ attemptId, keptIn: 'keychain' }]);
    await user.click(button('Open the page again'));
    expect(mock.argumentsOf('signIn.openPage')).toEqual([{ attemptId }]);
  });

  it('that the server keeps to other apps leaves the other ways', async () => {
    const serverText = 'Your client is not on our list';
    await openServer(methods, (prepared) => {
      const problem = { code: 'oauth', reason: 'client-refused', serverText } as const;
      prepared.succeed('signIn.oauth', readyToSignIn({ methods, problem }));
    }).then(({ user }) => user.click(button('Open the browser')));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("This server doesn't let Muster sign people in.");
    expect(alert.textContent).toContain(`The server says: “${serverText}”`);
    expect(otherWays()).toEqual(['Use a password', 'Use an access token']);
  });
});

describe('the browser', () => {
  async function inBrowser(prepare: (mock: ContractMock) => void = nothing) {
    const app = await openServer(signInMethods({ sso: preferredSso }), (mock) => {
      mock.succeed('signIn.browser', waiting());
      prepare(mock);
    });
    await app.user.click(button('Open the browser'));
    await screen.findByRole('heading', { name: 'Go on in your browser' });
    return app;
  }

  it('is waited for, and what it brings leads to the list', async () => {
    const { mock } = await inBrowser();
    screen.getByText(/It waits for another 5 min\./);
    button('Back').focus();
    mock.emit('signIn.changed', { attemptId, snapshot: waiting({ returned: true }) });
    await screen.findByText(/Your browser has come back/);
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Signing in…' }));
    mock.emit('signIn.changed', { attemptId, snapshot: { kind: 'signed-in', accountId } });
    mock.emit('accounts.changed', [account()]);
    await screen.findByRole('grid');
    expect(mock.argumentsOf('signIn.cancel')).toEqual([]);
  });

  it('of another attempt changes nothing', async () => {
    const { mock } = await inBrowser();
    const snapshot = waiting({ returned: true });
    mock.emit('signIn.changed', { attemptId: 'other' as typeof attemptId, snapshot });
    await screen.findByRole('heading', { name: 'Go on in your browser' });
  });

  it('may end at a page that can not be opened: its address is pasted', async () => {
    const { user, mock } = await inBrowser((prepared) =>
      prepared.succeed(
        'signIn.pasteBack',
        waiting({ problem: { code: 'browser-sign-in', reason: 'not-this-answer' } }),
      ),
    );
    const field = screen.getByLabelText<HTMLInputElement>('Address of the last page');
    await user.type(field, 'http://127.0.0.1:1/x?loginToken=y{Enter}');
    expect(mock.argumentsOf('signIn.pasteBack')).toEqual([
      { attemptId, text: 'http://127.0.0.1:1/x?loginToken=y' },
    ]);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("That isn't the address");
    expect(field.value).toBe('');
  });

  it('that did not come back leads to the ways in, with the reason', async () => {
    const { mock } = await inBrowser();
    const problem = { code: 'browser-sign-in', reason: 'no-answer' } as const;
    mock.emit('signIn.changed', { attemptId, snapshot: readyToSignIn({ problem }) });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Nothing came back from your browser.');
  });

  it('can be left', async () => {
    const { user, mock } = await inBrowser((prepared) =>
      prepared.succeed('signIn.stopWaiting', readyToSignIn()),
    );
    await user.click(button('Back'));
    await screen.findByLabelText('Password');
    expect(mock.argumentsOf('signIn.stopWaiting')).toEqual([{ attemptId }]);
  });
});

describe('identity providers', () => {
  const github = { id: 'github', name: 'GitHub', brand: 'github', icon: null };
  const uni = { id: 'uni', name: 'Uni\u202e', brand: null, icon: 'mxc://example.org/uni' };

  function servedBy(...providers: readonly IdentityProvider[]) {
    return signInMethods({ sso: { providers, preferred: false } });
  }

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('are one click away where the server asks for a password, too', async () => {
    const { user } = await openServer(servedBy(github, { ...uni, icon: null }));
    screen.getByLabelText('Password');
    await user.click(button('Use the browser'));
    button('Continue with GitHub');
    await user.click(button('Use a password'));
    screen.getByLabelText('Password');
  });

  it('lead to their page, and their names can not deceive', async () => {
    const { user, mock } = await openServer(
      { ...servedBy(github, { ...uni, icon: null }), password: false },
      (prepared) => void prepared.hold('signIn.browser'),
    );
    expect(hasButton('Use a password')).toBe(false);
    expect(button(/Continue with Uni/).textContent).toContain('U+202E');
    await user.click(button(/Continue with Uni/));
    expect(mock.argumentsOf('signIn.browser')).toEqual([
      { attemptId, providerId: 'uni', keptIn: 'keychain' },
    ]);
  });

  /** The mark beside the name of the second provider, which has a picture. */
  async function markOfUni(prepare: (mock: ContractMock) => void) {
    const app = await openServer({ ...servedBy(github, uni), password: false }, prepare);
    const mark = button(/Continue with Uni/).querySelector('[aria-hidden=true]');
    return { ...app, mark: mark as HTMLElement };
  }

  it('show their picture, which is asked for once and drawn small', async () => {
    const bitmap = { close: vi.fn() };
    const decode = vi.fn(() => Promise.resolve(bitmap));
    const drawImage = vi.fn();
    vi.stubGlobal('createImageBitmap', decode);
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({ drawImage } as never);
    const { user, mock, mark } = await markOfUni((prepared) =>
      prepared.succeed('signIn.providerIcon', png(96, 48)),
    );
    await waitFor(() => expect(mark.textContent.trim()).toBe(''));
    expect(mock.argumentsOf('signIn.providerIcon')).toEqual([{ attemptId, providerId: 'uni' }]);
    expect(decode).toHaveBeenCalledWith(
      expect.any(Blob),
      expect.objectContaining({ resizeWidth: 44, resizeHeight: 22 }),
    );
    expect(drawImage).toHaveBeenCalledWith(bitmap, 0, 11);
    await user.click(button('Use an access token'));
    await user.click(button('Use the browser'));
    expect(mock.argumentsOf('signIn.providerIcon')).toHaveLength(1);
  });

  it.each([
    ['there is none to be had', (mock: ContractMock) => mock.succeed('signIn.providerIcon', null)],
    [
      'asking for it fails',
      (mock: ContractMock) => mock.on('signIn.providerIcon', () => fail({ code: 'bad-request' })),
    ],
    [
      'it would fill the memory',
      (mock: ContractMock) => mock.succeed('signIn.providerIcon', png(60_000, 60_000)),
    ],
  ])('keep their letter where %s', async (_, prepare) => {
    const decode = vi.fn(() => Promise.resolve({ close: nothing }));
    const context = { drawImage: nothing };
    vi.stubGlobal('createImageBitmap', decode);
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
    const { mock, mark } = await markOfUni(prepare);
    expect(mock.argumentsOf('signIn.providerIcon')).toHaveLength(1);
    await everythingAnswered();
    expect(decode).not.toHaveBeenCalled();
    expect(mark.textContent.trim()).toBe('U');
  });

  it('keep their letter where what came is no picture after all', async () => {
    const decode = vi.fn(() => Promise.reject(new Error('not a picture')));
    vi.stubGlobal('createImageBitmap', decode);
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({} as never);
    const { mark } = await markOfUni((mock) => mock.succeed('signIn.providerIcon', png(48, 48)));
    await waitFor(() => expect(decode).toHaveBeenCalled());
    await everythingAnswered();
    expect(mark.textContent.trim()).toBe('U');
  });
});

describe('a code', () => {
  const methods = signInMethods({ oauth: { deviceCode: true } });

  async function withCode(code = codeToEnter(), prepare: (mock: ContractMock) => void = nothing) {
    const app = await openServer(methods, (mock) => {
      mock.succeed('signIn.deviceCode', code);
      prepare(mock);
    });
    await app.user.click(button('Use a code instead'));
    await app.user.click(button('Show a code'));
    await screen.findByRole('heading', { name: 'Enter this code' });
    return app;
  }

  it('is asked for, and shown with the page and a picture of its address', async () => {
    const { mock } = await withCode();
    expect(mock.argumentsOf('signIn.deviceCode')).toEqual([{ attemptId, keptIn: 'keychain' }]);
    screen.getByText('WDJB-MJHT');
    screen.getByText('https://auth.example.org/link');
    screen.getByRole('img', { name: /^QR code: the address of the page/ });
    screen.getByText(/The code is good for another 15 min\./);
    screen.getByText(/Muster goes on by itself when it is done/);
  });

  it('is spelled to those who listen, and the title of the step has the focus', async () => {
    await withCode();
    await screen.findByText('The code is W D J B - M J H T');
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Enter this code' }));
  });

  it('has a picture of the plain page where the server gives no address with the code in it', async () => {
    await withCode(codeToEnter({ pageWithCode: null }));
    screen.getByRole('img', { name: 'QR code: the address of the page' });
    screen.getByText(/Enter the code there\./);
  });

  it('that was entered leads to the list', async () => {
    const { mock } = await withCode();
    mock.emit('signIn.changed', { attemptId, snapshot: { kind: 'signed-in', accountId } });
    mock.emit('accounts.changed', [account()]);
    await screen.findByRole('grid');
    await screen.findByText('Signed in.');
    expect(mock.argumentsOf('signIn.cancel')).toEqual([]);
  });

  it('can be entered on this computer', async () => {
    const address = 'https://auth.example.org/link?code=WDJB-MJHT';
    const notOpened = { code: 'browser-not-opened', address } as const;
    const { user, mock } = await withCode(codeToEnter(), (prepared) =>
      prepared.succeed('signIn.openPage', codeToEnter({ problem: notOpened })),
    );
    await user.click(button('Open the page on this computer'));
    expect(mock.argumentsOf('signIn.openPage')).toEqual([{ attemptId }]);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('No browser was opened.');
    within(alert).getByText(address);
    within(alert).getByRole('button', { name: 'Copy the address' });
  });

  it('stays while the server can not be asked, with the reason', async () => {
    const { mock } = await withCode();
    const problem = { code: 'unreachable', host: 'auth.example.org' } as const;
    mock.emit('signIn.changed', { attemptId, snapshot: codeToEnter({ problem }) });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain("auth.example.org can't be reached.");
    screen.getByText(/Muster goes on asking\./);
    screen.getByText('WDJB-MJHT');
    mock.emit('signIn.changed', { attemptId, snapshot: codeToEnter() });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('that has run out leads to the ways in, where another one can be had', async () => {
    const { mock } = await withCode();
    const problem = { code: 'oauth', reason: 'expired', serverText: null } as const;
    mock.emit('signIn.changed', { attemptId, snapshot: readyToSignIn({ methods, problem }) });
    expect((await screen.findByRole('alert')).textContent).toContain('The code has run out.');
    button('Show a code');
  });

  it('can be left', async () => {
    const { user, mock } = await withCode(codeToEnter(), (prepared) =>
      prepared.succeed('signIn.stopWaiting', readyToSignIn({ methods })),
    );
    await user.click(button('Back'));
    await screen.findByRole('button', { name: 'Show a code' });
    expect(mock.argumentsOf('signIn.stopWaiting')).toEqual([{ attemptId }]);
  });
});

/** After all that is settled by now has been taken note of. */
function everythingAnswered(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The beginning of a PNG of this size, in base64. */
function png(width: number, height: number): string {
  const bytes = new DataView(new ArrayBuffer(33));
  bytes.setUint32(0, 0x89504e47);
  bytes.setUint32(4, 0x0d0a1a0a);
  bytes.setUint32(16, width);
  bytes.setUint32(20, height);
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}
