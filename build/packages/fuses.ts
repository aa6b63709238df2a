// Electron's fuses: powers of the runtime that a package burns out, and reading them back. Pure.
import type { Configuration } from 'electron-builder';

export type FuseName = Exclude<
  keyof NonNullable<Configuration['electronFuses']>,
  'resetAdHocDarwinSignature'
>;

export type Fuses = Readonly<Partial<Record<FuseName, boolean>>>;

/**
 * Written out whole: a fuse that comes with a new Electron must not compile until it has a value.
 * `driven`: the tests' own build, which Playwright drives through `--inspect`.
 *
 * Cookies aren't encrypted because there are none: every session of Muster's is in memory. On macOS
 * the fuse would ask for the keychain at each start.
 */
function allFuses(driven: boolean): Readonly<Record<FuseName, boolean>> {
  return {
    runAsNode: false,
    enableCookieEncryption: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: driven,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  };
}

/** Runtimes that are older are for layouts only: see README.md. */
const since: Readonly<Partial<Record<FuseName, number>>> = {
  grantFileProtocolExtraPrivileges: 29,
};

/** Those that an Electron of this version ("33.4.11") has. */
export function fuses(driven: boolean, electron: string): Fuses {
  const major = Number.parseInt(electron, 10);
  const known = Object.entries(allFuses(driven)) as [FuseName, boolean][];
  return Object.fromEntries(known.filter(([name]) => (since[name] ?? 0) <= major));
}

/** Their places in the wire (electron/build/fuses/fuses.json5). */
const wireOrder: readonly FuseName[] = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
];

/** After these comes "WebAssembly by trap handlers", which stays as Electron has it: on. */
const KNOWN_MAX = wireOrder.length + 1;

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const VERSION = 1;
/** As the bytes stand in the wire; Electron 22 has taken no fuse out yet. */
const states: ReadonlyMap<number, boolean> = new Map([
  [0x30, false],
  [0x31, true],
]);

/**
 * What is wrong with the fuses in the bytes of a program: empty where each is as it should be. A wire
 * that is too short or too long is a runtime that this table doesn't know.
 */
export function fuseProblems(program: Buffer, wanted: Fuses): readonly string[] {
  const at = program.indexOf(SENTINEL);
  if (at === -1) return ['there is no fuse wire'];
  const head = at + SENTINEL.length;
  const [version, length = 0] = program.subarray(head, head + 2);
  if (version !== VERSION) return [`the fuse wire has version ${version ?? 'none'}`];
  if (length > KNOWN_MAX) return [`the fuse wire has ${length} fuses, ${KNOWN_MAX} are known`];
  const wire = program.subarray(head + 2, head + 2 + length);
  return wireOrder.flatMap((name, place) => {
    const value = wanted[name];
    if (value === undefined || states.get(wire[place] ?? -1) === value) return [];
    return [`${name} is not ${value ? 'on' : 'off'}`];
  });
}
