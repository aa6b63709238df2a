// Whether Muster can work in its data folder, and what to say where it can't. Knows no Electron.
import { mkdirSync, mkdtempSync, readlinkSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

export type FolderProblem =
  | { readonly kind: 'not-writable'; readonly path: string; readonly because: WriteProblem }
  /** The lock that keeps a second Muster out can't be made. */
  | { readonly kind: 'not-lockable'; readonly path: string };

export type WriteProblem = 'read-only' | 'not-allowed' | 'disk-full' | 'no-folder' | 'unknown';

/** Tries what Muster will do there: null where it can be done. Makes the folder where it is missing. */
export function tryDataFolder(folder: string): FolderProblem | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmdirSync(mkdtempSync(join(folder, 'try-')));
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { kind: 'not-writable', path: folder, because: problems[code] ?? 'unknown' };
  }
}

/**
 * Why the lock could not be had although the folder is fine: null where another Muster has it.
 * Chromium's lock is a link in the folder on Linux and macOS; on Windows only a holder keeps it away.
 */
export function lockProblem(folder: string, platform: NodeJS.Platform): FolderProblem | null {
  if (platform === 'win32' || isLink(join(folder, 'SingletonLock'))) return null;
  return { kind: 'not-lockable', path: folder };
}

export interface FolderWords {
  readonly title: string;
  readonly body: string;
}

/** For a dialog: what is the matter, where, and what to do. */
export function folderWords(problem: FolderProblem): FolderWords {
  switch (problem.kind) {
    case 'not-writable':
      return {
        title: "Muster can't write to its data folder",
        body: `${problem.path}\n\n${writeWords[problem.because]}`,
      };
    case 'not-lockable':
      return {
        title: "Muster can't lock its data folder",
        body: `${problem.path}\n\nA lock keeps two Musters from writing at once. The disk, or the folder for temporary files, doesn't allow one.`,
      };
  }
}

const writeWords: Readonly<Record<WriteProblem, string>> = {
  'read-only': 'The disk can only be read. Make it writable, then start Muster again.',
  'not-allowed':
    'You may not write there: it belongs to another user, or its permissions forbid it. Change that, then start Muster again.',
  'disk-full': 'The disk is full. Free some space, then start Muster again.',
  'no-folder': 'There is something there that is no folder. Move it away, then start Muster again.',
  unknown: 'The system refuses. Check the disk, then start Muster again.',
};

const problems: Readonly<Record<string, WriteProblem>> = {
  EROFS: 'read-only',
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ENOTDIR: 'no-folder',
  EEXIST: 'no-folder',
};

function isLink(path: string): boolean {
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
