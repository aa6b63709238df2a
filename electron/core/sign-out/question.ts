// What a server asks during a sign-out, as the window shows it, and what the user's answers mean to
// it. Pure: an answer that doesn't fit the question means nothing.
import type { UiaAsk } from '../../matrix/uia/types.ts';
import type { OperationAnswer, OperationSnapshot } from '../../shared/operation.ts';
import { fallbackPage, webPage } from './browser-page.ts';
import type { Move } from './run.ts';

/** The part of a snapshot that changes in kind. */
export type Face = OperationSnapshot extends infer S
  ? S extends OperationSnapshot
    ? Omit<S, 'operationId' | 'accountId' | 'total' | 'answered'>
    : never
  : never;

export type Response =
  | { readonly kind: 'move'; readonly move: Move }
  /** Null where the page must not be opened. `isStage`: what is asked is done there. */
  | { readonly kind: 'open'; readonly url: string | null; readonly isStage: boolean }
  | { readonly kind: 'nothing' };

/** `opened`: the page that this question is about was opened before. */
export function faceOf(asked: UiaAsk, opened: boolean, baseUrl: string): Face {
  const { question, reason, serverText, alternatives } = asked;
  const common = { reason, host: new URL(baseUrl).host, serverText, alternatives };
  switch (question.kind) {
    case 'password':
      return { kind: 'needs-password', ...common };
    case 'token':
      return { kind: 'needs-text', stage: 'm.login.registration_token', ...common };
    case 'consent': {
      const policies = question.policies.map(({ name, url }) => ({
        name,
        url: webPage(url, baseUrl),
      }));
      return { kind: 'needs-consent', policies, ...common };
    }
    case 'browser':
      return { kind: 'needs-browser', stage: question.stage, opened, ...common };
  }
}

export function responseTo(asked: UiaAsk, answer: OperationAnswer, baseUrl: string): Response {
  const { question, alternatives } = asked;
  switch (answer.kind) {
    case 'password':
    case 'consent':
      return question.kind === answer.kind ? give(answer) : nothing;
    case 'text':
      return question.kind === 'token' ? give(answer) : nothing;
    case 'open-policy': {
      const policy = question.kind === 'consent' ? question.policies[answer.index] : undefined;
      return policy === undefined ? nothing : open(webPage(policy.url, baseUrl), false);
    }
    case 'open-page':
      return question.kind === 'browser'
        ? open(fallbackPage(baseUrl, question.stage, question.session), true)
        : nothing;
    case 'finished-there':
      return question.kind === 'browser' ? move({ kind: 'answered' }) : nothing;
    case 'other-way':
      return alternatives.includes(answer.stage)
        ? move({ kind: 'chosen', stage: answer.stage })
        : nothing;
    case 'pause':
    case 'skip':
      return nothing;
  }
}

const nothing: Response = { kind: 'nothing' };

function give(given: Extract<Move, { kind: 'give' }>['given']): Response {
  return move({ kind: 'give', given });
}

function move(made: Move): Response {
  return { kind: 'move', move: made };
}

function open(url: string | null, isStage: boolean): Response {
  return { kind: 'open', url, isStage };
}
