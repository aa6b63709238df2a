// What the person does about a question, and what time does to it.
import { step as uiaStep } from '../../../matrix/uia/uia.ts';
import type { UiaEvent } from '../../../matrix/uia/types.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ListSeen } from '../../ports.ts';
import type { Given, PersonEvent } from '../flow.ts';
import { ask, beginChunk, EXPIRY_MS, follow, isWatched, open, withoutGone } from './chunk.ts';
import { isFitting, pageOf, policyPage } from './question.ts';
import { cancelled, end, finish, nothing, to } from './steps.ts';
import type { Asking, ByRequest, ByRequestStep, Next, Phase } from './types.ts';

/** What doesn't fit the question changes nothing. */
export function ofPerson(
  state: ByRequest,
  asking: Asking,
  event: PersonEvent,
  now: number,
): ByRequestStep {
  const { question, alternatives } = asking.ask;
  switch (event.kind) {
    case 'given':
      return isFitting(event.what, asking.ask)
        ? lookFirst(state, { kind: 'confirm', asking, given: event.what })
        : nothing(state);
    case 'finished-there':
      return question.kind === 'browser'
        ? lookFirst(state, { kind: 'confirm', asking, given: null })
        : nothing(state);
    case 'other-way': {
      if (!alternatives.includes(event.stage)) return nothing(state);
      const preferred = event.stage;
      return confirm(
        { ...state, preferred },
        asking,
        { kind: 'chosen', stage: preferred },
        null,
        now,
      );
    }
    case 'open-page': {
      const url = pageOf(asking.ask, state.baseUrl);
      return question.kind === 'browser' ? openPage(state, asking, url, url, now) : nothing(state);
    }
    case 'open-policy': {
      const policy = question.kind === 'consent' ? question.policies[event.index] : undefined;
      return policy === undefined
        ? nothing(state)
        : openPage(state, asking, policyPage(policy, state.baseUrl), null, now);
    }
    case 'begin':
    case 'wake':
    case 'go-on':
    case 'try-now':
    case 'pause':
    case 'skip':
      return nothing(state);
  }
}

/** Before a request that somebody took their time for: others may have signed sessions out meanwhile. */
export function lookFirst(state: ByRequest, next: Next): ByRequestStep {
  return to(state, { kind: 'looking', next }, { kind: 'look' });
}

/** `list`: null where it could not be read. */
export function looked(
  before: ByRequest,
  next: Next,
  list: ListSeen | null,
  now: number,
): ByRequestStep {
  const state = withoutGone(before, list);
  switch (next.kind) {
    case 'begin':
      return state.queue.length === 0
        ? finish(state, { kind: 'completed', asked: false }, list)
        : beginChunk(state, null, now);
    case 'confirm':
      return confirm(state, next.asking, { kind: 'answered' }, next.given, now);
  }
}

function confirm(
  state: ByRequest,
  { chunk }: Asking,
  event: UiaEvent,
  given: Given['kind'] | null,
  now: number,
): ByRequestStep {
  return follow(state, { chunk, given, behind: null }, uiaStep(chunk.uia, event), now);
}

/** `stagePage`: the same where what is asked is done there, else null. */
function openPage(
  state: ByRequest,
  asking: Asking,
  url: string | null,
  stagePage: string | null,
  now: number,
): ByRequestStep {
  if (url === null)
    return open(state, { ...asking, problem: { code: 'unsafe-link', address: null } }, now);
  return to(state, { kind: 'opening', from: asking, stagePage }, { kind: 'open', url });
}

export function opened(
  state: ByRequest,
  { from, stagePage }: Extract<Phase, { kind: 'opening' }>,
  answer: Result<null>,
  now: number,
): ByRequestStep {
  if (!answer.ok) return open(state, { ...from, problem: answer.error }, now);
  if (stagePage === null || state.page !== null)
    return open(state, { ...from, problem: null }, now);
  // The server is looked at from now on.
  const page = { url: stagePage, deadline: now + EXPIRY_MS };
  const asked = { ...from.ask, reason: 'server-asked', serverText: null } as const;
  return ask({ ...state, page }, { chunk: from.chunk, given: null, behind: null }, asked, now);
}

/** Its time is over, or it is time to look whether the browser is done. */
export function due(state: ByRequest, asking: Asking, now: number): ByRequestStep {
  if (now >= asking.deadline) return end(state, cancelled);
  const { chunk } = asking;
  return isWatched(state, asking)
    ? follow(
        state,
        { chunk, given: null, behind: asking },
        uiaStep(chunk.uia, { kind: 'poll' }),
        now,
      )
    : open(state, asking, now);
}
