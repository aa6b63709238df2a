// What a server asks, as the window shows it: the question, the page on which it is answered, and
// what answers it.
import type { UiaAsk } from '../../../matrix/uia/types.ts';
import { fallbackPage, webPage } from '../browser-page.ts';
import type { Given } from '../flow.ts';
import type { QuestionBody } from './types.ts';

/** Whether what the person gave is what is asked for. */
export function isFitting(given: Given['kind'], { question }: UiaAsk): boolean {
  return question.kind === 'token' ? given === 'text' : question.kind === given;
}

/** The page of what is asked; null where it has none, or none that may be opened. */
export function pageOf({ question }: UiaAsk, baseUrl: string): string | null {
  return question.kind === 'browser'
    ? fallbackPage(baseUrl, question.stage, question.session)
    : null;
}

/** Null where it must not be opened. */
export function policyPage({ url }: { readonly url: string }, baseUrl: string): string | null {
  return webPage(url, baseUrl);
}

/** `opened`: the page that this question is about was opened before. */
export function bodyOf(asked: UiaAsk, opened: boolean, baseUrl: string): QuestionBody {
  const { question, reason, serverText, alternatives } = asked;
  const common = { reason, host: new URL(baseUrl).host, serverText, alternatives };
  switch (question.kind) {
    case 'password':
      return { kind: 'needs-password', ...common };
    case 'token':
      return { kind: 'needs-text', stage: 'm.login.registration_token', ...common };
    case 'consent': {
      const policies = question.policies.map((policy) => ({
        name: policy.name,
        url: policyPage(policy, baseUrl),
      }));
      return { kind: 'needs-consent', policies, ...common };
    }
    case 'browser':
      return { kind: 'needs-browser', stage: question.stage, opened, ...common };
  }
}
