// Finds or makes the Python environment that holds the real Synapse, in the user's cache directory.
// Nothing here starts a server.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The release that the embedded homeserver is compared with. Raise it on purpose, never by chance. */
export const SYNAPSE_VERSION = '1.163.2';

const INSTALL_TIMEOUT = 10 * 60_000;
const ABANDONED_AFTER = 60 * 60_000;

export type SynapseAvailability =
  | { readonly kind: 'ready' }
  /** `what` is missing in plain words; `install` is the line that helps. */
  | { readonly kind: 'missing'; readonly what: string; readonly install: string };

type Environment = { readonly kind: 'ready'; readonly python: string } | Missing;
type Missing = Extract<SynapseAvailability, { kind: 'missing' }>;

/** Whether Synapse can be started here. Installs it first where that is possible (20 s, 200 MB). */
export async function synapseAvailability(): Promise<SynapseAvailability> {
  const environment = await synapseEnvironment();
  return environment.kind === 'ready' ? { kind: 'ready' } : environment;
}

/**
 * The Python that has Synapse. The environment is built beside its place and renamed into it, so a
 * half-made one is never found. (Only `python -m` is used: that works after a rename; the scripts
 * in `bin` would not.)
 */
export async function synapseEnvironment(): Promise<Environment> {
  if (platform() === 'win32') return missing('Synapse does not run on Windows', 'use WSL');
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'muster-test');
  const place = join(cache, `synapse-${SYNAPSE_VERSION}`);
  if (await holdsSynapse(place)) return { kind: 'ready', python: pythonOf(place) };

  const problem = await pythonProblem();
  if (problem) return problem;
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  const building = await mkdtemp(join(cache, 'building-'));
  try {
    const failure = await build(building);
    if (failure) return failure;
    await moveInto(building, place);
    return { kind: 'ready', python: pythonOf(place) };
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

function pythonOf(environment: string): string {
  return join(environment, 'bin', 'python');
}

/** Asks the environment itself: a changed system Python shows here too. Synapse needs authlib for OpenID. */
async function holdsSynapse(environment: string): Promise<boolean> {
  try {
    const { stdout } = await run(pythonOf(environment), [
      '-c',
      'import synapse.app.homeserver, synapse, authlib; print(synapse.__version__)',
    ]);
    return stdout.trim() === SYNAPSE_VERSION;
  } catch {
    return false;
  }
}

async function pythonProblem(): Promise<Missing | null> {
  try {
    const { stdout } = await run('python3', [
      '-c',
      'import sys; print(sys.version_info >= (3, 10))',
    ]);
    if (stdout.trim() !== 'True')
      return missing('python3 is older than 3.10', 'apt-get install python3');
  } catch {
    return missing('python3 is not installed', 'apt-get install python3 python3-venv');
  }
  try {
    await run('python3', ['-c', 'import venv, ensurepip']);
    return null;
  } catch {
    return missing("python3's venv module is not installed", 'apt-get install python3-venv');
  }
}

async function build(environment: string): Promise<Missing | null> {
  const requirement = `matrix-synapse[oidc]==${SYNAPSE_VERSION}`;
  try {
    await run('python3', ['-m', 'venv', environment]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    // Wheels only: a build from source would need a Rust toolchain and fail much later.
    await run(pythonOf(environment), [...pip, '--only-binary', ':all:', requirement], {
      timeout: INSTALL_TIMEOUT,
    });
    return null;
  } catch (error) {
    return missing(
      `the Python package index did not give ${requirement} (${lastLine(error)})`,
      `python3 -m pip download --no-deps '${requirement}'   # must work`,
    );
  }
}

/** Another process may have finished first: then its environment is the one. */
async function moveInto(building: string, place: string): Promise<void> {
  if (await holdsSynapse(place)) return;
  await rm(place, { recursive: true, force: true });
  try {
    await rename(building, place);
  } catch (error) {
    if (!(await holdsSynapse(place))) throw error;
  }
}

/** What an interrupted run left behind. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith('building-')) continue;
    const { mtimeMs } = await stat(join(cache, name));
    if (Date.now() - mtimeMs > ABANDONED_AFTER)
      await rm(join(cache, name), { recursive: true, force: true });
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

function missing(what: string, install: string): Missing {
  return { kind: 'missing', what, install };
}
