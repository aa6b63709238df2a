// The reasons that some errors have, in words: errors.ts says what happened, these say why. And
// when trying again makes sense.

import type { AppError, LeadsInside } from '../../electron/shared/errors.ts';
import { SESSIONS_MAX } from '../../electron/shared/limits.ts';
import { count } from '../format/counts.ts';

/** `after`: the server will not listen before `at`, milliseconds since 1970. */
export type Retry =
  | { readonly kind: 'now' }
  | { readonly kind: 'after'; readonly at: number }
  | { readonly kind: 'no' };

export const now: Retry = { kind: 'now' };
export const no: Retry = { kind: 'no' };

export const timeouts = {
  connect: 'There was no connection within 10 seconds.',
  headers:
    'It was connected, but gave no answer in time. A list that takes long gets more time at each try.',
  whole: 'The answer was not complete in time. A list that takes long gets more time at each try.',
} as const;

export const addressProblems = {
  syntax: {
    title: 'That is neither a Matrix ID nor a server name.',
    body: 'Type something like @name:example.org, or example.org.',
  },
  insecure: {
    title: "Muster doesn't sign in over plain http.",
    body: 'Use an address that begins with https. Plain http works only to this computer itself.',
  },
  'no-server': {
    title: 'The name of the server is missing.',
    body: 'A Matrix ID has it after a colon: @name:example.org. A server that has no dot in its name needs its whole address, with https:// before it.',
  },
  email: {
    title: 'No Matrix server was found for this e-mail address.',
    body: "It doesn't say where an account is. Type the name of your server or your Matrix ID first; many servers take the e-mail address after that.",
  },
} as const;

export const notHomeserver = {
  'well-known-broken':
    'The file that should point to the server (.well-known/matrix/client) is broken. If you know the address of the homeserver itself, type that.',
  'no-versions': "Something answers there, but it isn't Matrix. Check the name.",
  'too-old':
    'It speaks Matrix as it was before version v1.1. The people who run it can bring it up to date.',
  'no-login': 'Something answers there, but it has no sign-in. Check the name.',
} as const;

export const badAnswers = {
  html: 'It sent a web page. The sign-in page of a network or a proxy may be in between.',
  'not-json': 'It sent something that is not Matrix data.',
  shape: 'It sent Matrix data of a kind that Muster does not know.',
  'too-large': 'It sent more than Muster accepts.',
  'not-http':
    "It sent something that isn't an answer of a web server. A proxy, or the server, may be broken.",
  'too-many': `It lists more than Muster takes: of sessions, ${count(SESSIONS_MAX)} at most.`,
  'empty-404': 'It says that this address does not exist. A proxy may be set up wrongly.',
} as const;

export const files = {
  'disk-full': 'The disk is full. Free some space, or choose another place.',
  'not-allowed': 'Muster may not write there. Choose another place, or another name.',
  'not-printed':
    'The PDF could not be made. Save the report, open it in a browser, and print it there.',
  failed: 'It could not be written there. Choose another place.',
} as const;

export const browserProblems = {
  'not-this-answer': {
    title: "That isn't the address that this sign-in ended at.",
    body: 'Copy the whole address of the last page. One of an earlier try no longer works.',
  },
  'no-answer': {
    title: 'Nothing came back from your browser.',
    body: 'Muster waits for five minutes. Open the sign-in page again to start anew.',
  },
  'no-port': {
    title: "Muster can't hear from your browser.",
    body: 'This computer gave it no address to come back to. Try again, or sign in another way.',
  },
} as const;

export const oauthProblems = {
  'unusable-server': {
    title: "Muster can't sign in safely on this server's page.",
    body: 'What the server says about it lacks a protection that Muster insists on. The people who run it can put that right.',
    retry: no,
  },
  'client-refused': {
    title: "This server doesn't let Muster sign people in.",
    body: 'Its page takes only apps that it knows. Try the other ways that are offered here, or ask the people who run it.',
    retry: no,
  },
  denied: {
    title: 'The sign-in was declined.',
    body: "Somebody said no on the server's page. If the page said that the account has too many sessions already, sign one out first, in another app or on the account page; then start again.",
    retry: now,
  },
  expired: {
    title: 'The code has run out.',
    body: "It wasn't entered in time. Ask for a new one.",
    retry: now,
  },
  'other-grant': {
    title: "The server didn't give what Muster asked for.",
    body: 'It gave another session, or other rights. Muster asked it to end that session, and kept nothing of it.',
    retry: now,
  },
  refused: {
    title: 'The server refused the sign-in.',
    body: 'Start again. If that leads nowhere, sign in another way.',
    retry: now,
  },
} as const;

export const stores = {
  newer: {
    title: 'The data here were written by a newer Muster.',
    body: 'This one can read them, but saves nothing. Use the newer version.',
  },
  'disk-full': {
    title: 'The disk is full.',
    body: "Muster works on, but can't save anything. Free some space.",
  },
  failed: {
    title: "Muster can't save its data.",
    body: 'What is on screen is right; it may be gone when you start Muster again.',
  },
} as const;

export const doubtfulLists: Readonly<
  Record<Extract<AppError, { code: 'doubtful-list' }>['lacks'], string>
> = {
  own: "It lacks Muster's own session, which has just asked for it. Muster shows the last list that it could believe, and takes nothing from this one.",
  many: 'Many sessions are missing at once. Muster shows the list from before until another reading says the same.',
  some: 'Each reading lacks other sessions than the one before. Muster shows the list from before until two agree.',
};

/** To where a server leads that should lead onto the internet. */
export const insidePlaces: Readonly<Record<LeadsInside['where'], string>> = {
  computer: 'to this computer',
  network: 'into a private network',
};
