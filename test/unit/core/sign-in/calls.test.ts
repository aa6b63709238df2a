// What each call answers where there is nothing to do, and what a bug in one costs.
import { describe, expect, it } from 'vitest';
import type { SignIn } from '../../../../electron/core/sign-in/sign-in.ts';
import { MemoryVault } from '../../../../electron/core/tokens/vault.ts';
import { fail, ok, type Result } from '../../../../electron/shared/errors.ts';
import type { AttemptId } from '../../../../electron/shared/ids.ts';
import type { SignInMethods } from '../../../../electron/shared/sign-in.ts';
import { deferred, unreachable } from '../fake-core.ts';
import { comeBackWith, onPage, withCode } from './oauth-sign-in-world.ts';
import { BACK, locked, methods, ready, SERVER, setUp } from './sign-in-world.ts';

const keptIn = 'keychain';
const calls: Readonly<
  Record<string, (signIn: SignIn, attemptId: AttemptId) => Promise<Result<unknown>>>
> = {
  browser: (signIn, attemptId) => signIn.browser({ attemptId, providerId: null, keptIn }),
  oauth: (signIn, attemptId) => signIn.oauth({ attemptId, keptIn }),
  deviceCode: (signIn, attemptId) => signIn.deviceCode({ attemptId, keptIn }),
  token: (signIn, attemptId) => signIn.token({ attemptId, token: 'pasted', keptIn }),
  pasteBack: (signIn, attemptId) => signIn.pasteBack({ attemptId, text: BACK }),
  stopWaiting: (signIn, attemptId) => signIn.stopWaiting({ attemptId }),
  settle: (signIn, attemptId) => signIn.settle({ attemptId, choice: 'sign-out' }),
  openPage: (signIn, attemptId) => signIn.openPage({ attemptId }),
  providerIcon: (signIn, attemptId) => signIn.providerIcon({ attemptId, providerId: 'x' }),
};

describe('a call', () => {
  it.each(Object.entries(calls))('on an attempt that is not there fails: %s', async (_, call) => {
    expect(await call(setUp().signIn, 'x' as AttemptId)).toMatchObject({ ok: false });
  });

  it('for a way in that the server has not is refused', async () => {
    const { signIn, begin } = setUp();
    const attemptId = await begin();
    const refused = fail({ code: 'bad-request' });
    expect(await signIn.oauth({ attemptId, keptIn })).toEqual(refused);
    expect(await signIn.deviceCode({ attemptId, keptIn })).toEqual(refused);
  });

  it('where nothing is waited for changes nothing', async () => {
    const { signIn, begin, opened } = setUp();
    const attemptId = await begin();
    expect(await signIn.stopWaiting({ attemptId })).toEqual(ready(attemptId, null));
    expect(await signIn.openPage({ attemptId })).toEqual(ready(attemptId, null));
    expect(await signIn.settle({ attemptId, choice: 'sign-out' })).toEqual(
      fail({ code: 'bad-request' }),
    );
    expect(opened).toEqual([]);
  });

  it('for a pasted token says what the server says, where that is not that it knows none', async () => {
    const whoami = () => Promise.resolve(fail(unreachable));
    const client = () => ({ ...{ listDevices: whoami, logout: whoami }, whoami });
    const { signIn, begin } = setUp({ protocol: { client } });
    const attemptId = await begin();
    expect(await signIn.token({ attemptId, token: 'pasted', keptIn })).toEqual(
      ready(attemptId, unreachable),
    );
  });
});

describe('the page', () => {
  it('is opened once more, and says when that fails, and when it does not', async () => {
    const notOpened = fail({ code: 'browser-not-opened', address: 'https://x.example/' });
    const outcomes: Result<null>[] = [ok(null), notOpened, ok(null)];
    const opened: string[] = [];
    const openExternal = (url: string) => {
      opened.push(url);
      return Promise.resolve(outcomes.shift() ?? expect.fail());
    };
    const { signIn, attemptId, snapshot } = await onPage({ ports: { openExternal } });
    expect(await signIn.openPage({ attemptId })).toMatchObject({
      value: { kind: 'in-browser', problem: notOpened.error },
    });
    expect(await signIn.openPage({ attemptId })).toEqual(snapshot);
    expect(opened).toEqual(Array.from({ length: 3 }, () => opened[0]));
  });

  it('that could not be opened is no problem of what is waited for after it', async () => {
    const opening = deferred<Result<null>>();
    let times = 0;
    const openExternal = () => ((times += 1) === 2 ? opening.promise : Promise.resolve(ok(null)));
    const { signIn, attemptId } = await onPage({ ports: { openExternal } });
    const again = signIn.openPage({ attemptId });
    const code = await signIn.deviceCode({ attemptId, keptIn });
    expect(code).toMatchObject({ value: { kind: 'device-code', problem: null } });
    opening.resolve(fail({ code: 'browser-not-opened', address: 'https://x.example/' }));
    expect(await again).toEqual(code);
  });

  it('is not come back from before it is there', async () => {
    const { snapshot } = await onPage({
      ports: {
        listen(accept) {
          expect(accept(comeBackWith('code=code-1'))).toBe(false);
          return Promise.resolve({ url: BACK, close: () => undefined });
        },
      },
    });
    expect(snapshot).toMatchObject({ value: { kind: 'in-browser', returned: false } });
  });

  it('is come back from by an address that was copied with the blanks around it', async () => {
    const { signIn, attemptId } = await onPage();
    const text = `\u00a0${comeBackWith('code=code-1')}\u00a0\n`;
    expect(await signIn.pasteBack({ attemptId, text })).toMatchObject({
      value: { kind: 'signed-in' },
    });
  });
});

describe('the picture of an identity provider', () => {
  const providers = [
    { id: 'with', name: 'With', icon: 'mxc://example.org/icon', brand: null },
    { id: 'without', name: 'Without', icon: null, brand: null },
  ];
  const withProviders: SignInMethods = { ...methods, sso: { providers, preferred: false } };

  async function asking(known: SignInMethods, bytes: Uint8Array | null) {
    const asked: string[][] = [];
    const { signIn, begin } = setUp({
      protocol: {
        loginMethods: () => Promise.resolve(ok(known)),
        providerIcon(...from) {
          asked.push(from);
          return Promise.resolve(bytes);
        },
      },
    });
    const attemptId = await begin();
    const icon = (providerId: string) => signIn.providerIcon({ attemptId, providerId });
    return { icon, asked };
  }

  it('is the server’s, in base64', async () => {
    const { icon, asked } = await asking(withProviders, new Uint8Array([1, 2, 255]));
    expect(await icon('with')).toEqual(ok('AQL/'));
    expect(asked).toEqual([[SERVER, 'mxc://example.org/icon']]);
  });

  it('is none where there is none, and nobody is asked', async () => {
    const { icon, asked } = await asking(withProviders, new Uint8Array([1]));
    expect(await icon('without')).toEqual(ok(null));
    expect(await icon('another')).toEqual(ok(null));
    const alone = await asking({ ...methods, sso: null }, new Uint8Array([1]));
    expect(await alone.icon('with')).toEqual(ok(null));
    expect([...asked, ...alone.asked]).toEqual([]);
  });

  it('is none where the server has none', async () => {
    const { icon } = await asking(withProviders, null);
    expect(await icon('with')).toEqual(ok(null));
  });
});

describe('a bug', () => {
  const bug = (): Promise<never> => Promise.reject(new Error('a bug'));

  /** A keychain that is in order until it is asked so many times. */
  function bugAt(time: number): () => Promise<Result<null>> {
    let times = 0;
    return () => ((times += 1) === time ? bug() : Promise.resolve(ok(null)));
  }

  it('in a call costs the call', async () => {
    const { begin, password, signIn } = setUp({ keychain: { probe: bugAt(1) } });
    const attemptId = await begin();
    await expect(password(attemptId)).rejects.toThrow('a bug');
    expect(await signIn.stopWaiting({ attemptId })).toEqual(ready(attemptId, null));
    expect(await password(attemptId)).toMatchObject({ value: { kind: 'signed-in' } });
  });

  it('in a call leaves nobody waiting for what the call has stopped', async () => {
    const { signIn, attemptId } = await onPage({
      keychain: { probe: bugAt(2) },
    });
    await expect(signIn.token({ attemptId, token: 'pasted', keptIn })).rejects.toThrow('a bug');
    expect(await signIn.openPage({ attemptId })).toMatchObject({ value: { kind: 'ready' } });
  });

  it('costs nothing that was held', async () => {
    let broken = true;
    const memory = new MemoryVault();
    const { begin, password, signIn } = setUp({
      keychain: { set: () => Promise.resolve(fail(locked)) },
      memory: {
        set: (item, token) => memory.set(item, token),
        get: (item) => (broken ? bug() : memory.get(item)),
      },
    });
    const attemptId = await begin();
    expect(await password(attemptId)).toMatchObject({ value: { kind: 'not-kept' } });
    const keep = { attemptId, choice: 'this-run' } as const;
    await expect(signIn.settle(keep)).rejects.toThrow('a bug');
    broken = false;
    expect(await signIn.settle(keep)).toMatchObject({ value: { kind: 'signed-in' } });
  });

  it('in what goes on by itself ends the waiting, with a reference', async () => {
    const problem = { code: 'internal', reference: 'reference' };
    const page = await onPage({ protocol: { exchangeCode: bug } });
    await page.comeBack();
    expect(page.told().at(-1)).toMatchObject({ kind: 'ready', problem });
    const code = await withCode({ protocol: { askForGrant: bug } });
    await code.clock.advance(5_000);
    expect(code.told()).toMatchObject([{ kind: 'ready', problem }]);
    for (const { log } of [page, code])
      expect(log.records).toContainEqual(['bug', 'sign-in-threw', new Error('a bug')]);
  });
});
