// Words for a sign-in that has ended. A pasted token ends in its own way: it is another app's.
import type { Account } from '../../electron/shared/model.ts';

export interface EndedWords {
  readonly title: string;
  readonly body: string;
  /** In a word or two, beside the account. */
  readonly short: string;
}

/** On an OAuth server an access token lives for minutes, and only the app that it came from can renew it. */
export function endedWords({ borrowed, signOutRoute }: Account): EndedWords {
  if (!borrowed)
    return {
      title: 'This sign-in has ended.',
      body: "Muster's own session was signed out, here or elsewhere.",
      short: 'Signed out',
    };
  return {
    title: 'The access token is no longer good.',
    body:
      signOutRoute === 'account-page'
        ? 'On this server a pasted token lives for minutes. The app that it came from may well be signed in still. To stay signed in here, use the browser.'
        : 'It has run out, or the app that it came from was signed out.',
    short: 'Token has ended',
  };
}
