// A confirmation of two sessions on a server that gives recorded answers (test/fixtures/wire), through
// the client, the reading and the reducer.
import { expect } from 'vitest';
import { authDict, uiaEventOf } from '../../../electron/core/sign-out/by-request/auth.ts';
import { isFitting } from '../../../electron/core/sign-out/by-request/question.ts';
import type { Given } from '../../../electron/core/sign-out/flow.ts';
import { AccountClient } from '../../../electron/matrix/account/client.ts';
import type { UiaEvent, UiaState } from '../../../electron/matrix/uia/types.ts';
import { step, uiaStart } from '../../../electron/matrix/uia/uia.ts';
import { ok } from '../../../electron/shared/errors.ts';
import type { DeviceId, DeviceIds } from '../../../electron/shared/ids.ts';
import { wire } from '../../fixtures/wire/wire.ts';
import { fakeServer } from './fake-ports.ts';

const ids: DeviceIds = ['A' as DeviceId, 'B' as DeviceId];
const userId = '@ada:example.org';
export const PASSWORD = 'm.login.password';
export const SSO = 'm.login.sso';
export const CAPTCHA = 'm.login.recaptcha';
const given: Given = { kind: 'password', password: 'a password' };

/** An answer by its name, or with members that this one has otherwise. */
export type Answer = string | readonly [name: string, change: object];

/** A chunk of two sessions on a server that gives these answers in turn, the last one for ever. */
export function chunk(family: string, ...answers: readonly Answer[]) {
  const { ports, clock, requests } = fakeServer((_, index) => {
    const answer = answers[index] ?? answers.at(-1) ?? '';
    const [name, change] = typeof answer === 'string' ? [answer, {}] : answer;
    return wire(`${family}/${name}`, change);
  });
  const client = new AccountClient(ports, 'https://example.org', () =>
    Promise.resolve(ok('access token')),
  );
  let uia: UiaState = uiaStart;

  /** Plays on until something is asked or the confirmation is over. */
  async function tell(event: UiaEvent, answer: Given | null = null) {
    let { state, command } = step(uia, event);
    for (;;) {
      uia = state;
      if (command === null) throw new Error(`nothing to do in UIA state ${state.kind}`);
      if (command.kind === 'finish') return command.ending;
      if (command.kind === 'ask') {
        const isAnswered = answer !== null && command.reason !== 'rejected';
        if (!isAnswered || !isFitting(answer.kind, command)) return { kind: 'ask', asked: command };
        ({ state, command } = step(state, { kind: 'answered' }));
        continue;
      }
      const auth = authDict(command.auth, userId, answer);
      const sent = await clock.until(client.deleteDevices(ids, auth));
      if (sent.kind === 'unrecognized') return sent;
      const next = step(state, uiaEventOf(sent));
      if (sent.kind === 'failed' && next.command === null) return sent;
      ({ state, command } = next);
    }
  }

  return {
    begin: () => tell({ kind: 'begin', preferred: null }),
    give: () => tell({ kind: 'answered' }, given),
    /** "I have finished." */
    finished: () => tell({ kind: 'answered' }),
    poll: () => tell({ kind: 'poll' }),
    choose: (stage: string) => tell({ kind: 'chosen', stage }),
    /** The `auth` of each request, after a look at the rest of it. */
    sent: () =>
      requests.map(({ method, url, body }) => {
        const { devices, auth = null } = body as { devices: unknown; auth?: unknown };
        expect([method, url, devices]).toEqual([
          'POST',
          'https://example.org/_matrix/client/v3/delete_devices',
          ids,
        ]);
        return auth;
      }),
  };
}

const asked = (question: object, reason = 'server-asked', more: object = {}) => ({
  kind: 'ask',
  asked: { question, reason, ...more },
});
export const forPassword = (reason?: string, more?: object) =>
  asked({ kind: 'password' }, reason, more);
export const onPage = (stage: string, reason?: string, mayPoll = true) =>
  asked({ kind: 'browser', stage, mayPoll }, reason);
export const done = { kind: 'succeeded' };
export const noProgress = { kind: 'no-progress' };
export const withPassword = (session?: string) => ({
  type: PASSWORD,
  identifier: { type: 'm.id.user', user: userId },
  password: 'a password',
  ...(session === undefined ? {} : { session }),
});
export const flowsOf = (...stages: readonly string[]) => ({
  flows: stages.map((stage) => ({ stages: [stage] })),
});
