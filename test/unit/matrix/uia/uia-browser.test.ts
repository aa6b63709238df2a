// A stage that is done on a page of the server: how it is looked for, and when no more.
import { describe, expect, it } from 'vitest';
import { fallbackPageUrl } from '../../../../electron/matrix/uia/fallback-page.ts';
import type { UiaEvent } from '../../../../electron/matrix/uia/types.ts';
import { POLLS_MAX, ROUNDS_MAX } from '../../../../electron/matrix/uia/uia.ts';
import {
  answered,
  ask,
  askFor,
  begin,
  challenge,
  chosen,
  DUMMY,
  finish,
  onPage,
  PASSWORD,
  play,
  poll,
  send,
  sendNone,
  sendSession,
  SSO,
  succeeded,
  UNKNOWN,
} from './uia-play.ts';

describe('a stage that is done in the browser', () => {
  const asked = challenge([[SSO], [PASSWORD, SSO]]);
  const same = challenge([[SSO]]);
  const question = askFor(onPage(SSO), 'server-asked', [PASSWORD]);

  it('is looked for with the session alone, until it is done', () => {
    expect(play(begin, asked, poll, same, poll, same, answered, succeeded)).toEqual([
      sendNone,
      question,
      sendSession(),
      askFor(onPage(SSO), 'not-yet'),
      sendSession(),
      askFor(onPage(SSO), 'not-yet'),
      sendSession(),
      finish('succeeded'),
    ]);
  });

  it.each([
    'm.login.sso',
    'org.matrix.login.sso',
    'm.oauth',
    'm.login.recaptcha',
    'm.login.email.identity',
    'm.login.msisdn',
    'com.example.unknown',
    'constructor',
  ])('%s is done on its page, by the session alone, where it is chosen', (stage) => {
    const flows = [[PASSWORD], [stage]];
    expect(play(begin, challenge(flows), chosen(stage), poll, succeeded)).toEqual([
      sendNone,
      askFor({ kind: 'password' }, 'server-asked', [stage]),
      askFor(onPage(stage), 'server-asked', [PASSWORD]),
      sendSession(),
      finish('succeeded'),
    ]);
    expect(fallbackPageUrl('https://example.org/hs', stage, 'a&b')).toBe(
      `https://example.org/hs/_matrix/client/v3/auth/${stage}/fallback/web?session=a%26b`,
    );
  });

  it.each([
    'm.login.sso',
    'org.matrix.login.sso',
    'm.oauth',
    'm.login.recaptcha',
    'm.login.email.identity',
    'm.login.msisdn',
  ])('%s comes before a page of which nobody knows what it asks', (stage) => {
    expect(play(begin, challenge([[UNKNOWN], [stage]]))[1]).toEqual(
      askFor(onPage(stage), 'server-asked', [UNKNOWN]),
    );
  });

  it('is never looked for twice at once', () => {
    expect(play(begin, asked, poll, poll, answered).slice(2)).toEqual([sendSession(), null, null]);
  });

  it('goes on to the next stage', () => {
    const flow = [[SSO, PASSWORD]];
    const commands = play(begin, challenge(flow), poll, challenge(flow, { completed: [SSO] }));
    expect(commands[3]).toEqual(ask('server-asked'));
  });

  it('is asked anew when somebody else has done it, as often as that happens', () => {
    const forbidden: UiaEvent = { kind: 'forbidden' };
    const anew = challenge([[SSO]], { session: 'S2' });
    const commands = play(begin, same, answered, forbidden, anew, answered, forbidden, same);
    expect(commands.slice(3)).toEqual([
      sendNone,
      askFor(onPage(SSO, 'S2'), 'other-account'),
      sendSession('S2'),
      sendNone,
      askFor(onPage(SSO), 'other-account'),
    ]);
    const native = play(begin, challenge([[PASSWORD]]), answered, forbidden);
    expect(native[3]).toBeNull();
  });

  it('is asked anew where only a later stage shows that it was somebody else', () => {
    const flow = [[SSO, PASSWORD]];
    const forbidden: UiaEvent = { kind: 'forbidden' };
    const done = challenge(flow, { completed: [SSO] });
    const anew = challenge(flow, { session: 'S2' });
    expect(play(begin, challenge(flow), poll, done, answered, forbidden, anew).slice(4)).toEqual([
      send(PASSWORD),
      sendNone,
      askFor(onPage(SSO, 'S2'), 'other-account'),
    ]);
    const native = [[PASSWORD, DUMMY]];
    const half = challenge(native, { completed: [PASSWORD] });
    expect(play(begin, challenge(native), answered, half, forbidden)[4]).toBeNull();
  });

  it('is not looked for again on a server that makes nothing of a session alone', () => {
    const deaf: UiaEvent = { kind: 'not-understood' };
    const left = askFor(onPage(SSO, 'S1', false), 'not-taken', [PASSWORD]);
    expect(play(begin, asked, poll, deaf, poll, answered, deaf, chosen(PASSWORD)).slice(3)).toEqual(
      [left, null, sendSession(), left, askFor({ kind: 'password' }, 'server-asked', [SSO])],
    );
  });

  it('waits while the server can not be reached', () => {
    const lost: UiaEvent = { kind: 'unanswered' };
    expect(play(begin, same, poll, lost, poll).slice(3)).toEqual([
      askFor(onPage(SSO), 'no-answer'),
      sendSession(),
    ]);
    expect(play(begin, lost)[1]).toBeNull();
  });

  it('begins anew, once, when the server has another session suddenly', () => {
    const other = (session: string): UiaEvent => challenge([[SSO]], { session });
    const commands = play(begin, same, poll, other('S2'), poll, other('S3'));
    expect(commands.slice(3)).toEqual([
      askFor(onPage(SSO, 'S2'), 'restarted'),
      sendSession('S2'),
      finish('no-progress'),
    ]);
  });

  it('is looked for no more often because somebody else was there in between', () => {
    const looks = Array.from({ length: 0.75 * POLLS_MAX }, () => [poll, same]).flat();
    const other: UiaEvent[] = [answered, { kind: 'forbidden' }, same];
    const commands = play(begin, same, ...looks, ...other, ...looks);
    const sent = commands.filter((command) => command?.kind === 'send');
    expect(sent).toHaveLength(POLLS_MAX + 3);
  });

  it('is not asked anew for ever, whoever else is there', () => {
    const rounds = Array.from({ length: 30 }, (): UiaEvent[] => [
      answered,
      { kind: 'forbidden' },
      same,
    ]).flat();
    const commands = play(begin, same, ...rounds);
    expect(commands.filter((command) => command?.kind === 'send')).toHaveLength(ROUNDS_MAX);
    expect(commands).toContainEqual(finish('no-progress'));
  });

  it('is looked for a bounded number of times', () => {
    const looks = Array.from({ length: 2 * POLLS_MAX }, () => [poll, same]).flat();
    const commands = play(begin, same, ...looks);
    expect(commands.filter((command) => command?.kind === 'send')).toHaveLength(1 + POLLS_MAX);
    const last = commands.findLast((command) => command?.kind === 'ask');
    expect(last).toEqual(askFor(onPage(SSO, 'S1', false), 'not-yet'));
  });
});
