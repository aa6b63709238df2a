// Builds the targets of one platform, which all come from one packed folder, and tells what became of
// each: one that can't be built doesn't keep the others.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Release } from './changelog.ts';
import { archsOf } from './files.ts';
import { makeLinuxPackage, type LinuxFormat } from './linux/make.ts';
import { pack, type PackResult } from './pack.ts';
import { PACKAGES } from './rows.ts';
import { isOwn, runtimeFor } from './runtime.ts';
import { sbom } from './sbom.ts';
import { platformName, type Format, type Platform, type Target } from './targets.ts';
import { findAppImageRuntime, missingTools } from './tools.ts';

export type Outcome =
  | { readonly kind: 'built'; readonly file: string; readonly why: string }
  | { readonly kind: 'not-here' | 'tool-missing' | 'failed'; readonly why: string };

/** The same for every package of a run. */
export interface Edition {
  readonly version: string;
  /** Seconds since 1970: when the commit was made. */
  readonly time: number;
  readonly releases: readonly Release[];
}

type BuilderFormat = Exclude<Format, LinuxFormat>;

/** How electron-builder's own files end: see artifactName in builder.ts. */
const endings: Readonly<Record<BuilderFormat, string>> = {
  nsis: '-setup.exe',
  portable: '-portable.exe',
  dmg: '.dmg',
  zip: '.zip',
};

/** `formats`: those of the platform that are wanted. */
export async function buildTargets(
  platform: Platform,
  formats: readonly Format[],
  edition: Edition,
): Promise<readonly (readonly [Target, Outcome])[]> {
  const all = (outcome: Outcome) =>
    formats.map((format): readonly [Target, Outcome] => [{ ...platform, format }, outcome]);
  try {
    const laidOut = await buildable(platform);
    const runtime = await runtimeFor(laidOut);
    if (runtime.kind === 'none') return all({ kind: 'not-here', why: whereItIsBuilt(platform) });
    const byBuilder = isOwn(platform) ? formats.filter((format) => format in endings) : [];
    const packed = await pack({
      platform: laidOut,
      runtime,
      formats: byBuilder as readonly BuilderFormat[],
      driven: false,
    });
    await writeBill(packed, edition, runtime.version);
    const outcomes: (readonly [Target, Outcome])[] = [];
    for (const format of formats) {
      outcomes.push([{ ...platform, format }, await buildTarget(format, packed, edition)]);
    }
    return outcomes;
  } catch (error) {
    return all(failed(error));
  }
}

/** Where there is no runtime for all of a universal application, one of its halves shows the layout. */
async function buildable(platform: Platform): Promise<Platform> {
  const halves = archsOf(platform).map((arch): Platform => ({ ...platform, arch }));
  for (const candidate of [platform, ...halves]) {
    if ((await runtimeFor(candidate)).kind !== 'none') return candidate;
  }
  return platform;
}

async function buildTarget(format: Format, packed: PackResult, edition: Edition): Promise<Outcome> {
  const { platform, made } = packed;
  if (format in endings) {
    const file = made.find((path) => path.endsWith(endings[format as BuilderFormat]));
    if (file === undefined) {
      const why = `laid out and checked here for ${platformName(platform)}; ${whereItIsBuilt(platform)}`;
      return { kind: 'not-here', why };
    }
    await rename(file, join(PACKAGES, basename(file)));
    return { kind: 'built', file: basename(file), why: `with electron-builder` };
  }
  const arch = platform.arch === 'arm64' ? 'arm64' : 'x64';
  const [missing] = missingTools(format, arch);
  if (missing !== undefined) {
    return { kind: 'tool-missing', why: `${missing.name} is missing: ${missing.install}` };
  }
  return buildOnLinux(format as LinuxFormat, arch, packed, edition);
}

async function buildOnLinux(
  format: LinuxFormat,
  arch: 'x64' | 'arm64',
  { folder }: PackResult,
  edition: Edition,
): Promise<Outcome> {
  const work = join(folder, '..', format);
  await mkdir(work, { recursive: true });
  const appImageRuntime = findAppImageRuntime(arch);
  try {
    const job = { ...edition, folder, work, output: PACKAGES, arch, appImageRuntime };
    const file = await makeLinuxPackage(format, job);
    return { kind: 'built', file: basename(file), why: 'contents and fuses checked' };
  } catch (error) {
    return failed(error);
  }
}

async function writeBill(packed: PackResult, edition: Edition, runtime: string): Promise<void> {
  const { version, time } = edition;
  const bill = sbom({ version, runtime, components: packed.components, time: time * 1_000 });
  const file = join(PACKAGES, `muster-${version}-${platformName(packed.platform)}.cdx.json`);
  await writeFile(file, `${JSON.stringify(bill, null, 2)}\n`);
}

function whereItIsBuilt({ system, arch }: Platform): string {
  if (system === 'win32') return 'built on Windows';
  if (system === 'darwin') return 'built on macOS';
  return `built on Linux ${arch}, or where MUSTER_RUNTIMES has a runtime of it`;
}

function failed(error: unknown): Outcome {
  return { kind: 'failed', why: `failed: ${error instanceof Error ? error.message : 'unknown'}` };
}
