// Exporting a list into a file that the user chooses: asks for the file, tells the progress, can be
// cancelled. What stands in the file is decided in audit/, how it is written in whole-file.ts.
import { basename } from 'node:path';
import { csvReport } from '../../audit/csv.ts';
import { auditContext } from '../../audit/findings.ts';
import { htmlReport } from '../../audit/html-report.ts';
import { jsonReport } from '../../audit/json-report.ts';
import { ownSessions } from '../../audit/protection.ts';
import type { Piece, Report } from '../../audit/report.ts';
import type { Clock } from '../../matrix/types.ts';
import type { Argument, Publish } from '../../shared/contract.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { PRINTED_SESSIONS_MAX } from '../../shared/limits.ts';
import type { AccountId } from '../../shared/ids.ts';
import type {
  Account,
  ExportFormat,
  ExportOutcome,
  SessionList,
  Settings,
} from '../../shared/model.ts';
import type { Log } from '../log.ts';
import type { CorePorts } from '../ports.ts';
import { writeWhole } from './whole-file.ts';

export interface ExportsOptions {
  readonly accounts: {
    get(accountId: AccountId): Account | undefined;
    list(): readonly Account[];
  };
  /** The known list, without asking the server; null where there is no such account. */
  readonly list: (accountId: AccountId) => SessionList | null;
  readonly settings: () => Pick<Settings, 'inactiveDays'>;
  /** An account's server's clock, by which ages are counted. */
  readonly serverClock: (accountId: AccountId) => Pick<Clock, 'now'>;
  readonly chooseFile: CorePorts['chooseFile'];
  readonly printReport: CorePorts['printReport'];
  readonly newId: () => string;
  readonly clock: Clock;
  readonly publish: Publish;
  readonly log: Log;
  /** Muster's. */
  readonly version: string;
}

const writers: Readonly<Record<ExportFormat, (report: Report) => Generator<Piece>>> = {
  csv: csvReport,
  json: jsonReport,
  html: htmlReport,
  pdf: htmlReport,
};

export class Exports {
  readonly #options: ExportsOptions;
  #isChoosing = false;
  #current = new AbortController();
  #settled: Promise<unknown> = Promise.resolve();

  constructor(options: ExportsOptions) {
    this.#options = options;
  }

  /**
   * Writes the list as it was when this was called. While the user is choosing a file, another call
   * is a `bad-request`; while one is written, another call cancels that one. So is a PDF of more sessions
   * than one may have, or where nothing can print.
   */
  async save(wanted: Argument<'exports.save'>): Promise<Result<ExportOutcome>> {
    if (this.#isChoosing) return fail({ code: 'bad-request' });
    const { format } = wanted;
    const report = this.#reportOf(wanted);
    if (!report.ok) return report;
    if (format === 'pdf' && !this.#mayPrint(report.value)) return fail({ code: 'bad-request' });
    const path = await this.#choose(report.value, format);
    if (path === null) return ok({ kind: 'cancelled' });
    const written = await this.#write(report.value, format, path);
    this.#options.log.info('export', { format, outcome: written.ok ? written.value : 'failed' });
    if (!written.ok) return written;
    if (written.value === 'cancelled') return ok({ kind: 'cancelled' });
    const sessions = report.value.sessions.length;
    return ok({ kind: 'saved', fileName: basename(path), sessions });
  }

  /** Stops what is being written. */
  cancel(): void {
    this.#current.abort();
  }

  /** Stops it, and resolves when nothing of it is left on the disk. */
  async close(): Promise<void> {
    this.#current.abort();
    await this.#settled;
  }

  #reportOf(wanted: Argument<'exports.save'>): Result<Report> {
    const { accounts, serverClock, settings, version } = this.#options;
    const { accountId } = wanted;
    const account = accounts.get(accountId);
    const list = this.#options.list(accountId);
    if (!account || !list) return fail({ code: 'unknown-subject' });
    return ok({
      userId: account.userId,
      baseUrl: account.baseUrl,
      version,
      sessions: chosenSessions(list, wanted.deviceIds),
      total: list.sessions.length,
      state: list.state,
      context: auditContext(
        list,
        ownSessions(accountId, accounts.list()),
        settings(),
        serverClock(accountId).now(),
      ),
      withAddresses: wanted.withAddresses,
    });
  }

  #mayPrint({ sessions }: Report): boolean {
    return this.#options.printReport !== null && sessions.length <= PRINTED_SESSIONS_MAX;
  }

  async #choose(report: Report, format: ExportFormat): Promise<string | null> {
    const name = exportFileName(report.userId, format, report.context.now);
    this.#isChoosing = true;
    try {
      return await this.#options.chooseFile(name, format);
    } finally {
      this.#isChoosing = false;
    }
  }

  #write(
    report: Report,
    format: ExportFormat,
    path: string,
  ): Promise<Result<'written' | 'cancelled'>> {
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    const pieces = this.#tellingProgress(writers[format](report), report.sessions.length);
    const id = this.#options.newId();
    const writing =
      format === 'pdf'
        ? this.#print(pieces, path, id, signal)
        : writeWhole({ path, pieces, id, signal });
    this.#settled = Promise.allSettled([this.#settled, writing]);
    return writing;
  }

  async #print(
    html: Iterable<string>,
    path: string,
    id: string,
    signal: AbortSignal,
  ): Promise<Result<'written' | 'cancelled'>> {
    const printed = (await this.#options.printReport?.(html, id, signal)) ?? 'failed';
    if (printed === 'cancelled') return ok('cancelled');
    return printed === 'failed'
      ? fail({ code: 'file', reason: 'not-printed' })
      : writeWhole({ path, pieces: [printed], id, signal });
  }

  *#tellingProgress(pieces: Iterable<Piece>, total: number): Generator<string> {
    const { clock, publish } = this.#options;
    let toldAt = clock.now();
    for (const { text, done } of pieces) {
      yield text;
      if (clock.now() - toldAt < PROGRESS_PAUSE) continue;
      toldAt = clock.now();
      publish('exports.progress', { done, total });
    }
  }
}

/** Milliseconds between two events of a progress. What takes less has none. */
const PROGRESS_PAUSE = 100;

/** In the order of `ids`; those that are gone meanwhile are left out. */
function chosenSessions(
  { sessions }: SessionList,
  ids: Argument<'exports.save'>['deviceIds'],
): SessionList['sessions'] {
  if (ids === null) return sessions;
  const byId = new Map(sessions.map((session) => [session.deviceId, session]));
  return ids.flatMap((deviceId) => byId.get(deviceId) ?? []);
}

/**
 * "muster-ada-example.org-2026-11-24.csv", with the day in UTC. A user id is the server's text: what is
 * neither letter nor digit of ASCII must not come into a file name.
 */
export function exportFileName(userId: string, format: ExportFormat, now: number): string {
  const user = userId.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  const day = new Date(now).toISOString().slice(0, 10);
  return `muster-${user.slice(0, 60)}-${day}.${format}`;
}
