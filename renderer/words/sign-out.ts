// What the user should know before signing sessions out. Only what is known is claimed.
import { consequencesOf, type AuditContext } from '../../electron/audit/findings.ts';
import { consequenceSentence } from '../../electron/audit/words.ts';
import type { Session } from '../../electron/shared/model.ts';
import type { KeyBackup } from '../../electron/shared/trust.ts';
import { count } from '../format/counts.ts';

/** Sentences about keys, most important first. For one session its own, for many their sum. */
export function keySentences(
  sessions: readonly Session[],
  context: AuditContext,
): readonly string[] {
  const [only] = sessions;
  if (!only) return [];
  if (sessions.length === 1) {
    return consequencesOf(only, context)
      .filter(({ kind }) => kind !== 'none-verified-left')
      .map(consequenceSentence);
  }
  const unchecked = sessions.filter(({ trust }) => trust.kind === 'unchecked').length;
  const keyless = sessions.filter(({ trust }) => trust.kind === 'no-encryption').length;
  const holders = sessions.length - unchecked - keyless;
  if (keyless === sessions.length)
    return ['None of them has message keys: nothing becomes unreadable.'];
  return [
    ...(holders > 0 ? [holderSentence(holders, sessions.length)] : []),
    ...(unchecked > 0 ? [uncheckedSentence(unchecked, sessions.length)] : []),
    backups[context.keyBackup],
  ];
}

function holderSentence(holders: number, total: number): string {
  return holders === total
    ? 'They hold message keys, which are deleted with them.'
    : `${count(holders)} of them ${holders === 1 ? 'holds' : 'hold'} message keys, which are deleted with ${holders === 1 ? 'it' : 'them'}.`;
}

function uncheckedSentence(unchecked: number, total: number): string {
  const verb = unchecked === 1 ? 'holds' : 'hold';
  const who = unchecked === total ? 'they hold' : `${count(unchecked)} of them ${verb}`;
  return `Whether ${who} message keys could not be checked.`;
}

const backups: Readonly<Record<KeyBackup, string>> = {
  present: 'The server holds a key backup; whether everything is in it is not known.',
  none: 'There is no key backup on the server: messages that only they can read are lost.',
  unchecked: 'Whether the server holds a key backup could not be checked.',
};
