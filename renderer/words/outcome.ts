// Words for the end of a sign-out, and for what keeps it waiting. Only what re-reading the list has shown is claimed.
import { assertNever, type AppError } from '../../electron/shared/errors.ts';
import type { OperationEnding, Outcomes } from '../../electron/shared/operation.ts';
import { count, sessionCount } from '../format/counts.ts';
import type { Concern } from '../state/session-filter.ts';
import { errorWords } from './errors.ts';

export interface OutcomeWords {
  readonly title: string;
  readonly body: string;
}

/** Title and one paragraph for a finished sign-out of `total` sessions. */
export function outcomeWords(
  ending: OperationEnding,
  outcomes: Outcomes,
  total: number,
): OutcomeWords {
  return {
    title: title(ending, outcomes, total),
    body: [lead(ending, outcomes), evidence(outcomes, total), others(outcomes, total)]
      .filter((sentence) => sentence !== '')
      .join(' '),
  };
}

/** When no session is left of those that a card meant. */
export function leftWords({ title: what }: Concern): string {
  return `Nothing is left that is ${what}.`;
}

/** Why a sign-out can't go on just now. */
export function waitingWords(error: AppError): string {
  if (error.code === 'rate-limited')
    return error.retryAt === null
      ? "The server asked for a pause, and didn't say how long."
      : 'The server asked for a pause.';
  return `${errorWords(error).title} Muster tries again, and goes on with what is left.`;
}

function title(ending: OperationEnding, outcomes: Outcomes, total: number): string {
  const gone = outcomes.gone.length;
  if (outcomes.goneBefore.length === total)
    return total === 1 ? 'It was gone already' : 'They were gone already';
  if (gone === total) return `${sessionCount(total)} signed out`;
  if (gone > 0) return `${count(gone)} of ${sessionCount(total)} signed out`;
  switch (ending.kind) {
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return 'The sign-out failed';
    case 'completed':
    case 'guided':
      return outcomes.unknown.length > 0 ? 'The result is not known' : 'Nothing was signed out';
    default:
      return assertNever(ending);
  }
}

function lead(ending: OperationEnding, { gone }: Outcomes): string {
  if (ending.kind === 'cancelled') return 'You stopped it.';
  return ending.kind === 'completed' && !ending.asked && gone.length > 0
    ? "The server didn't ask you to confirm it this time."
    : '';
}

function evidence({ gone, goneBefore, stillThere, unknown }: Outcomes, total: number): string {
  if (unknown.length === total)
    return "The list couldn't be read afterwards, so nobody knows yet what is gone. Refresh to see.";
  if (gone.length + goneBefore.length === total)
    return total === 1
      ? 'The list was read again: it is gone.'
      : 'The list was read again: none of them is in it.';
  if (stillThere.length === total)
    return total === 1
      ? 'The list was read again: it is still there.'
      : 'The list was read again: all of them are still there.';
  return 'The list was read again. This is what it shows:';
}

/** Nobody may take for signed out here what somebody else has signed out. */
function others({ goneBefore }: Outcomes, total: number): string {
  const { length } = goneBefore;
  if (length === 0) return '';
  if (length === total) return "Muster didn't sign out anything.";
  return length === 1
    ? "One was gone already, so Muster didn't sign it out."
    : `${count(length)} were gone already, so Muster didn't sign them out.`;
}
