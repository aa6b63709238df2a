// The words of recommendations: one sentence for the whole list, and a card for each. They judge what is
// known and say what is not; they never give a mark.
import type { ListState } from '../shared/model.ts';
import type { KeyBackup } from '../shared/trust.ts';
import type { ClusterCause } from './clusters.ts';
import type { KeyHolders, Recommendation } from './recommendations.ts';

/** How times are told where these words are shown. Times in milliseconds since 1970. */
export interface Times {
  /** "16 months ago". */
  readonly ago: (at: number) => string;
  /** "24 Aug". */
  readonly day: (at: number) => string;
}

export interface VerdictFacts {
  /** Sessions in the list, Muster's own among them. */
  readonly sessions: number;
  readonly keyBackup: KeyBackup;
  /** Why no session could be verified, from `verificationDoubt`; null where it could. */
  readonly doubt: string | null;
}

export interface CardWords {
  /** What follows the number: "not seen for 90 days". */
  readonly title: string;
  /** The name that the reason begins with: text of the server, to be quoted. Null where there is none. */
  readonly subject: string | null;
  readonly reason: string;
}

const number = new Intl.NumberFormat('en');

/** One sentence. `recommendations`: ranked, without those that the user has put aside. */
export function verdictSentence(
  recommendations: readonly Recommendation[],
  { sessions, doubt }: VerdictFacts,
): string {
  const [first] = recommendations;
  if (first === undefined) return calmSentence(sessions, doubt);
  if (first.kind === 'identity-changed')
    return 'The server shows another identity for this account than the one that Muster knows.';
  const clauses = recommendations
    .filter(({ kind }) => kind !== 'unlisted-keys')
    .slice(0, 2)
    .sort((a, b) => b.deviceIds.length - a.deviceIds.length);
  const [lead, second] = clauses;
  if (lead === undefined) return unlistedSentence(first.deviceIds.length);
  const led = `${capital(some(lead.deviceIds.length))} of your ${number.format(sessions)} sessions ${clause(lead)}`;
  return second === undefined
    ? `${led}.`
    : `${led}, and ${some(second.deviceIds.length)} ${clause(second)}.`;
}

/** Why nothing can be said of verification at all; null where sessions were looked at one by one. */
export function verificationDoubt({
  identity,
  trustCheckedAt,
  refresh,
}: Pick<ListState, 'identity' | 'trustCheckedAt' | 'refresh'>): string | null {
  if (trustCheckedAt === null && refresh.kind === 'refreshing')
    return 'Whether sessions are verified is still being checked.';
  switch (identity.current.kind) {
    case 'none':
      return 'No session can be verified: the account has no cross-signing set up.';
    case 'broken':
      return "No session is called verified: the keys of the account's identity don't fit together.";
    case 'unchecked':
      return 'Whether sessions are verified could not be checked.';
    case 'present':
      return null;
  }
}

function calmSentence(sessions: number, doubt: string | null): string {
  if (sessions <= 1) return 'No other session is signed in.';
  const what = doubt === null ? 'Nothing' : 'Nothing that could be checked';
  return `${what} stands out among your ${number.format(sessions)} sessions.`;
}

function unlistedSentence(count: number): string {
  return count === 1
    ? 'One session has encryption keys, but is not in the list.'
    : `${number.format(count)} sessions have encryption keys, but are not in the list.`;
}

/** What is said of so many sessions, from the verb on. */
function clause(recommendation: Recommendation): string {
  const isOne = recommendation.deviceIds.length === 1;
  switch (recommendation.kind) {
    case 'broken-signature':
      return `${isOne ? 'has' : 'have'} a broken signature`;
    case 'new':
      return `${isOne ? 'is' : 'are'} new since your last look`;
    case 'inactive':
      return `${isOne ? 'looks' : 'look'} abandoned`;
    case 'cluster':
      return clusterClauses[recommendation.cluster.cause];
    case 'in-use-not-verified':
      return `${isOne ? 'is' : 'are'} in use and not verified`;
    case 'unchecked':
      return 'could not be checked';
    case 'identity-changed':
    case 'unlisted-keys':
      throw new Error(`${recommendation.kind} has a sentence of its own`);
  }
}

const clusterClauses: Readonly<Record<ClusterCause, string>> = {
  script: 'seem to come from one program',
  'forgetful-browser': 'seem to come from one browser',
  'unfinished-sign-ins': 'seem to be unfinished sign-ins',
};

export function cardWords(
  recommendation: Recommendation,
  { keyBackup }: VerdictFacts,
  times: Times,
): CardWords {
  const isOne = recommendation.deviceIds.length === 1;
  switch (recommendation.kind) {
    case 'identity-changed':
      return plain(
        'identity changed',
        'Whoever holds the new identity can make sessions look verified. Until you answer, none is called verified.',
      );
    case 'broken-signature': {
      const { displayName, lastSeenAt } = recommendation.newest;
      const seen = lastSeenAt === null ? 'last seen unknown' : `last seen ${times.ago(lastSeenAt)}`;
      return {
        title: isOne ? 'broken signature' : 'broken signatures',
        subject: displayName,
        reason: `${isOne ? '' : 'and others; '}${seen}. ${isOne ? 'Its keys were' : 'Keys were'} altered, or a program made them wrongly.`,
      };
    }
    case 'new': {
      const { displayName, firstSeenAt } = recommendation.newest;
      return {
        title: 'new since your last look',
        subject: displayName,
        reason: `${isOne ? '' : 'and others; '}first seen ${times.ago(firstSeenAt)}. Make sure that it was you who signed in.`,
      };
    }
    case 'inactive':
      return plain(
        `not seen for ${number.format(recommendation.days)} days`,
        `The newest was seen on ${times.day(recommendation.newestAt)}. ${keysSentence(recommendation.keys, keyBackup)}`,
      );
    case 'cluster':
      return clusterCard(recommendation, times);
    case 'in-use-not-verified':
      return plain(
        'in use, not verified',
        `Seen in the last ${number.format(recommendation.days)} days, and your identity has not signed ${isOne ? 'its' : 'their'} keys.`,
      );
    case 'unlisted-keys':
      return plain(
        isOne ? 'key set without a session' : 'key sets without a session',
        'The server has their encryption keys, but does not list them as sessions: left over, or hidden.',
      );
    case 'unchecked':
      return plain(
        'not checked',
        `The keys of ${isOne ? 'this session' : 'these sessions'} could not be read. ${isOne ? 'It' : 'They'} may be verified or not.`,
      );
  }
}

function plain(title: string, reason: string): CardWords {
  return { title, subject: null, reason };
}

function clusterCard(
  { cluster }: Extract<Recommendation, { kind: 'cluster' }>,
  times: Times,
): CardWords {
  const until =
    cluster.seen === null ? 'none was ever seen' : `until ${times.day(cluster.seen.to)}`;
  const named = cluster.name === null ? 'No name, ' : '';
  return {
    title: clusterTitles[cluster.cause],
    subject: cluster.name,
    reason: `${named}${until}. ${clusterReasons[cluster.cause]}`,
  };
}

const clusterTitles: Readonly<Record<ClusterCause, string>> = {
  script: 'from one program',
  'forgetful-browser': 'from one browser',
  'unfinished-sign-ins': 'never finished',
};

const clusterReasons: Readonly<Record<ClusterCause, string>> = {
  script: 'Probably a program that forgets its session and signs in again.',
  'forgetful-browser': 'Probably a browser that forgets its data and signs in again.',
  'unfinished-sign-ins': 'Most were never used: probably sign-ins that failed half-way.',
};

/** What of message keys would go, and whether the server holds a backup. Only what is known. */
function keysSentence({ known, unknown }: KeyHolders, keyBackup: KeyBackup): string {
  if (known === 0 && unknown === 0) return 'None holds message keys.';
  const holders =
    known === 0
      ? `Whether they hold message keys is not known`
      : `${capital(some(known))} ${known === 1 ? 'holds' : 'hold'} message keys`;
  const doubt = known > 0 && unknown > 0 ? `, of ${some(unknown)} that is not known` : '';
  return `${holders}${doubt}; ${backups[keyBackup]}.`;
}

const backups: Readonly<Record<KeyBackup, string>> = {
  present: 'the server has a key backup',
  none: 'the server has no key backup',
  unchecked: 'whether there is a key backup is not known',
};

/** "one", "157". */
function some(count: number): string {
  return count === 1 ? 'one' : number.format(count);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
