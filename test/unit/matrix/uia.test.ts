import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UiaChallenge } from '../../../electron/matrix/types.ts';
import {
  ROUNDS_MAX,
  step,
  uiaStart,
  type UiaCommand,
  type UiaEvent,
  type UiaState,
} from '../../../electron/matrix/uia.ts';

const PASSWORD = 'm.login.password';
const DUMMY = 'm.login.dummy';
const SSO = 'm.login.sso';

function challenge(flows: readonly string[][], rest: Partial<UiaChallenge> = {}): UiaEvent {
  return {
    kind: 'challenged',
    challenge: {
      flows: flows.map((stages) => ({ stages })),
      completed: [],
      session: 'S1',
      params: new Map(),
      errcode: null,
      serverText: null,
      ...rest,
    },
  };
}

const begin: UiaEvent = { kind: 'begin' };
const answered: UiaEvent = { kind: 'answered' };
const lost: UiaEvent = { kind: 'session-lost' };
const succeeded: UiaEvent = { kind: 'succeeded' };
const wrong = (text = 'Wrong'): UiaEvent =>
  challenge([[PASSWORD]], { errcode: 'M_FORBIDDEN', serverText: text });

/** The command that each event leads to. */
function play(...events: UiaEvent[]): (UiaCommand | null)[] {
  let state: UiaState = uiaStart;
  return events.map((event) => {
    const next = step(state, event);
    state = next.state;
    return next.command;
  });
}

const sendNone = { kind: 'send', auth: { kind: 'none' } };
const send = (stage: string, session: string | null = 'S1') => ({
  kind: 'send',
  auth: { kind: 'stage', stage, session },
});
const ask = (reason: string, serverText: string | null = null) => ({
  kind: 'ask',
  stage: PASSWORD,
  reason,
  serverText,
  params: undefined,
});
const finish = (kind: string) => ({ kind: 'finish', ending: { kind } });

describe('the course of a confirmation', () => {
  it('may end with the first request', () => {
    expect(play(begin, succeeded)).toEqual([sendNone, finish('succeeded')]);
  });

  it('asks for the password when the server does', () => {
    expect(play(begin, challenge([[PASSWORD]]), answered, succeeded)).toEqual([
      sendNone,
      ask('server-asked'),
      send(PASSWORD),
      finish('succeeded'),
    ]);
  });

  it('asks again, with the reason, as often as the password is wrong', () => {
    const events = [
      begin,
      challenge([[PASSWORD]]),
      answered,
      wrong('No'),
      answered,
      wrong('Still no'),
      answered,
      succeeded,
    ];
    expect(play(...events).slice(3, 7)).toEqual([
      ask('rejected', 'No'),
      send(PASSWORD),
      ask('rejected', 'Still no'),
      send(PASSWORD),
    ]);
  });

  it('goes through the stages of a flow in order, the silent ones by itself', () => {
    const flow = [[PASSWORD, DUMMY]];
    const events = [
      begin,
      challenge(flow),
      answered,
      challenge(flow, { completed: [PASSWORD] }),
      succeeded,
    ];
    expect(play(...events)).toEqual([
      sendNone,
      ask('server-asked'),
      send(PASSWORD),
      send(DUMMY),
      finish('succeeded'),
    ]);
  });

  it('uses the newest session, and keeps one that is not repeated', () => {
    const events = [
      begin,
      challenge([[DUMMY, PASSWORD]], { session: 'S1' }),
      challenge([], { session: 'S2', completed: [DUMMY] }),
      answered,
      challenge([], { session: null, errcode: 'M_FORBIDDEN' }),
      answered,
    ];
    const commands = play(...events);
    expect(commands[3]).toEqual(send(PASSWORD, 'S2'));
    expect(commands[5]).toEqual(send(PASSWORD, 'S2'));
  });

  it('works without a session', () => {
    expect(play(begin, challenge([[PASSWORD]], { session: null }), answered)[2]).toEqual(
      send(PASSWORD, null),
    );
  });

  it('hands a stage its own params', () => {
    const params = new Map<string, unknown>([
      [PASSWORD, { hint: 1 }],
      [SSO, { other: 2 }],
    ]);
    expect(play(begin, challenge([[PASSWORD]], { params }))[1]).toMatchObject({
      params: { hint: 1 },
    });
  });

  it('ignores an answer that nobody waits for', () => {
    expect(play(begin, answered, challenge([[PASSWORD]]), answered, answered)).toEqual([
      sendNone,
      null,
      ask('server-asked'),
      send(PASSWORD),
      null,
    ]);
  });
});

describe('the choice of a flow', () => {
  it.each([
    ['one that asks nothing', [[PASSWORD], [DUMMY]], DUMMY],
    ['the shorter one', [[PASSWORD, DUMMY], [PASSWORD]], PASSWORD],
    ['one that can be done whole', [[DUMMY, SSO], [PASSWORD]], PASSWORD],
    ['one with fewer questions over a shorter one', [[PASSWORD], [DUMMY, DUMMY]], DUMMY],
  ])('is %s', (_, flows, stage) => {
    const command = play(begin, challenge(flows))[1];
    expect(command?.kind === 'send' ? command.auth : command).toMatchObject({ stage });
  });

  it('keeps to what is completed', () => {
    const flows = [[PASSWORD], [DUMMY, PASSWORD]];
    const commands = play(begin, challenge(flows, { completed: [DUMMY] }));
    expect(commands[1]).toEqual(ask('server-asked'));
    const late = [
      [PASSWORD, DUMMY],
      [DUMMY, PASSWORD],
    ];
    expect(play(begin, challenge(late, { completed: [DUMMY] }))[1]).toEqual(ask('server-asked'));
    const other = play(begin, challenge([[PASSWORD, SSO], [DUMMY]], { completed: [PASSWORD] }));
    expect(other[1]).toMatchObject({ ending: { kind: 'unsupported' } });
  });

  it.each([
    [
      [[SSO], ['m.login.recaptcha', PASSWORD]],
      [SSO, 'm.login.recaptcha', PASSWORD],
    ],
    [[], []],
    [
      [['__proto__'], ['constructor']],
      ['__proto__', 'constructor'],
    ],
  ])('ends clearly when there is none: %j', (flows, offered) => {
    expect(play(begin, challenge(flows))[1]).toEqual({
      kind: 'finish',
      ending: { kind: 'unsupported', offered },
    });
  });
});

describe('a lost session', () => {
  it('starts over once, and says so when the person must be asked again', () => {
    const events = [
      begin,
      challenge([[PASSWORD]]),
      answered,
      lost,
      challenge([[PASSWORD]], { session: 'S2' }),
      answered,
      lost,
    ];
    expect(play(...events).slice(3)).toEqual([
      sendNone,
      ask('restarted'),
      send(PASSWORD, 'S2'),
      finish('no-progress'),
    ]);
  });

  it('is not mentioned again once the person has answered', () => {
    const events = [
      begin,
      challenge([[PASSWORD]]),
      answered,
      lost,
      challenge([[PASSWORD]]),
      answered,
      wrong(),
    ];
    expect(play(...events)[6]).toEqual(ask('rejected', 'Wrong'));
  });
});

describe('no progress', () => {
  it('ends after the same question came twice without a word', () => {
    const same = challenge([[PASSWORD]]);
    expect(play(begin, same, answered, same, answered, same).slice(3)).toEqual([
      ask('rejected'),
      send(PASSWORD),
      finish('no-progress'),
    ]);
  });

  it('ends after twenty requests, however patient the person is', () => {
    const tries = Array.from({ length: 30 }, () => [answered, wrong()]).flat();
    const commands = play(begin, challenge([[PASSWORD]]), ...tries);
    expect(commands.filter((command) => command?.kind === 'send')).toHaveLength(ROUNDS_MAX);
    expect(commands.find((command) => command?.kind === 'finish')).toEqual(finish('no-progress'));
  });

  it('ends when a silent stage is asked for again', () => {
    expect(
      play(begin, challenge([[DUMMY]]), challenge([[DUMMY]], { errcode: 'M_FORBIDDEN' }))[2],
    ).toEqual(finish('no-progress'));
  });

  it('ends when everything is completed and the server still asks', () => {
    const done = challenge([[PASSWORD]], { completed: [PASSWORD] });
    expect(play(begin, challenge([[PASSWORD]]), answered, done)[3]).toEqual(finish('no-progress'));
  });

  it('ends at a server that gives a new session each time', () => {
    const fresh = (session: string): UiaEvent => challenge([[PASSWORD]], { session });
    const commands = play(begin, fresh('1'), answered, fresh('2'), answered, fresh('3'));
    expect(commands[5]).toEqual(finish('no-progress'));
  });
});

describe('whatever a server does', () => {
  const stage = fc.constantFrom(PASSWORD, DUMMY, SSO, '__proto__', 'com.example.unknown');
  const event: fc.Arbitrary<UiaEvent> = fc.oneof(
    fc.constantFrom(begin, answered, answered, lost, succeeded, wrong()),
    fc
      .record({
        flows: fc.array(fc.array(stage, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
        completed: fc.uniqueArray(stage, { maxLength: 2 }),
        session: fc.option(fc.string(), { nil: null }),
        errcode: fc.option(fc.constant('M_FORBIDDEN'), { nil: null }),
      })
      .map(({ flows, ...rest }) => challenge(flows, rest)),
  );

  it('sends a bounded number of times, only stages it can do, and nothing after the end', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let state: UiaState = uiaStart;
        let sends = 0;
        for (const next of events) {
          const before: UiaState = state;
          const result = step(before, next);
          ({ state } = result);
          const { command } = result;
          if (before.kind === 'ended') {
            expect(result).toEqual({ state: { kind: 'ended' }, command: null });
          }
          if (command?.kind === 'finish') expect(state).toEqual({ kind: 'ended' });
          if (command?.kind !== 'send') continue;
          sends += 1;
          if (command.auth.kind === 'none') continue;
          expect([PASSWORD, DUMMY]).toContain(command.auth.stage);
          // A password is only sent in answer to an answer.
          if (command.auth.stage === PASSWORD) expect(next.kind).toBe('answered');
        }
        expect(sends).toBeLessThanOrEqual(ROUNDS_MAX);
      }),
      { numRuns: 2_000 },
    );
  });
});
