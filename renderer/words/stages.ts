// Words for the ways to confirm a sign-out, by what servers call them. Names that Muster doesn't know
// are shown as the server spelled them.
import { userName } from '../format/host-names.ts';
import type { AskReason } from '../../electron/shared/operation.ts';

const onPages: ReadonlyMap<string, string> = new Map([
  ['m.login.sso', 'sign in once more'],
  ['org.matrix.login.sso', 'sign in once more'],
  ['m.oauth', 'approve it'],
  ['m.login.recaptcha', 'solve a captcha'],
  ['m.login.email.identity', 'confirm by e-mail'],
  ['m.login.msisdn', 'confirm by a text message'],
  ['m.login.terms', 'accept the terms'],
]);

/** "sign in once more": what the page will ask for. */
export function pageTask(stage: string): string {
  return onPages.get(stage) ?? `do what it asks for (“${stage}”)`;
}

/** The label of a button that takes another way. */
export function otherWay(stage: string): string {
  switch (stage) {
    case 'm.login.password':
      return 'Use the password instead';
    case 'm.login.registration_token':
      return 'Use a registration token instead';
    case 'm.login.terms':
      return 'Accept the terms instead';
    default:
      return `On a web page instead: ${pageTask(stage)}`;
  }
}

export interface NoticeWords {
  readonly title: string;
  readonly body: string;
  /** Something went wrong, as opposed to: not done yet. */
  readonly bad: boolean;
}

/** Why it is asked again. Null where it is the first time. `userId`: whose sessions they are. */
export function askNotice(reason: AskReason, what: string, userId: string): NoticeWords | null {
  switch (reason) {
    case 'server-asked':
      return null;
    case 'rejected':
      return { title: `This ${what} wasn't accepted.`, body: '', bad: true };
    case 'restarted':
      return {
        title: 'Once more, please.',
        body: 'The server forgot about the confirmation and asks anew.',
        bad: false,
      };
    case 'other-account':
      return {
        title: 'That was another account.',
        body: `In the browser, somebody other than ${userName(userId)} signed in. Nothing was signed out. Sign out on that page, or use a private window, and try again.`,
        bad: true,
      };
    case 'not-yet':
      return {
        title: "The server doesn't know of it yet.",
        body: 'Finish what the page asks for, to its last step, and try again.',
        bad: false,
      };
    case 'not-taken':
      return {
        title: "This server doesn't tell whether you have finished.",
        body: "Muster doesn't ask it by itself any more. It may not take a confirmation that is made in a browser at all.",
        bad: true,
      };
    case 'no-answer':
      return {
        title: "The server can't be reached at the moment.",
        body: 'What you did in the browser is not lost. Try again in a while.',
        bad: false,
      };
  }
}
