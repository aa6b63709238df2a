import { describe, expect, it } from 'vitest';
import type { UiaEvent } from '../../../../electron/matrix/uia/types.ts';
import { ROUNDS_MAX } from '../../../../electron/matrix/uia/uia.ts';
import {
  answered,
  ask,
  askFor,
  begin,
  challenge,
  chosen,
  DUMMY,
  finish,
  lost,
  onPage,
  PASSWORD,
  play,
  send,
  sendNone,
  sendSession,
  SSO,
  succeeded,
  TERMS,
  TOKEN,
  UNKNOWN,
  wrong,
} from './uia-play.ts';

describe('the progress of a confirmation', () => {
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
    ['the shorter one', [[DUMMY, PASSWORD], [PASSWORD]], PASSWORD],
    ['one with a password before one with a token', [[TOKEN], [PASSWORD]], PASSWORD],
    ['one that can be done whole', [[DUMMY, SSO], [PASSWORD]], PASSWORD],
    ['one with fewer questions over a shorter one', [[PASSWORD], [DUMMY, DUMMY]], DUMMY],
    ['one without a browser', [[SSO], [DUMMY, PASSWORD]], DUMMY],
    ['of two pages, the one whose purpose is known', [[UNKNOWN], [SSO]], SSO],
  ])('is %s', (_, flows, stage) => {
    const command = play(begin, challenge(flows))[1];
    expect(command).toMatchObject(
      command?.kind === 'send'
        ? { auth: { stage } }
        : { question: stage === PASSWORD ? { kind: 'password' } : { stage } },
    );
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
    const other = play(begin, challenge([[DUMMY], [PASSWORD]], { completed: [SSO] }));
    expect(other[1]).toMatchObject({ ending: { kind: 'unsupported' } });
  });

  it.each([
    ['none', [], null],
    ['a page, and no session to open it for', [[SSO], ['__proto__', PASSWORD]], null],
  ])('ends clearly when there is %s', (_, flows, session) => {
    expect(play(begin, challenge(flows, { session }))[1]).toEqual({
      kind: 'finish',
      ending: { kind: 'unsupported', offered: [...new Set(flows.flat())] },
    });
  });

  it('leaves the others one step away, each once, best first', () => {
    const flows = [[UNKNOWN], [SSO], [PASSWORD], [DUMMY, SSO], [PASSWORD, TOKEN]];
    const command = play(begin, challenge(flows))[1];
    expect(command).toEqual(askFor({ kind: 'password' }, 'server-asked', [SSO, UNKNOWN]));
  });

  it('leaves them best first, whatever the person has taken', () => {
    const flows = [[TOKEN], [PASSWORD, SSO], [SSO]];
    expect(play(begin, challenge(flows), chosen(SSO))[2]).toEqual(
      askFor(onPage(SSO), 'server-asked', [TOKEN, PASSWORD]),
    );
  });

  it('is the one that the person takes, and stays it', () => {
    const flows = [[PASSWORD], [DUMMY, SSO]];
    const commands = play(
      begin,
      challenge(flows),
      chosen(UNKNOWN),
      chosen(SSO),
      challenge(flows, { completed: [DUMMY] }),
      answered,
    );
    expect(commands.slice(2)).toEqual([null, send(DUMMY), askFor(onPage(SSO)), sendSession()]);
    const next = play({ kind: 'begin', preferred: SSO }, challenge([[PASSWORD], [SSO]]));
    expect(next[1]).toEqual(askFor(onPage(SSO), 'server-asked', [PASSWORD]));
  });
});

describe('what a server has said before', () => {
  it('is not forgotten when it is not said again, in the same session', () => {
    const policies = { a: { en: { name: 'A', url: 'https://a.example' } } };
    const flow = [[PASSWORD, TERMS]];
    const first = challenge(flow, { params: new Map([[TERMS, { policies }]]) });
    const second = challenge([], { completed: [PASSWORD] });
    expect(play(begin, first, answered, second)[3]).toEqual(
      askFor({ kind: 'consent', policies: [policies.a.en] }),
    );
  });

  it('counts for nothing in another one', () => {
    const flow = [[PASSWORD, TOKEN]];
    const half = challenge(flow, { completed: [PASSWORD] });
    const anew = challenge(flow, { session: 'S2' });
    expect(play(begin, challenge(flow), answered, half, answered, anew).slice(3)).toEqual([
      askFor({ kind: 'token' }),
      send(TOKEN),
      ask('server-asked'),
    ]);
  });
});

describe('stages that Muster knows', () => {
  const params = new Map<string, unknown>([
    [
      TERMS,
      {
        policies: {
          privacy: {
            version: '1',
            de: { name: 'Datenschutz', url: 'https://example.org/de' },
            en: { name: 'Privacy', url: 'https://example.org/en' },
          },
          rules: { version: '1', fr: { name: 'Règles', url: 'https://example.org/fr' } },
        },
      },
    ],
  ]);
  const policies = [
    { name: 'Privacy', url: 'https://example.org/en' },
    { name: 'Règles', url: 'https://example.org/fr' },
  ];

  it('are asked in their own way: terms by what they are, a token as a token', () => {
    const flow = [[TERMS, TOKEN]];
    expect(
      play(
        begin,
        challenge(flow, { params }),
        answered,
        challenge(flow, { completed: [TERMS] }),
        answered,
        challenge(flow, { completed: [TERMS], errcode: 'M_UNAUTHORIZED', serverText: 'No' }),
      ),
    ).toEqual([
      sendNone,
      askFor({ kind: 'consent', policies }),
      send(TERMS),
      askFor({ kind: 'token' }),
      send(TOKEN),
      askFor({ kind: 'token' }, 'rejected', [], 'No'),
    ]);
  });

  it('are taken by what they ask: terms before a token', () => {
    const either = challenge([[TOKEN], [TERMS]], { params });
    expect(play(begin, either)[1]).toMatchObject({ question: { kind: 'consent' } });
  });

  it.each([
    ['nothing', undefined],
    ['no policy', { policies: {} }],
    ['a policy without an address', { policies: { a: { en: { name: 'A' } } } }],
    ['a policy that is none', { policies: { a: null } }],
  ])('leave terms with %s to the page of the server', (_, given) => {
    const broken = new Map([[TERMS, given]]);
    expect(play(begin, challenge([[TERMS]], { params: broken }))[1]).toEqual(askFor(onPage(TERMS)));
  });

  it.each(['__proto__', 'constructor', 'toString', ''])(
    'are shown whole, also a policy that is called %j',
    (name) => {
      const both = `{"policies":{"rules":${policy('Rules')},${JSON.stringify(name)}:${policy('B')}}}`;
      const offered = new Map([[TERMS, JSON.parse(both) as unknown]]);
      expect(play(begin, challenge([[TERMS]], { params: offered }))[1]).toEqual(
        askFor({
          kind: 'consent',
          policies: [
            { name: 'Rules', url: 'https://example.org/en' },
            { name: 'B', url: 'https://example.org/en' },
          ],
        }),
      );
    },
  );

  it('are left to the page of the server where there are more than can be shown', () => {
    const many = Array.from({ length: 21 }, (_, at) => `"p${at}":${policy('P')}`).join();
    const offered = new Map([[TERMS, JSON.parse(`{"policies":{${many}}}`) as unknown]]);
    expect(play(begin, challenge([[TERMS]], { params: offered }))[1]).toEqual(
      askFor(onPage(TERMS)),
    );
  });

  function policy(name: string): string {
    return `{"en":{"name":"${name}","url":"https://example.org/en"}}`;
  }
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

describe('what was said of a new beginning', () => {
  const flows = [[PASSWORD, TOKEN], [SSO]];
  const lostOnce = [begin, challenge(flows), answered, lost, challenge(flows)];

  it('is not said of the next stage', () => {
    const next = challenge(flows, { completed: [PASSWORD] });
    expect(play(...lostOnce, answered, next).slice(4)).toEqual([
      askFor({ kind: 'password' }, 'restarted', [SSO]),
      send(PASSWORD),
      askFor({ kind: 'token' }),
    ]);
  });

  it('is not said of another way, which is kept by the next beginning', () => {
    expect(play(...lostOnce, chosen(SSO))[5]).toEqual(
      askFor(onPage(SSO), 'server-asked', [PASSWORD]),
    );
    const kept = play(begin, challenge(flows), chosen(SSO), answered, lost, challenge(flows));
    expect(kept[5]).toEqual(askFor(onPage(SSO), 'restarted', [PASSWORD]));
  });
});

describe('no progress', () => {
  it('is counted anew once a stage is done', () => {
    const flow = [[PASSWORD, TOKEN]];
    const same = challenge(flow);
    const next = challenge(flow, { completed: [PASSWORD] });
    expect(play(begin, same, answered, same, answered, next, answered, next).slice(3)).toEqual([
      ask('rejected'),
      send(PASSWORD),
      askFor({ kind: 'token' }),
      send(TOKEN),
      askFor({ kind: 'token' }, 'rejected'),
    ]);
  });

  it('ends after the same question came twice without a word', () => {
    const same = challenge([[PASSWORD]]);
    expect(play(begin, same, answered, same, answered, same).slice(3)).toEqual([
      ask('rejected'),
      send(PASSWORD),
      finish('no-progress'),
    ]);
  });

  it('is nothing that a server says of itself: what is wrong is told as wrong, however often', () => {
    const tries = Array.from({ length: 30 }, () => [answered, wrong()]).flat();
    const commands = play(begin, challenge([[PASSWORD]]), ...tries);
    expect(commands.at(-1)).toEqual(ask('rejected', 'Wrong'));
  });

  it('ends after twenty requests at a server that goes round in circles', () => {
    const flow = [[PASSWORD, TOKEN]];
    const circle = Array.from({ length: 20 }, (_, n) => [
      answered,
      challenge(flow, { session: `a${n}`, completed: [PASSWORD] }),
      answered,
      challenge(flow, { session: `b${n}` }),
    ]).flat();
    const commands = play(begin, challenge(flow), ...circle);
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

  it('is not what it is called where a flow was left half way, or another one was never begun', () => {
    const half = challenge([[PASSWORD, SSO]], { session: null, completed: [PASSWORD] });
    expect(play(begin, half)[1]).toEqual({
      kind: 'finish',
      ending: { kind: 'unsupported', offered: [PASSWORD, SSO] },
    });
    const one = challenge([[SSO], [PASSWORD]], { completed: [PASSWORD] });
    expect(play(begin, one)[1]).toEqual(finish('no-progress'));
  });

  it('ends at a server that gives a new session each time', () => {
    const fresh = (session: string): UiaEvent => challenge([[PASSWORD]], { session });
    const commands = play(begin, fresh('1'), answered, fresh('2'), answered, fresh('3'));
    expect(commands[5]).toEqual(finish('no-progress'));
  });

  it('is none where each refusal comes with a new session: it is answered in that one', () => {
    const refusals = Array.from({ length: 30 }, (_, n) => [
      answered,
      challenge([[PASSWORD]], { session: `${n}`, errcode: 'M_FORBIDDEN' }),
    ]).flat();
    const asked = challenge([[PASSWORD]], { session: 'first' });
    expect(play(begin, asked, ...refusals, answered).slice(-2)).toEqual([
      ask('rejected'),
      send(PASSWORD, '29'),
    ]);
  });
});
