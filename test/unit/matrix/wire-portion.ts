// A confirmation of two sessions on a server that gives recorded answers (test/fixtures/wire), through
// the client, the reading and the reducer.
import { expect } from 'vitest';
import { runChunk, type ChunkEnd, type Given } from '../../../electron/core/sign-out/chunk.ts';
import { createMatrixClient } from '../../../electron/matrix/account/client.ts';
import type { UiaEvent, UiaState } from '../../../electron/matrix/uia/types.ts';
import { step, uiaStart } from '../../../electron/matrix/uia/uia.ts';
import { ok } from '../../../electron/shared/errors.ts';
import type { DeviceId } from '../../../electron/shared/ids.ts';
import { wire } from '../../fixtures/wire/wire.ts';
import { fakeServer } from './fake-ports.ts';

const ids = ['A', 'B'] as DeviceId[];
const userId = '@ada:example.org';
export const PASSWORD = 'm.login.password';
export const SSO = 'm.login.sso';
export const CAPTCHA = 'm.login.recaptcha';
const given: Given = { kind: 'password', password: 'a password' };

/** An answer by its name, or with members that this one has otherwise. */
export type Answer = string | readonly [name: string, change: object];

/** A portion of two sessions on a server that gives these answers in turn, the last one for ever. */
export function portion(family: string, ...answers: readonly Answer[]) {
  const { ports, clock, requests } = fakeServer((_, index) => {
    const answer = answers[index] ?? answers.at(-1) ?? '';
    const [name, change] = typeof answer === 'string' ? [answer, {}] : answer;
    return wire(`${family}/${name}`, change);
  });
  const client = createMatrixClient(ports, 'https://example.org', () =>
    Promise.resolve(ok('access token')),
  );
  let uia: UiaState = uiaStart;
  const tell = async (event: UiaEvent, answer: Given | null = null): Promise<ChunkEnd> => {
    const chunk = { client, clock, userId, signal: new AbortController().signal, onPause };
    const end = await clock.until(runChunk(chunk, ids, step(uia, event), answer));
    if (end.kind === 'ask') ({ uia } = end);
    return end;
  };
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

function onPause(): void {
  expect.fail('no pause was asked for');
}

const asked = (question: object, reason = 'server-asked', more: object = {}) => ({
  kind: 'ask',
  asked: { question, reason, ...more },
});
export const forPassword = (reason?: string, more?: object) =>
  asked({ kind: 'password' }, reason, more);
export const onPage = (stage: string, reason?: string, mayPoll = true) =>
  asked({ kind: 'browser', stage, mayPoll }, reason);
export const done = { kind: 'answered' };
export const noProgress = { kind: 'failed', error: { code: 'no-progress' }, ambiguous: false };
export const withPassword = (session?: string) => ({
  type: PASSWORD,
  identifier: { type: 'm.id.user', user: userId },
  password: 'a password',
  ...(session === undefined ? {} : { session }),
});
export const flowsOf = (...stages: readonly string[]) => ({
  flows: stages.map((stage) => ({ stages: [stage] })),
});
