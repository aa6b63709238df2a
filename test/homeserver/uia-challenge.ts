// The 401 that asks for a stage. Which stages count, and how, is decided in uia-synapse.ts,
// uia-dendrite.ts and uia-palpo.ts.
import { type Answer } from './answer.ts';
import { type Context } from './router.ts';
import { type UiaOperation, type UiaSession } from './uia-sessions.ts';

/** One request that needs confirmation. */
export interface UiaRequest extends UiaOperation {
  readonly context: Context;
  /** The `auth` member, whatever it is; undefined when it is absent. */
  readonly auth: unknown;
}

/** The 401: flows and session, and `more` (completed stages, or why the last one was refused). */
export function challenge(
  { token, context }: UiaRequest,
  session: UiaSession,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  const flows = token.user.flows.map((stages) => ({ stages }));
  const params = session.stages.has('m.login.terms') ? termsOf(context) : {};
  return { status: 401, body: { session: session.id, flows, params, ...more } };
}

/** What is to be accepted, in two languages. */
function termsOf({ baseUrl }: Context): object {
  const url = `${baseUrl}/_matrix/consent`;
  const privacy = {
    version: '1.0',
    de: { name: 'Datenschutz', url: `${url}?lang=de` },
    en: { name: 'Privacy policy', url },
  };
  return { 'm.login.terms': { policies: { privacy } } };
}

/** Whether one of the user's flows is complete. */
export function isComplete({ token }: UiaRequest, session: UiaSession): boolean {
  return token.user.flows.some((flow) => flow.every((stage) => session.completed.has(stage)));
}
