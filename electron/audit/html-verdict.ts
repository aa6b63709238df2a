// The verdict on top of the HTML report: the sentence and the cards of the window, as text.
import { recommendationsOf, type Recommendation } from './recommendations.ts';
import type { Report } from './report.ts';
import { isolated, safeHtml } from './safe-html.ts';
import {
  cardWords,
  verdictSentence,
  verificationDoubt,
  type VerdictFacts,
} from './verdict-words.ts';

const number = new Intl.NumberFormat('en');
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** A report is read later and elsewhere: its times are dates. */
const times = { ago: (at: number) => `on ${day.format(at)}`, day: (at: number) => day.format(at) };

/**
 * Nothing where only a part of the list is exported: the verdict is of the whole. What the user has put
 * aside is in it, because others read it, too.
 */
export function htmlVerdict({ sessions, total, state, context }: Report): string {
  if (sessions.length !== total || state.fetchedAt === null) return '';
  const recommendations = recommendationsOf(sessions, { audit: context, list: state });
  const doubt = verificationDoubt(state);
  const facts = { sessions: total, keyBackup: state.keyBackup, doubt };
  const items = recommendations.map((one) => card(one, facts)).join('');
  return `<section><h2>${safeHtml(verdictSentence(recommendations, facts))}</h2>
${doubt === null ? '' : `<p>${safeHtml(doubt)}</p>`}${items === '' ? '' : `<ul class="verdict">${items}</ul>`}</section>
`;
}

function card(recommendation: Recommendation, facts: VerdictFacts): string {
  const { title, subject, reason } = cardWords(recommendation, facts, times);
  const count = recommendation.deviceIds.length;
  const lead = `${count === 0 ? '' : `${number.format(count)} `}${title}`;
  const name = subject === null ? '' : `“${isolated(subject)}”, `;
  return `<li><b>${safeHtml(lead)}.</b> ${name}${safeHtml(reason)}</li>`;
}
