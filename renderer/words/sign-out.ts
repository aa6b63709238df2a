// What the user should know before signing sessions out. Only what is known is claimed.
import { consequencesOf, type AuditContext } from '../../electron/audit/findings.ts';
import { consequenceSentence } from '../../electron/audit/words.ts';
import type { Session } from '../../electron/shared/model.ts';
import type { KeyBackup } from '../../electron/shared/trust.ts';

/**
 * Sentences about keys, most important first. For one session its own; of many, `reviewFacts` has the
 * numbers.
 */
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
  return sessions.every(({ trust }) => trust.kind === 'no-encryption')
    ? ['None of them has message keys: nothing becomes unreadable.']
    : ['Message keys are deleted with them.', backups[context.keyBackup]];
}

const backups: Readonly<Record<KeyBackup, string>> = {
  present: 'The server holds a key backup; whether everything is in it is not known.',
  none: 'There is no key backup on the server: messages that only they can read are lost.',
  unchecked: 'Whether the server holds a key backup could not be checked.',
};
