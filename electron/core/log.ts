// The log's interface; the writer is in log-file.ts. Redaction is by construction: a record has a
// fixed event name and fields that are numbers, booleans or words from a closed list, so that no
// name, address, token, server text or URL can be written.

/** Words that may stand in a log: error codes, reasons, kinds. Never text from a user or a server. */
export type LogWord = Lowercase<string>;

export type LogFields = Readonly<Record<string, number | boolean | LogWord | null>>;

export interface Log {
  info(event: LogWord, fields?: LogFields): void;
  warn(event: LogWord, fields?: LogFields): void;
  /** Writes a bug: name and stack of the error without its message; returns the reference shown to the user. */
  bug(event: LogWord, error: unknown): string;
}
