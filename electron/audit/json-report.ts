// The JSON export: exact, for programs. The shape is documented by its types and in README.md, and
// has a version: members may be added within one, nothing else changes.
import type { Session } from '../shared/model.ts';
import type { Trust } from '../shared/trust.ts';
import type { Finding, FindingKind } from './findings.ts';
import { isMusters } from './protection.ts';
import { isoTime, piecesOf, reportedFindings, type Piece, type Report } from './report.ts';

export const JSON_REPORT_VERSION = 1;

/** Times are ISO 8601 in UTC; null is "unknown". */
export interface JsonReport {
  readonly format: 'muster-sessions';
  readonly version: typeof JSON_REPORT_VERSION;
  readonly exportedAt: string | null;
  /** Muster's version. */
  readonly muster: string;
  readonly account: { readonly userId: string; readonly homeserver: string };
  readonly list: {
    /** When the server gave the list. */
    readonly fetchedAt: string | null;
    /** When the keys behind `trust` were read. */
    readonly trustCheckedAt: string | null;
    readonly total: number;
    /** Less than `total` where the list was filtered. */
    readonly exported: number;
    /** False: addresses were left out, and all that was found out from them. */
    readonly withAddresses: boolean;
    readonly identity: {
      readonly kind: 'present' | 'none' | 'broken' | 'unchecked';
      /** Ed25519, unpadded base64. */
      readonly publicKey: string | null;
      /** Another one than Muster saw first, and not accepted yet. */
      readonly changed: boolean;
    };
    readonly keyBackup: 'present' | 'none' | 'unchecked';
    /** Ids that have encryption keys but are in no list. */
    readonly unlisted: readonly string[];
  };
  readonly sessions: readonly JsonSession[];
}

/** Names, addresses and client information are untrusted text, as the server gave it. */
export interface JsonSession {
  readonly id: string;
  readonly name: string | null;
  readonly lastSeenAt: string | null;
  /** Absent without addresses, and so is `previousAddress`. */
  readonly address?: string | null;
  readonly previousAddress?: string | null;
  readonly trust: Trust['kind'];
  /** Ed25519, unpadded base64. */
  readonly fingerprint: string | null;
  readonly findings: readonly JsonFinding[];
  readonly client: Session['client'];
  readonly firstSeenAt: string | null;
  readonly pinned: boolean;
  readonly offlineKeyStore: boolean;
  readonly thisIsMuster: boolean;
}

/** `days`: of `inactive`; `range`: of `internal-address`; the rest: of `cluster`. */
export interface JsonFinding {
  readonly kind: FindingKind;
  readonly days?: number;
  readonly range?: string;
  readonly sessions?: number;
  readonly everySeconds?: number | null;
  readonly cause?: string;
}

/** One session a line. */
export function* jsonReport(report: Report): Generator<Piece> {
  const head = JSON.stringify(headOf(report), null, 2);
  yield { text: `${head.slice(0, head.lastIndexOf('\n'))},\n  "sessions": [`, done: 0 };
  yield* piecesOf(report, (session, index) => {
    return `${index === 0 ? '\n' : ',\n'}    ${JSON.stringify(sessionOf(session, report))}`;
  });
  yield { text: '\n  ]\n}\n', done: report.sessions.length };
}

function headOf(report: Report): Omit<JsonReport, 'sessions'> {
  const { context, state } = report;
  const { current, changed } = state.identity;
  return {
    format: 'muster-sessions',
    version: JSON_REPORT_VERSION,
    exportedAt: isoTime(context.now),
    muster: report.version,
    account: { userId: report.userId, homeserver: report.baseUrl },
    list: {
      fetchedAt: isoTime(state.fetchedAt),
      trustCheckedAt: isoTime(state.trustCheckedAt),
      total: report.total,
      exported: report.sessions.length,
      withAddresses: report.withAddresses,
      identity: {
        kind: current.kind,
        publicKey: current.kind === 'present' ? current.publicKey : null,
        changed,
      },
      keyBackup: state.keyBackup,
      unlisted: state.unlisted,
    },
  };
}

function sessionOf(session: Session, report: Report): JsonSession {
  const { trust } = session;
  return {
    id: session.deviceId,
    name: session.displayName,
    lastSeenAt: isoTime(session.lastSeenAt),
    ...(report.withAddresses
      ? { address: session.lastSeenIp, previousAddress: session.previousIp }
      : {}),
    trust: trust.kind,
    fingerprint: 'fingerprint' in trust ? trust.fingerprint : null,
    findings: reportedFindings(report, session).map(findingOf),
    client: session.client,
    firstSeenAt: isoTime(session.firstSeenAt),
    pinned: session.pinned,
    offlineKeyStore: session.dehydrated,
    thisIsMuster: isMusters(session, report.context.own),
  };
}

function findingOf(finding: Finding): JsonFinding {
  const { kind } = finding;
  if (kind === 'inactive') return { kind, days: finding.days };
  if (kind === 'internal-address') return { kind, range: finding.range };
  if (kind !== 'cluster') return { kind };
  const { deviceIds, pace, cause } = finding.cluster;
  const everySeconds = pace.kind === 'steady' ? Math.round(pace.every / 1_000) : null;
  return { kind, sessions: deviceIds.length, everySeconds, cause };
}
