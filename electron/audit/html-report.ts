// The HTML export: one file that needs nothing else, for reading and printing. It may neither run a
// script nor load anything, by its own policy; all text of others goes through safe-html.ts.
import type { Session } from '../shared/model.ts';
import type { Cluster } from './clusters.ts';
import { hasName, type Finding } from './findings.ts';
import { histogramOf } from './histogram.ts';
import { reportStyle, reportStyleHash } from './html-report-style.ts';
import { htmlVerdict } from './html-verdict.ts';
import { protectionOf } from './protection.ts';
import {
  countTrust,
  histogramPicture,
  trustBar,
  trustKinds,
  type TrustCounts,
} from './pictures.ts';
import { applicationOf, piecesOf, reportedFindings, type Piece, type Report } from './report.ts';
import { isolated, safeHtml } from './safe-html.ts';
import { clusterReason, findingLabels, findingMeanings, grouped, trustLabels } from './words.ts';

const MONTHS = 24;

const number = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function* htmlReport(report: Report): Generator<Piece> {
  yield { text: head(report) + htmlVerdict(report) + summary(report) + tableHead(report), done: 0 };
  yield* piecesOf(report, (session) => row(session, report));
  yield {
    text: `</tbody></table>${legend()}</main></body></html>\n`,
    done: report.sessions.length,
  };
}

function head({ userId, baseUrl, version, context }: Report): string {
  const policy = `default-src 'none'; style-src '${reportStyleHash}'; base-uri 'none'; form-action 'none'`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>Sessions of ${safeHtml(userId)}</title>
<style>${reportStyle}</style></head><body><main>
<header><h1>Sessions of ${isolated(userId)}</h1>
<p>${isolated(baseUrl)} · exported ${time(context.now)} by Muster ${safeHtml(version)} · times in ${safeHtml(zone)}</p></header>
`;
}

function summary(report: Report): string {
  const { sessions, total, context } = report;
  const trust = countTrust(sessions);
  const scope =
    sessions.length === total
      ? `All ${number.format(total)} sessions of the account.`
      : `${number.format(sessions.length)} of the account's ${number.format(total)} sessions: the list was filtered.`;
  return `<section><h2>Summary</h2><p>${scope} ${listMoment(report)}</p>
<dl class="tiles">${tiles(report, trust)}</dl>
<h3>Trust</h3>${trustBar(trust)}${trustLegend(trust)}<p>${identitySentence(report)}</p>
<h3>Last seen</h3>${histogramPicture(histogramOf(sessions, context.now, MONTHS))}
${clusters(report)}</section>
`;
}

function listMoment({ state, withAddresses }: Report): string {
  const fetched =
    state.fetchedAt === null ? '' : `The server gave the list on ${time(state.fetchedAt)}. `;
  return fetched + (withAddresses ? 'Addresses are personal data.' : 'Addresses were left out.');
}

function tiles(report: Report, trust: TrustCounts): string {
  const { sessions, context } = report;
  const counts = new Map<Finding['kind'], number>();
  for (const session of sessions) {
    for (const { kind } of reportedFindings(report, session)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  const entries: readonly (readonly [string, number | undefined])[] = [
    ['Sessions', sessions.length],
    ['Verified', trust.get('verified')],
    ['Not verified', trust.get('not-verified')],
    ['No encryption', trust.get('no-encryption')],
    [`Not seen for ${context.inactiveDays} days`, counts.get('inactive')],
    ['New', counts.get('new')],
  ];
  return entries
    .map(([name, count = 0]) => `<div><dt>${name}</dt><dd>${number.format(count)}</dd></div>`)
    .join('');
}

function trustLegend(counts: TrustCounts): string {
  const entries = trustKinds.flatMap((kind) => {
    const count = counts.get(kind);
    return count ? [`<li class="${kind}">${trustLabels[kind]} ${number.format(count)}</li>`] : [];
  });
  return `<ul class="legend">${entries.join('')}</ul>`;
}

function identitySentence({ state }: Report): string {
  const { current, changed } = state.identity;
  const alarm = changed
    ? ' <strong>It is not the identity that Muster saw first, and the change was not accepted.</strong>'
    : '';
  switch (current.kind) {
    case 'present':
      return `"Verified" means: signed by the identity <code>${safeHtml(grouped(current.publicKey))}</code>, as the homeserver shows it.${alarm}`;
    case 'none':
      return `The account has no cross-signing set up.${alarm}`;
    case 'broken':
      return `The account's cross-signing keys don't fit each other.${alarm}`;
    case 'unchecked':
      return 'The keys of the account could not be read: nothing is said about trust.';
  }
}

function clusters({ sessions, context }: Report): string {
  const found = new Set<Cluster>();
  for (const { deviceId } of sessions) {
    const cluster = context.clusters.get(deviceId);
    if (cluster) found.add(cluster);
  }
  const items = Array.from(found, (cluster) => {
    const name = cluster.name === null ? 'No name' : isolated(cluster.name);
    return `<li><b>${name}</b> ${clusterReason(cluster)}</li>`;
  });
  return items.length === 0 ? '' : `<h3>Made again and again</h3><ul>${items.join('')}</ul>`;
}

function tableHead({ withAddresses }: Report): string {
  const address = withAddresses ? '<th scope="col">Address</th>' : '';
  return `<h2>Sessions</h2><table><thead><tr><th scope="col">Session</th><th scope="col">Last seen</th>${address}<th scope="col">Trust</th><th scope="col">What stands out</th></tr></thead><tbody>
`;
}

function row(session: Session, report: Report): string {
  const { deviceId, displayName, lastSeenAt, lastSeenIp, trust } = session;
  const name = hasName(session) ? isolated(displayName ?? '') : '<i>No name</i>';
  const application = applicationOf(session);
  const address = report.withAddresses
    ? `<td>${lastSeenIp === null ? '<i>unknown</i>' : isolated(lastSeenIp)}</td>`
    : '';
  const key =
    'fingerprint' in trust ? `<small>${safeHtml(grouped(trust.fingerprint))}</small>` : '';
  return `<tr><td>${name}<code>${isolated(deviceId)}</code>${application === null ? '' : `<small>${isolated(application)}</small>`}</td><td>${lastSeenAt === null ? '<i>unknown</i>' : time(lastSeenAt)}</td>${address}<td><span class="trust ${trust.kind}">${trustLabels[trust.kind]}</span>${key}</td><td>${tags(session, report)}</td></tr>
`;
}

function tags(session: Session, report: Report): string {
  const protection = protectionOf(session, report.context.own);
  const labels = [
    ...(protection === 'own' ? ['Muster itself'] : []),
    ...(protection === 'own-elsewhere' ? ['Muster, at another address'] : []),
    ...(session.dehydrated ? ['Offline key store'] : []),
    ...(session.pinned ? ['Pinned'] : []),
    ...reportedFindings(report, session)
      .filter(({ kind }) => !inTrustColumn.has(kind))
      .map((finding) =>
        finding.kind === 'inactive'
          ? `Inactive for ${number.format(finding.days)} days`
          : findingLabels[finding.kind],
      ),
  ];
  return labels.map((label) => `<span class="tag">${label}</span>`).join(' ');
}

const inTrustColumn: ReadonlySet<Finding['kind']> = new Set([
  'not-verified',
  'broken-signature',
  'no-encryption',
]);

function legend(): string {
  const entries = Object.entries(findingLabels).map(
    ([kind, label]) => `<dt>${label}</dt><dd>${findingMeanings[kind as Finding['kind']]}</dd>`,
  );
  return `<section><h2>What the words mean</h2><dl class="words">${entries.join('')}</dl></section>`;
}

function time(at: number): string {
  return moment.format(at);
}
