// Words for every error code: what happened, what it means or what to do, and whether trying again
// makes sense. A new code fails to compile until it has words.
import type { AppError, ErrorCode } from '../../electron/shared/errors.ts';
import {
  addressProblems,
  badAnswers,
  browserProblems,
  doubtfulLists,
  files,
  insidePlaces,
  no,
  notHomeserver,
  now,
  oauthProblems,
  stores,
  timeouts,
  type Retry,
} from './error-reasons.ts';
import { hostName, userName } from '../format/host-names.ts';
import { listed, stage } from './methods.ts';
import { vaultWords } from './vault.ts';

export interface ErrorWords {
  readonly title: string;
  readonly body: string;
  readonly retry: Retry;
  /** The server's own prose, to be shown as a quotation. */
  readonly quote: string | null;
  /** An address for the person to copy. */
  readonly address?: string;
  /** An address that Muster doesn't go to: to be read, and not made easy to go to. */
  readonly refused?: string;
}

type Say<C extends ErrorCode> = (error: Extract<AppError, { readonly code: C }>) => ErrorWords;

function words(title: string, body: string, retry: Retry, quote: string | null = null): ErrorWords {
  return { title, body, retry, quote };
}

const table: { readonly [C in ErrorCode]: Say<C> } = {
  'invalid-address': ({ reason }) =>
    words(addressProblems[reason].title, addressProblems[reason].body, no),
  unreachable: ({ host }) =>
    words(
      `${hostName(host)} can't be reached.`,
      "Check your connection and the server's name, then try again.",
      now,
    ),
  proxy: ({ asks }) =>
    asks
      ? words(
          'A proxy asks for a password.',
          "Your system sends Muster through a proxy that wants a password, and Muster can't give it one. Ask the people who run the network for a way without.",
          now,
        )
      : words(
          "The proxy doesn't let Muster through.",
          "Your system sends Muster through a proxy that can't be reached, or that refuses. Check the system's proxy settings, then try again.",
          now,
        ),
  'timed-out': ({ host, phase }) => words(`${hostName(host)} took too long.`, timeouts[phase], now),
  tls: ({ host }) =>
    words(
      `The certificate of ${hostName(host)} was refused.`,
      'It may be out of date or made for another name, or somebody sits between you and the server. Nothing was sent.',
      now,
    ),
  'not-a-homeserver': ({ host, reason }) =>
    words(
      reason === 'too-old'
        ? `The Matrix server at ${hostName(host)} is too old.`
        : `No Matrix server was found at ${hostName(host)}.`,
      notHomeserver[reason],
      now,
    ),
  'leads-inside': ({ from, host, where }) =>
    words(
      `This server leads ${insidePlaces[where]}.`,
      `Muster is sent on from ${hostName(from)} to ${hostName(host)}. Nothing was sent there.`,
      no,
    ),
  redirected: ({ host }) =>
    words(
      `${hostName(host)} sent Muster on to another address.`,
      "Muster doesn't follow, because the other address would get your sign-in.",
      now,
    ),
  'bad-answer': ({ host, reason }) =>
    words(`The answer of ${hostName(host)} can't be read.`, badAnswers[reason], now),
  'server-failed': ({ status, serverText }) =>
    words(
      'The server has a problem.',
      `It answered with error ${status}. Try again in a while.`,
      now,
      serverText,
    ),
  'doubtful-list': ({ lacks }) =>
    words('The list that the server gave is doubtful.', doubtfulLists[lacks], now),
  'rate-limited': ({ retryAt }) =>
    retryAt === null
      ? words(
          'The server asks for a pause.',
          "It got too many requests in a short time, and doesn't say when it listens again. Wait a little, then try again.",
          now,
        )
      : words('The server asks for a pause.', 'It got too many requests in a short time.', {
          kind: 'after',
          at: retryAt,
        }),
  'session-ended': () =>
    words(
      'This sign-in has ended.',
      'Its session was signed out, or its access token has run out. Sign in again to go on; the last list stays here.',
      no,
    ),
  'not-let-in': () =>
    words(
      "The server doesn't let this account in.",
      'It renews the sign-in, and then refuses it: the account may be locked. Muster keeps everything and tries again; the people who run the server can say more.',
      now,
    ),
  'session-lives': () =>
    words(
      "Muster's session is still signed in.",
      "The server said that it ended the session, and lets it in all the same. Sign it out on the server's account page.",
      now,
    ),
  'account-locked': () =>
    words(
      'This account is locked.',
      'The people who run the server locked it. Muster keeps your sign-in; ask them what happened.',
      now,
    ),
  'account-suspended': () =>
    words(
      'This account is suspended.',
      'The people who run the server limited what it may do. Ask them what happened.',
      now,
    ),
  'account-deactivated': () =>
    words('This account was deactivated.', 'It can no longer be used on this server.', no),
  'wrong-password': () =>
    words(
      "The user name or the password isn't right.",
      'Check both and try again. Nothing was changed.',
      no,
    ),
  'wrong-user': ({ expected, received, pasted }) =>
    pasted
      ? words(
          'This access token belongs to somebody else.',
          `You asked for ${userName(expected)}, and it belongs to ${userName(received)}. Muster kept nothing of it.`,
          no,
        )
      : words(
          'The server signed in somebody else.',
          `You asked for ${userName(expected)}, the server answered with ${userName(received)}. Muster asked it to end that new session.`,
          no,
        ),
  'token-refused': ({ token }) =>
    token === 'access'
      ? words(
          "The server doesn't know this access token.",
          'It may have been signed out, or not be whole. Copy it once more, or sign in another way.',
          no,
        )
      : words(
          "The server didn't take what the browser brought back.",
          'It is good for a short time only, and only once. Open the sign-in page again.',
          now,
        ),
  'device-limit': ({ infoUri, serverText }) =>
    words(
      'This account has as many sessions as the server allows.',
      `Sign one out in another app first, or on the server's account page.${
        infoUri === null ? '' : ` The server tells more at ${infoUri}.`
      }`,
      now,
      serverText,
    ),
  'browser-sign-in': ({ reason }) =>
    words(browserProblems[reason].title, browserProblems[reason].body, now),
  'browser-not-opened': ({ address }) => ({
    ...words(
      'No browser was opened.',
      'Copy this address, and open it in your browser yourself.',
      now,
    ),
    address,
  }),
  oauth({ reason, serverText }) {
    const { title, body, retry } = oauthProblems[reason];
    return words(title, body, retry, serverText);
  },
  forbidden: ({ serverText }) =>
    words(
      'The server refused.',
      "It doesn't allow this for your account. The people who run it may know why.",
      no,
      serverText,
    ),
  'not-found': () =>
    words(
      "The server doesn't know this session any more.",
      'It may have been signed out elsewhere. Refresh the list to see what is there.',
      now,
    ),
  'name-too-long': () => words('The server finds this name too long.', 'Choose a shorter one.', no),
  'request-refused': ({ status, errcode, serverText }) =>
    words(
      'The server refused the request.',
      `It answered with ${status}${errcode === null ? '' : ` (${errcode})`}.`,
      now,
      serverText,
    ),
  unsupported: (error) => unsupported(error),
  'no-progress': () =>
    words(
      'The server kept asking the same question.',
      'Muster stopped, because the answers led nowhere. This looks like a fault of the server.',
      now,
    ),
  'unsafe-id': () =>
    words(
      "This session's id can't be put into an address.",
      'Its id is one that addresses treat as a path. It can still be signed out together with others.',
      no,
    ),
  vault({ reason }) {
    const { title, body } = vaultWords(reason, null);
    return words(title, body, now);
  },
  store: ({ reason }) => words(stores[reason].title, stores[reason].body, now),
  file: ({ reason }) => words('The file was not saved.', files[reason], now),
  'unsafe-link': ({ address }) => ({
    ...words(
      "Muster doesn't open this page.",
      "It is on no host that Muster knows as your server's, or not on https. Open it in a browser yourself only where you know it as your server's.",
      no,
    ),
    ...(address !== null && { refused: address }),
  }),
  cancelled: () => words('Cancelled.', 'You stopped it.', no),
  'review-over': ({ reason }) =>
    words(
      'Look at these sessions again.',
      reason === 'changed'
        ? 'Something about them has changed since they were shown. Nothing was sent.'
        : 'They were shown more than half an hour ago. Nothing was sent.',
      no,
    ),
  'unknown-subject': () =>
    words(
      'This is no longer here.',
      'What you chose was removed or has ended meanwhile. Start again from the list.',
      no,
    ),
  'bad-request': () =>
    words(
      "Muster didn't understand itself.",
      'This is a fault in Muster. Nothing was sent. Starting Muster again may help.',
      no,
    ),
  internal: ({ reference }) =>
    words(
      'Something went wrong in Muster.',
      reference === ''
        ? 'This is a fault in Muster. If it comes back, start Muster again.'
        : `This is a fault in Muster. Its log has the details under ${reference}.`,
      now,
    ),
};

/** The words of one error. */
export function errorWords(error: AppError): ErrorWords {
  return (table[error.code] as (error: AppError) => ErrorWords)(error);
}

function unsupported(error: Extract<AppError, { readonly code: 'unsupported' }>): ErrorWords {
  switch (error.what) {
    case 'confirmation':
      return words(
        "This server's confirmation can't be done here.",
        error.offered.length === 0
          ? "It wants to make sure that it's you, and names no way to do it. Nothing more was sent."
          : `It wants to make sure that it's you by ${listed(error.offered.map(stage))}, in a way that leads nowhere. Nothing more was sent.`,
        no,
      );
    case 'email-or-phone':
      return words(
        'This server takes user names only.',
        "It doesn't find people by e-mail address or phone number. Sign in with your user name.",
        no,
      );
    case 'sign-out-here':
      return words(
        'This server signs sessions out on its own page.',
        'Open your account page to do it there. The list here follows when you refresh.',
        no,
      );
  }
}
