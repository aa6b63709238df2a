// What holds for a sign-out whatever its server answers, how late, and whatever the user does meanwhile.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLL_MS } from '../../../../electron/core/sign-out/by-request/chunk.ts';
import type { AuthDict, DeleteAnswer, UiaChallenge } from '../../../../electron/matrix/types.ts';
import type { OperationAnswer, OperationSnapshot } from '../../../../electron/shared/operation.ts';
import { challenge, ids, timedOut, world, type DeleteCall, type World } from './sign-out-world.ts';

const PASSWORD = 'm.login.password';
const TOKEN = 'm.login.registration_token';
const TERMS = 'm.login.terms';
const stages = [PASSWORD, TOKEN, TERMS, 'm.login.sso', 'm.login.dummy', 'com.example.stage'];
const policies = { privacy: { en: { name: 'Privacy', url: 'https://policies.example/' } } };
/** Each session and each secret has it in its name, nothing else does. */
const MARK = 'canary';

/** What a server makes of one request, and how late its answer is. */
interface Reaction {
  readonly delay: number;
  readonly kind: 'asks' | 'done' | 'half-done' | 'session-lost' | 'forbidden' | 'bad' | 'gone';
  readonly flows: UiaChallenge['flows'];
  /** So many stages of the first flow are done. */
  readonly completed: number;
  readonly newSession: boolean;
  readonly refuses: boolean;
}

const flow = fc
  .array(fc.constantFrom(...stages), { minLength: 1, maxLength: 3 })
  .map((list) => ({ stages: list }));
const reaction: fc.Arbitrary<Reaction> = fc.record({
  delay: fc.constantFrom(0, 0, 10, POLL_MS, 2 * POLL_MS),
  kind: fc.constantFrom(
    ...Array.from({ length: 12 }, () => 'asks' as const),
    ...Array.from({ length: 6 }, () => 'done' as const),
    ...(['half-done', 'half-done', 'session-lost', 'forbidden', 'bad', 'gone'] as const),
  ),
  flows: fc.oneof(
    fc.constant([{ stages: [PASSWORD] }]),
    fc.array(flow, { minLength: 1, maxLength: 3 }),
  ),
  completed: fc.constantFrom(0, 0, 0, 1, 2),
  newSession: fc.boolean(),
  refuses: fc.boolean(),
});

type Act =
  | 'time'
  /** What the open question asks for. */
  | 'fitting'
  | Extract<
      OperationAnswer['kind'],
      'password' | 'text' | 'consent' | 'open-page' | 'finished-there' | 'other-way'
    >;

/** What happens at once: a second click may come while the first is on its way. */
const acts = fc.array(
  fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant<Act>('fitting') },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Act>(
          'time',
          'password',
          'text',
          'consent',
          'open-page',
          'finished-there',
          'other-way',
        ),
      },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  { maxLength: 12 },
);

/** A server that follows a list of reactions and remembers for which body it gave a session. */
function scripted(w: World, reactions: readonly Reaction[]) {
  const bodyOf = new Map<string, string>();
  let sessions = 0;
  let out = 0;
  const seen = { most: 0 };

  function asks(call: DeleteCall, { flows, completed, newSession, refuses }: Reaction) {
    const before = call.auth?.session;
    const session = before === undefined || newSession ? `${MARK}-s${(sessions += 1)}` : before;
    bodyOf.set(session, JSON.stringify(call.ids));
    const base = challenge(session);
    if (base.kind !== 'challenge') return base;
    const params = new Map([[TERMS, { policies }]]);
    const errcode = refuses ? 'M_FORBIDDEN' : null;
    const done = flows[0]?.stages.slice(0, completed) ?? [];
    const more = { flows, completed: done, params, errcode };
    return { ...base, challenge: { ...base.challenge, ...more } };
  }

  function answerOf(call: DeleteCall, made: Reaction): DeleteAnswer {
    const removed = made.kind === 'done' ? call.ids : call.ids.slice(call.ids.length / 2);
    switch (made.kind) {
      case 'asks':
        return asks(call, made);
      case 'done':
      case 'half-done':
        for (const id of removed) w.listed.delete(id);
        return made.kind === 'done' ? { kind: 'deleted' } : timedOut;
      case 'session-lost':
        return { kind: 'session-lost' };
      case 'forbidden':
        return failing({ code: 'forbidden', serverText: null });
      case 'bad':
        return failing({ code: 'request-refused', status: 400, errcode: null, serverText: null });
      case 'gone':
        return failing({ code: 'unreachable', host: 'matrix.example.org:8448' });
    }
  }

  w.script = async (call, index) => {
    seen.most = Math.max(seen.most, (out += 1));
    const made = reactions[index];
    if (made !== undefined && made.delay > 0) await w.clock.sleep(made.delay);
    out -= 1;
    return made === undefined ? failing({ code: 'account-locked' }) : answerOf(call, made);
  };
  return { bodyOf, seen };
}

function failing(error: Extract<DeleteAnswer, { kind: 'failed' }>['error']): DeleteAnswer {
  return { kind: 'failed', error, ambiguous: false };
}

function secretOf(auth: AuthDict | null): string | null {
  if (auth === null) return null;
  return 'password' in auth ? auth.password : 'token' in auth ? auth.token : null;
}

/** Plays acts on a sign-out of two chunks, and cancels what is left. */
async function playOn(w: World, played: readonly (readonly Act[])[]) {
  /** With each request: what the user gave to the answers that are being handled. */
  const given: (readonly string[])[] = [];
  let secrets: readonly string[] = [];
  const { script } = w;
  w.script = (call, index) => {
    given[index] = secrets;
    return script(call, index);
  };
  const { operationId } = await w.start(ids(130));
  let count = 0;
  for (const group of played) {
    const answers = group.flatMap((act) =>
      answersOf(act, `${MARK}-p${(count += 1)}`, w.published.at(-1)),
    );
    secrets = answers.flatMap((answer) =>
      answer.kind === 'password' ? answer.password : answer.kind === 'text' ? answer.text : [],
    );
    const told = answers.map((answer) => w.signOut.answer({ operationId, answer }));
    await w.clock.until(Promise.all(told));
    secrets = [];
    if (group.includes('time')) await w.clock.advance(POLL_MS);
  }
  await w.clock.until(w.signOut.cancel({ operationId }));
  return { given, operationId };
}

function answersOf(
  act: Act,
  secret: string,
  shown: OperationSnapshot | undefined,
): readonly OperationAnswer[] {
  switch (act) {
    case 'time':
      return [];
    case 'fitting':
      return answersOf(fitting(shown), secret, shown);
    case 'password':
      return [{ kind: act, password: secret }];
    case 'text':
      return [{ kind: act, text: secret }];
    case 'other-way':
      return stages.map((stage) => ({ kind: act, stage }));
    case 'consent':
    case 'open-page':
    case 'finished-there':
      return [{ kind: act }];
  }
}

function fitting(shown: OperationSnapshot | undefined): Act {
  switch (shown?.kind) {
    case 'needs-password':
      return 'password';
    case 'needs-text':
      return 'text';
    case 'needs-consent':
      return 'consent';
    case 'needs-browser':
      return shown.opened ? 'finished-there' : 'open-page';
    case 'working':
    case 'waiting':
    case 'interrupted':
    case 'guided':
    case 'finished':
    case undefined:
      return 'time';
  }
}

describe('whatever the server and the user do', () => {
  it('no secret outlives its answer, no session meets another list, one request is out', async () => {
    const reached = { secrets: 0, secondLists: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(reaction, { minLength: 5, maxLength: 25 }),
        acts,
        async (reactions, played) => {
          const w = world(ids(130));
          const { bodyOf, seen } = scripted(w, reactions);
          const { given, operationId } = await playOn(w, played);

          expect(seen.most).toBe(1);
          for (const [index, { ids: sent, auth }] of w.calls.entries()) {
            const secret = secretOf(auth);
            if (secret !== null) expect(given[index]).toContain(secret);
            const session = auth?.session;
            if (session !== undefined) expect(bodyOf.get(session)).toBe(JSON.stringify(sent));
            reached.secrets += secret === null ? 0 : 1;
          }
          reached.secondLists += new Set(bodyOf.values()).size > 1 ? 1 : 0;

          const calls = w.calls.length;
          for (const act of ['password', 'consent', 'finished-there'] as const)
            for (const answer of answersOf(act, `${MARK}-late`, undefined))
              await w.clock.until(w.signOut.answer({ operationId, answer }));
          await w.clock.advance(POLL_MS);
          expect(w.calls).toHaveLength(calls);
          expect(w.published.at(-1)?.kind).toBe('finished');
          expect(JSON.stringify([w.published, w.logged, w.signOut.snapshots()])).not.toContain(
            MARK,
          );
        },
      ),
      { numRuns: 600 },
    );
    // The claim is empty where nobody gets that far.
    expect(reached.secrets).toBeGreaterThan(100);
    expect(reached.secondLists).toBeGreaterThan(15);
  }, 60_000);
});
