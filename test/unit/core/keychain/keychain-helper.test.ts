import { describe, expect, it } from 'vitest';
import { answerCall } from '../../../../electron/core/keychain/helper-program.ts';
import type { HelperCall } from '../../../../electron/core/keychain/helper-protocol.ts';
import {
  KeychainGone,
  KeychainHelper,
} from '../../../../electron/core/keychain/keychain-helper.ts';
import type { Keytar } from '../../../../electron/core/ports.ts';
import { TOKEN_MAX } from '../../../../electron/core/tokens/vault.ts';
import { deferred } from '../fake-core.ts';
import { inProcess, type InProcess } from '../../../fixtures/in-process-keychain.ts';

function fakeKeytar(overrides: Partial<Keytar> = {}): Keytar {
  const items = new Map<string, string>();
  return {
    setPassword: (service, item, secret) =>
      Promise.resolve(void items.set(`${service}/${item}`, secret)),
    getPassword: (service, item) => Promise.resolve(items.get(`${service}/${item}`) ?? null),
    deletePassword: (service, item) => Promise.resolve(items.delete(`${service}/${item}`)),
    ...overrides,
  };
}

function setUp(...keytars: (Keytar | null)[]) {
  const started: InProcess[] = [];
  const helper = new KeychainHelper('muster', () => {
    const begun = inProcess(keytars[started.length] ?? fakeKeytar());
    started.push(begun);
    return begun;
  });
  return { helper, started };
}

const never = fakeKeytar({ getPassword: () => new Promise(() => undefined) });

describe('the keychain process, from main', () => {
  it('is started when it is first needed, and once', async () => {
    const { helper, started } = setUp();
    expect(started).toHaveLength(0);
    await helper.set('a', 'secret');
    expect(await helper.get('a')).toBe('secret');
    expect(await helper.delete('a')).toBe(true);
    expect(await helper.delete('a')).toBe(false);
    expect(await helper.get('a')).toBeNull();
    expect(started).toHaveLength(1);
  });

  it('gives the text of an error, and goes on', async () => {
    const { helper, started } = setUp(
      fakeKeytar({ setPassword: () => Promise.reject(new Error('it is locked')) }),
    );
    await expect(helper.set('a', 'secret')).rejects.toThrow('it is locked');
    expect(await helper.get('a')).toBeNull();
    expect(started).toHaveLength(1);
  });

  it('rejects what was under way when it crashes, and is begun anew', async () => {
    const { helper, started } = setUp(never);
    const get = helper.get('a');
    started[0]!.crash();
    await expect(get).rejects.toBeInstanceOf(KeychainGone);
    expect(await helper.get('a')).toBeNull();
    expect(started).toHaveLength(2);
  });

  it('is ended with a call that hangs, whose late answer is nobody’s', async () => {
    const late = deferred<string>();
    const { helper, started } = setUp(fakeKeytar({ getPassword: () => late.promise }));
    const get = helper.get('a');
    helper.end();
    await expect(get).rejects.toBeInstanceOf(KeychainGone);
    expect(started[0]!.killed()).toBe(true);
    const next = helper.get('b');
    late.resolve('the secret of a');
    expect(await next).toBeNull();
  });

  it('has one call, so one secret, at a time', async () => {
    const { helper } = setUp(never);
    void helper.get('a').catch(() => undefined);
    await expect(helper.set('b', 'secret')).rejects.toThrow();
    helper.end();
  });
});

describe('the keychain process, inside', () => {
  const get: HelperCall = { kind: 'get', service: 'muster', item: 'a' };

  it('says so without the library', async () => {
    expect(await answerCall(null, get)).toMatchObject({ kind: 'failed' });
  });

  it('hands out nothing longer than Muster keeps', async () => {
    const holding = (length: number) =>
      answerCall(fakeKeytar({ getPassword: () => Promise.resolve('x'.repeat(length)) }), get);
    expect(await holding(TOKEN_MAX)).toMatchObject({ secret: 'x'.repeat(TOKEN_MAX) });
    expect(await holding(TOKEN_MAX + 1)).toEqual({ kind: 'secret', secret: null });
  });
});
