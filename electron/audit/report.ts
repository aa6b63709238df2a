// What the three export formats have in common: what a report is made of, in which pieces it is
// written, and what must be left out of it.
import type { Session, ListState } from '../shared/model.ts';
import { findingsOf, type AuditContext, type Finding } from './findings.ts';

/** A list at one moment, ready to be written. */
export interface Report {
  readonly userId: string;
  /** The homeserver's address. */
  readonly baseUrl: string;
  /** Muster's version. */
  readonly version: string;
  /** Those that are exported, in their order. */
  readonly sessions: readonly Session[];
  /** Sessions of the whole list. */
  readonly total: number;
  readonly state: ListState;
  /** Of the whole list; its `now` is the moment of the export. */
  readonly context: AuditContext;
  /** Without: neither last-seen addresses nor anything that was found out from them. */
  readonly withAddresses: boolean;
}

/** A part of the file. */
export interface Piece {
  readonly text: string;
  /** How many sessions are written once this piece is. */
  readonly done: number;
}

/** So many sessions make a piece: small enough that writing one takes a few milliseconds. */
const PIECE = 250;

/** Writes sessions in pieces, one `row` after the other. */
export function* piecesOf(
  report: Report,
  row: (session: Session, index: number) => string,
): Generator<Piece> {
  for (let from = 0; from < report.sessions.length; from += PIECE) {
    const part = report.sessions.slice(from, from + PIECE);
    const text = part.map((session, index) => row(session, from + index)).join('');
    yield { text, done: from + part.length };
  }
}

/** The findings that may stand in the report. */
export function reportedFindings(report: Report, session: Session): readonly Finding[] {
  const findings = findingsOf(session, report.context);
  if (report.withAddresses) return findings;
  return findings.filter(({ kind }) => kind !== 'address-changed' && kind !== 'internal-address');
}

/** "Element Web 1.12.3", as the application wrote about itself. */
export function applicationOf({ client }: Session): string | null {
  const parts = [client?.name, client?.version].filter((part) => part);
  return parts.length === 0 ? null : parts.join(' ');
}

/** "2026-11-24T09:00:00.000Z". */
export function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
