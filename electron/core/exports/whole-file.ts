// Writes a file whole or not at all: under another name in the same folder, flushed, then renamed.
// What is written comes in pieces, so that a long file neither fills memory nor blocks the process.
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type FileProblem, type Result } from '../../shared/errors.ts';

export interface WholeFile {
  /** Absolute; what was there before is replaced. */
  readonly path: string;
  readonly pieces: Iterable<string | Uint8Array>;
  /** Unique; part of the name that the file has while it is written. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/** The part of node:fs that can run out of space. */
export type OpenFile = typeof open;

/** Readable by its owner alone. When it is cancelled or fails, nothing is left behind. */
export async function writeWhole(
  { path, pieces, id, signal }: WholeFile,
  openFile: OpenFile = open,
): Promise<Result<'written' | 'cancelled'>> {
  const folder = dirname(path);
  const unfinished = join(folder, `.muster-${id}.part`);
  try {
    const isWhole = await write(unfinished, pieces, signal, openFile);
    if (isWhole) {
      await rename(unfinished, path);
      await flushFolder(folder);
      return ok('written');
    }
    await rm(unfinished, { force: true });
    return ok('cancelled');
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const reason = fileProblem(error);
    if (reason === null) throw error;
    return fail({ code: 'file', reason });
  }
}

/** False when it was cancelled before the end. */
async function write(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  signal: AbortSignal,
  openFile: OpenFile,
): Promise<boolean> {
  const file = await openFile(path, 'wx', 0o600);
  try {
    for (const piece of pieces) {
      if (signal.aborted) return false;
      await file.appendFile(piece);
    }
    await file.sync();
    return !signal.aborted;
  } finally {
    await file.close();
  }
}

/** So that the new name outlives a crash. The file is there; where a folder can't be flushed, so be it. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows has no such thing.
  }
}

/** Null for what is no failure of the file system but a bug. */
export function fileProblem(error: unknown): FileProblem | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'disk-full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'not-allowed';
    default:
      return 'failed';
  }
}
