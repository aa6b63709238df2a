// The vault on the system's own keychain: Credential Manager, Keychain, or on Linux a Secret Service of
// the test's own. Nothing but the module between them is real in the unit tests.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemPorts } from '../../electron/core/host/system.ts';
import { KeychainHelper } from '../../electron/core/keychain/keychain-helper.ts';
import { KeychainVault } from '../../electron/core/keychain/keychain-vault.ts';
import { lookAtKeychain } from '../../electron/core/keychain/secret-service.ts';
import { KEYCHAIN_SERVICE } from '../../electron/core/tokens/vault.ts';
import { startKeychainProcess } from '../../electron/loopback/keychain-process.ts';
import type { CredentialId } from '../../electron/shared/ids.ts';
import { startKeyring, type Keyring } from '../fixtures/keyring.ts';

const item = randomUUID() as CredentialId;
let keyring: Keyring | null = null;
let vault: KeychainVault;

beforeAll(async () => {
  if (process.platform === 'linux') {
    keyring = await startKeyring('unlocked');
    Object.assign(process.env, keyring.env);
  }
  const program = fileURLToPath(new URL('../../dist/keychain.js', import.meta.url));
  vault = new KeychainVault({
    keychain: new KeychainHelper(KEYCHAIN_SERVICE, () => startKeychainProcess(program)),
    look: () => lookAtKeychain(process.platform, process.env),
    clock: systemPorts.clock,
    onStatus: () => undefined,
  });
});

afterAll(async () => {
  await vault.delete(item);
  vault.close();
  await keyring?.stop();
});

it('answers a probe', async () => {
  expect(await vault.probe()).toEqual({ ok: true, value: null });
});

it('keeps a token as it is, replaces it, and forgets it', async () => {
  // The longest that Windows takes is 2,560 bytes.
  const tokens = ['syt_YWRh_ö'.repeat(100), 'x'.repeat(1_200)];
  for (const token of tokens) {
    expect(await vault.set(item, token)).toEqual({ ok: true, value: null });
    expect(await vault.get(item)).toEqual({ ok: true, value: token });
  }
  expect(await vault.delete(item)).toEqual({ ok: true, value: null });
  expect((await vault.get(item)).ok).toBe(false);
});
