// The CSV export: RFC 4180 in UTF-8, one session a line, made for spreadsheets. The exact one is
// JSON: here, text that a spreadsheet would take for a formula gets an apostrophe.
import type { Session } from '../shared/model.ts';
import { isMusters } from './protection.ts';
import {
  applicationOf,
  isoTime,
  piecesOf,
  reportedFindings,
  type Piece,
  type Report,
} from './report.ts';

type Cell = string | null;

interface Column {
  readonly head: string;
  readonly isAddress?: true;
  readonly cell: (session: Session, report: Report) => Cell;
}

const yesNo = (flag: boolean): string => (flag ? 'yes' : 'no');

/** Machine-readable words as in the JSON report; times in UTC. */
const columns: readonly Column[] = [
  { head: 'session_id', cell: ({ deviceId }) => deviceId },
  { head: 'name', cell: ({ displayName }) => displayName },
  { head: 'last_seen', cell: ({ lastSeenAt }) => isoTime(lastSeenAt) },
  { head: 'address', isAddress: true, cell: ({ lastSeenIp }) => lastSeenIp },
  { head: 'previous_address', isAddress: true, cell: ({ previousIp }) => previousIp },
  { head: 'trust', cell: ({ trust }) => trust.kind },
  {
    head: 'fingerprint',
    cell: ({ trust }) => ('fingerprint' in trust ? trust.fingerprint : null),
  },
  {
    head: 'findings',
    cell: (session, report) =>
      reportedFindings(report, session)
        .map(({ kind }) => kind)
        .join(' '),
  },
  { head: 'application', cell: applicationOf },
  { head: 'first_seen_by_muster', cell: ({ firstSeenAt }) => isoTime(firstSeenAt) },
  { head: 'pinned', cell: ({ pinned }) => yesNo(pinned) },
  { head: 'offline_key_store', cell: ({ dehydrated }) => yesNo(dehydrated) },
  {
    head: 'this_is_muster',
    cell: (session, { context }) => yesNo(isMusters(session, context.own)),
  },
];

/** Begins with a byte order mark: without one, spreadsheets take UTF-8 for something else. */
export function* csvReport(report: Report): Generator<Piece> {
  const shown = columns.filter(({ isAddress }) => report.withAddresses || !isAddress);
  const line = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  yield { text: `\uFEFF${line(shown.map(({ head }) => head))}`, done: 0 };
  yield* piecesOf(report, (session) => line(shown.map(({ cell }) => cell(session, report))));
}

/**
 * What makes a spreadsheet compute: = + - @ and their full-width forms at the beginning of a cell.
 * Also after what another program may take for the end of a cell or line inside the quotes. The two
 * classes share no character: a name of a thousand tabs must not take a million steps.
 */
const formula = /(^|[;|\t\r\n])([\p{Zs}\p{Cf}\v\f"']*)([=+\-@＝＋－＠])/gu;

/** Empty for null. NUL, which ends a text for some programs, becomes U+FFFD. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  const text = value.replaceAll('\0', '\uFFFD').replace(formula, "$1'$2$3");
  return /[",;|\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
