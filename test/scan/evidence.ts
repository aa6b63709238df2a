// What a test run leaves behind to be scanned, as files: one folder a kind of tests, in it one a test.
// Written by fixtures/evidence.ts; read here.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { filesBelow } from '../fixtures/files.ts';
import type { NotedSecret } from './recording.ts';

/**
 * A file each in a test's folder, but `files`, which is a folder. `files`: data folders and homes.
 * `output`: stdout and stderr. `console`: of the page. `messages`: between window and main.
 * `processes`: arguments and environment of each.
 */
export const evidenceKinds = ['files', 'output', 'console', 'messages', 'processes'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Files of a test's folder that are not scanned. `about` is written last. */
export const besides = { about: 'about', secrets: 'secrets', recording: 'recording' } as const;

export interface About {
  readonly title: string;
  /** How often Muster was started. */
  readonly launches: number;
  /** Some account was signed in, so there were secrets. */
  readonly signedIn: boolean;
}

export interface TestEvidence extends About {
  /** The kind of tests: e2e-electron, for example. */
  readonly suite: string;
  readonly secrets: readonly NotedSecret[];
  readonly files: readonly EvidenceFile[];
}

export interface EvidenceFile {
  readonly kind: EvidenceKind;
  readonly path: string;
  /** Below the test's folder, to be told. */
  readonly name: string;
  readonly bytes: number;
}

export interface Evidence {
  /** The kinds of tests that were run. */
  readonly suites: readonly string[];
  readonly tests: readonly TestEvidence[];
  /** Folders of tests that did not get to their end. */
  readonly unfinished: readonly string[];
}

/** `root`: of a whole run. */
export async function readEvidence(root: string): Promise<Evidence> {
  const tests: TestEvidence[] = [];
  const unfinished: string[] = [];
  const suites = await readdir(root);
  for (const suite of suites) {
    for (const name of await readdir(join(root, suite))) {
      const test = await readTest(join(root, suite, name));
      if (test === null) unfinished.push(join(suite, name));
      else tests.push(test);
    }
  }
  return { suites, tests, unfinished };
}

async function readTest(folder: string): Promise<TestEvidence | null> {
  const about = await readFile(join(folder, besides.about), 'utf8').catch(() => null);
  if (about === null) return null;
  const secrets = await linesOf(join(folder, besides.secrets));
  return {
    ...(JSON.parse(about) as About),
    suite: basename(dirname(folder)),
    secrets: secrets.map((line) => JSON.parse(line) as NotedSecret),
    files: await filesOf(folder),
  };
}

async function filesOf(folder: string): Promise<readonly EvidenceFile[]> {
  const found: EvidenceFile[] = [];
  for (const kind of evidenceKinds) {
    const path = join(folder, kind);
    const status = await stat(path).catch(() => null);
    const paths =
      status === null
        ? []
        : status.isFile()
          ? [path]
          : (await filesBelow(path)).map((name) => join(path, name));
    for (const file of paths) {
      const { size } = await stat(file);
      found.push({ kind, path: file, name: relative(folder, file), bytes: size });
    }
  }
  return found;
}

/** None where there is no such file. */
export async function linesOf(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
