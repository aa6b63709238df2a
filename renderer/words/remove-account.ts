// What removing an account does on the server. Only what is known is claimed.
import type { Account } from '../../electron/shared/model.ts';

export interface RemovalWords {
  /** What happens. */
  readonly body: string;
  /** What comes with it that the user may not expect; null for nothing. */
  readonly warning: string | null;
  /** What is left there when the server doesn't confirm, and the account is removed anyway. */
  readonly anyway: string;
}

export function removalWords({ status, borrowed }: Account): RemovalWords {
  const anyway = borrowed
    ? 'The session may then stay on the server, and the other app signed in.'
    : "Muster's session then stays on the server's list until you sign it out from another one.";
  switch (status.kind) {
    case 'signed-in':
      return borrowed
        ? {
            body: "Muster uses another app's session here. Removing the account signs that session out on the server and forgets the account on this computer. Your other sessions stay as they are.",
            warning:
              "The other app is signed out, too. Muster can't forget the account and leave that app signed in.",
            anyway,
          }
        : {
            body: 'Muster signs its own session out on the server and forgets the account on this computer. Your other sessions stay as they are.',
            warning: null,
            anyway,
          };
    case 'expired-with-run':
      return {
        body: `Muster forgets the account on this computer. It has no sign-in any more to end on the server: ${
          borrowed
            ? 'the other app keeps its session.'
            : 'its session stays on the list there until you sign it out from another one.'
        }`,
        warning: null,
        anyway,
      };
    case 'ended':
      return {
        body: `This sign-in has ended, as far as Muster knows. It still asks the server to sign ${
          borrowed ? "the other app's" : 'its own'
        } session out, in case it is there, and forgets the account on this computer. Your other sessions stay as they are.`,
        warning: borrowed
          ? 'Where that session is still there, the other app is signed out, too.'
          : null,
        anyway,
      };
  }
}

/** After the end. */
export function removedWords(sessionEnded: boolean): string {
  return sessionEnded
    ? 'Account removed, and its session signed out.'
    : 'Account removed from this computer. Its session may still be on the server.';
}
