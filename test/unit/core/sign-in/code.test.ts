// Waiting for a code that is entered elsewhere: what is told when, and when nobody waits any more.
import { describe, expect, it } from 'vitest';
import { askForCode, type CodeEvent } from '../../../../electron/core/sign-in/code.ts';
import type { DeviceAnswer } from '../../../../electron/matrix/oauth/device.ts';
import { fakeClock, NOW } from '../../matrix/fake-ports.ts';
import { unreachable } from '../fake-core.ts';

const SECOND = 1_000;
const pending: DeviceAnswer = { kind: 'pending', slower: false };
const slower: DeviceAnswer = { kind: 'pending', slower: true };
const unknown: DeviceAnswer = { kind: 'unknown', error: unreachable };
const denied: DeviceAnswer = {
  kind: 'failed',
  error: { code: 'oauth', reason: 'denied', serverText: null },
};
const granted: DeviceAnswer = {
  kind: 'granted',
  grant: {
    tokens: { access: 'a', refresh: null, expiresInMs: null },
    binding: {
      issuer: 'https://id.example.org/',
      clientId: 'muster',
      authorizationEndpoint: null,
      tokenEndpoint: 'https://id.example.org/token',
      revocationEndpoint: 'https://id.example.org/revoke',
    },
  },
  asAsked: true,
};

/** `answers`: one for each question; `leave`: nobody waits any more when so many were asked. */
async function wait(answers: readonly DeviceAnswer[], leave = Infinity, lifeMs = 600 * SECOND) {
  const clock = fakeClock();
  const over = new AbortController();
  const askedAt: number[] = [];
  const events: CodeEvent[] = [];
  const ask = () => {
    askedAt.push((clock.now() - NOW) / SECOND);
    if (askedAt.length === leave) over.abort();
    return Promise.resolve(answers[askedAt.length - 1] ?? pending);
  };
  const question = { intervalMs: 5 * SECOND, until: NOW + lifeMs, ask };
  const run = async () => {
    for await (const event of askForCode(clock, question, over.signal)) events.push(event);
  };
  await clock.until(run());
  return { events, askedAt };
}

const answer = (given: DeviceAnswer) => ({ kind: 'answer', answer: given });

describe('a code', () => {
  it('is asked about at the pace that the server wants', async () => {
    const { events, askedAt } = await wait([pending, slower, pending, granted]);
    expect(askedAt).toEqual([5, 10, 20, 30]);
    expect(events).toEqual([answer(granted)]);
  });

  it('is asked about ever less often while the server can not be reached, which is told', async () => {
    const { events, askedAt } = await wait([unknown, unknown, pending, pending, denied]);
    expect(askedAt).toEqual([5, 15, 35, 40, 45]);
    const problem = { kind: 'problem', problem: unreachable };
    expect(events).toEqual([problem, problem, { kind: 'problem', problem: null }, answer(denied)]);
  });

  it('ends with its time', async () => {
    const { events, askedAt } = await wait([], Infinity, 12 * SECOND);
    expect(askedAt).toEqual([5, 10]);
    expect(events).toMatchObject([{ kind: 'answer', answer: { error: { reason: 'expired' } } }]);
  });

  it.each([
    ['a refusal', denied, []],
    ['no answer', unknown, []],
    ['a question that goes on', pending, []],
    ['a grant, which somebody has to end', granted, [answer(granted)]],
  ])('that nobody waits for any more tells nothing but a grant: %s', async (_, last, told) => {
    const { events, askedAt } = await wait([last], 1);
    expect([events, askedAt]).toEqual([told, [5]]);
  });

  it('is not asked about where nobody waits at all', async () => {
    const over = AbortSignal.abort();
    const question = { intervalMs: 1, until: NOW, ask: () => expect.fail('nobody waits') };
    const events = askForCode(fakeClock(), question, over);
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});
