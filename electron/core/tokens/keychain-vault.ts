// The vault on the OS keychain, through keytar. One call in flight: four pending ones would fill
// libuv's pool and stall file reads and DNS. `findCredentials` is not in the port: on a locked
// collection it crashes the process.
import type { Clock } from '../../matrix/types.ts';
import { fail, ok, type Result, type VaultProblem } from '../../shared/errors.ts';
import type { VaultStatus } from '../../shared/model.ts';
import type { CredentialVault, Keytar } from '../ports.ts';
import { canBeKept, KEYCHAIN_SERVICE, PROBE_ITEM, vaultError } from './vault.ts';

/** How long a call may take, its place in the queue included, in milliseconds. */
const LIMIT = 60_000;

/** When a pending call is worth a word to the user, in milliseconds. */
const NOTICE = 500;

export interface KeychainVaultOptions {
  /** Null where the module could not be loaded. */
  readonly keytar: Keytar | null;
  readonly clock: Clock;
  /** Told when the status is another than before. */
  readonly onStatus: (status: VaultStatus) => void;
}

/** One use of the keychain. `wanted` turns false when its caller has given up. */
type Job<T> = (keytar: Keytar, wanted: () => boolean) => Promise<Result<T>>;

export function createKeychainVault(options: KeychainVaultOptions): CredentialVault {
  const { keytar, clock, onStatus } = options;
  let status: VaultStatus = keytar ? { kind: 'ready' } : { kind: 'failed', reason: 'unavailable' };
  // The last outcome that told something about the keychain: what `waiting` goes back to.
  let settled: VaultStatus = status;
  let tail: Promise<unknown> = Promise.resolve();
  let pending = 0;
  let notice = new AbortController();

  function show(next: VaultStatus): void {
    const changed = JSON.stringify(next) !== JSON.stringify(status);
    status = next;
    if (changed) onStatus(next);
  }

  function settle(result: Result<unknown>): void {
    settled = outcomeOf(result) ?? settled;
    show(settled);
  }

  /** Starts the half second anew while calls are pending, and ends it when none is. */
  function watch(): void {
    notice.abort();
    if (pending === 0) return;
    const current = new AbortController();
    notice = current;
    void clock.sleep(NOTICE, current.signal).then(() => {
      if (!current.signal.aborted) show({ kind: 'waiting' });
    });
  }

  async function take<T>(keychain: Keytar, job: Job<T>, wanted: () => boolean): Promise<Result<T>> {
    // Given up while it stood in the queue: the keychain hears nothing of it.
    if (!wanted()) return fail(vaultError('no-answer'));
    let result: Result<T>;
    try {
      result = await job(keychain, wanted);
    } catch (error) {
      result = fail(vaultError(problemOf(error)));
    }
    settle(result);
    return result;
  }

  async function run<T>(job: Job<T>): Promise<Result<T>> {
    if (!keytar) return fail(vaultError('unavailable'));
    const over = new AbortController();
    const turn = tail.then(() => take(keytar, job, () => !over.signal.aborted));
    tail = turn;
    if (++pending === 1) watch();
    const limit = clock.sleep(LIMIT, over.signal).then((): null => null);
    const result = (await Promise.race([turn, limit])) ?? fail(vaultError('no-answer'));
    over.abort();
    if (!result.ok) settle(result);
    pending--;
    watch();
    return result;
  }

  return {
    set: (item, token) =>
      canBeKept(token)
        ? run((keychain, wanted) => write(keychain, item, token, wanted))
        : Promise.resolve(fail(vaultError('not-stored'))),
    get: (item) => run((keychain) => read(keychain, item)),
    delete: (item) => run((keychain) => remove(keychain, item)),
    probe: () =>
      run(async (keychain, wanted) => {
        const written = await write(keychain, PROBE_ITEM, PROBE_ITEM, wanted);
        return written.ok && wanted() ? remove(keychain, PROBE_ITEM) : written;
      }),
    status: () => status,
  };
}

async function write(
  keychain: Keytar,
  item: string,
  secret: string,
  wanted: () => boolean,
): Promise<Result<null>> {
  const before = await keychain.getPassword(KEYCHAIN_SERVICE, item);
  if (!wanted()) return ok(null);
  await keychain.setPassword(KEYCHAIN_SERVICE, item, secret);
  if (!wanted()) {
    // Its caller was told that it is not stored, so what was there before must be there again.
    if (before === null) await keychain.deletePassword(KEYCHAIN_SERVICE, item);
    else await keychain.setPassword(KEYCHAIN_SERVICE, item, before);
    return ok(null);
  }
  const stored = await keychain.getPassword(KEYCHAIN_SERVICE, item);
  return stored === secret ? ok(null) : fail(vaultError('not-stored'));
}

async function read(keychain: Keytar, item: string): Promise<Result<string>> {
  const secret = await keychain.getPassword(KEYCHAIN_SERVICE, item);
  return secret === null || secret === '' ? fail(vaultError('locked-or-missing')) : ok(secret);
}

async function remove(keychain: Keytar, item: string): Promise<Result<null>> {
  const deleted = await keychain.deletePassword(KEYCHAIN_SERVICE, item);
  return deleted ? ok(null) : fail(vaultError('locked-or-missing'));
}

/** What a result says about the keychain itself; null for nothing. */
function outcomeOf(result: Result<unknown>): VaultStatus | null {
  if (result.ok) return { kind: 'ready' };
  if (result.error.code !== 'vault') return null;
  const { reason } = result.error;
  return reason === 'unavailable' || reason === 'locked' || reason === 'no-answer'
    ? { kind: 'failed', reason }
    : null;
}

/**
 * Reads keytar's errors, which are texts of libsecret and of macOS: "Cannot create an item in a
 * locked collection", "User canceled the operation." and the like say that it is locked. All others
 * ("org.freedesktop.secrets was not provided", "Cannot autolaunch D-Bus", "Object does not exist at
 * path" where there is no default collection) say that there is no keychain to use.
 */
function problemOf(error: unknown): VaultProblem {
  const text = error instanceof Error ? error.message : '';
  return /locked|dismissed|cancell?ed|interaction is not allowed|passphrase/i.test(text)
    ? 'locked'
    : 'unavailable';
}
