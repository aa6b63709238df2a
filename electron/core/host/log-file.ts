// Writes the log: one JSON object a line, in files of 1 MiB of which five are kept. What may stand in
// a record is fixed by the types of log.ts and checked again here, so that a slip in a type writes
// "redacted" and not a secret. Never throws: without disk space, records are dropped.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, LogFields, LogWord } from '../log.ts';
import { framesOf } from './stack-frames.ts';

const FILE_BYTES = 1024 * 1024;
const FILES_KEPT = 5;

export interface LogFileOptions {
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A random UUID; its first eight digits are the reference of a bug. */
  readonly newId: () => string;
}

/** The newest records are in `muster.log`, older ones in `muster.1.log` to `muster.4.log`. */
export class LogFile implements Log {
  readonly #options: LogFileOptions;
  #file: OpenFile | null = null;
  #closed = false;

  /** Opens nothing yet: the first record does. */
  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  info(event: LogWord, fields: LogFields = {}): void {
    this.#write('info', event, checked(fields));
  }

  warn(event: LogWord, fields: LogFields = {}): void {
    this.#write('warn', event, checked(fields));
  }

  bug(event: LogWord, error: unknown): string {
    const reference = this.#options.newId().slice(0, 8);
    const name = error instanceof Error ? error.name : typeof error;
    this.#write('bug', event, {
      reference: word(reference),
      error: /^\w{1,64}$/.test(name) ? name : 'redacted',
      frames: framesOf(error),
    });
    return reference;
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #write(level: 'info' | 'warn' | 'bug', event: string, fields: object): void {
    const time = new Date(this.#options.now()).toISOString();
    const line = `${JSON.stringify({ time, level, event: word(event), ...fields })}\n`;
    attempt(() => {
      if (!this.#closed) this.#append(line);
    });
  }

  #append(line: string): void {
    const { directory } = this.#options;
    this.#file ??= open(directory);
    if (this.#file.size + Buffer.byteLength(line) > FILE_BYTES) {
      this.#release();
      rotate(directory);
      this.#file = open(directory);
    }
    this.#file.size += writeSync(this.#file.descriptor, line);
  }

  #release(): void {
    const { descriptor } = this.#file ?? {};
    this.#file = null;
    if (descriptor !== undefined) attempt(() => closeSync(descriptor));
  }
}

interface OpenFile {
  readonly descriptor: number;
  size: number;
}

function open(directory: string): OpenFile {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const descriptor = openSync(pathOf(directory, 0), 'a', 0o600);
  return { descriptor, size: fstatSync(descriptor).size };
}

function rotate(directory: string): void {
  attempt(() => rmSync(pathOf(directory, FILES_KEPT - 1), { force: true }));
  for (let age = FILES_KEPT - 2; age >= 0; age--) {
    attempt(() => renameSync(pathOf(directory, age), pathOf(directory, age + 1)));
  }
}

function pathOf(directory: string, age: number): string {
  return join(directory, age === 0 ? 'muster.log' : `muster.${age}.log`);
}

function checked(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      word(name),
      typeof value === 'string' ? word(value) : plain(value),
    ]),
  );
}

function word(text: string): Lowercase<string> {
  return /^[a-z0-9-]{1,64}$/.test(text) ? (text as Lowercase<string>) : 'redacted';
}

/** Whatever else a slip let through. */
function plain(value: unknown): number | boolean | null | 'redacted' {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return 'redacted';
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
