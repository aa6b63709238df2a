// The 401 that asks for a confirmation, rebuilt within bounds.
import { describe, expect, it } from 'vitest';
import { readChallenge, readPolicies } from '../../../../electron/matrix/uia/wire.ts';

describe('a challenge', () => {
  it('is rebuilt within bounds', () => {
    const challenge = readChallenge(
      JSON.parse(
        `{"flows":[{"stages":["m.login.password"]},{"stages":[]},{"stages":["ok","bad stage"]},{"stages":[".."]},7],
          "completed":["a","a",5],"session":"s","params":{"__proto__":{"x":1},"m.login.terms":{"y":1},"bad name":1},
          "errcode":"M_FORBIDDEN","error":"Invalid password"}`,
      ),
      false,
    );
    expect(challenge).toEqual({
      flows: [{ stages: ['m.login.password'] }],
      completed: ['a'],
      session: 's',
      params: new Map<string, unknown>([
        ['__proto__', { x: 1 }],
        ['m.login.terms', { y: 1 }],
      ]),
      errcode: 'M_FORBIDDEN',
      serverText: 'Invalid password',
    });
  });

  it('keeps at most ten flows of at most ten stages', () => {
    const of = (count: number) => ({ stages: Array.from({ length: count }, (_, i) => `s${i}`) });
    const flows = [of(11), of(10), ...Array.from({ length: 20 }, () => of(1))];
    const challenge = readChallenge({ flows }, false);
    expect(challenge?.flows).toHaveLength(10);
    expect(challenge?.flows[0]).toEqual(of(10));
  });

  it('needs flows, but for an error in the middle of a flow', () => {
    const refusal = { errcode: 'M_FORBIDDEN', error: 'no' };
    expect(readChallenge(refusal, false)).toBeNull();
    expect(readChallenge(refusal, true)).toMatchObject({ flows: [], errcode: 'M_FORBIDDEN' });
    expect(readChallenge({}, true)).toBeNull();
    expect(readChallenge(null, true)).toBeNull();
  });

  it.each(['a', 'm.login.sso', '.a', 'A-Z_0.9', 'x'.repeat(128)])('takes the stage %j', (stage) => {
    const read = readChallenge({ flows: [{ stages: [stage] }], completed: [stage] }, false);
    expect(read).toMatchObject({ flows: [{ stages: [stage] }], completed: [stage] });
  });

  it.each(['', '.', '...', 'a b', 'a/b', 'a?', 'é', 'a\n', ' a', 'x'.repeat(129), 7, null])(
    'takes no flow with the stage %j, and does not call it completed',
    (stage) => {
      const flows = [{ stages: ['good', stage] }];
      const read = readChallenge(
        { flows, completed: [stage], params: { [String(stage)]: 1 } },
        false,
      );
      expect(read).toMatchObject({ flows: [], completed: [] });
      if (typeof stage === 'string') expect(read?.params.size).toBe(0);
    },
  );

  it('may have no session, no completed stage, no parameters and no error', () => {
    const nothing = {
      flows: [],
      completed: [],
      session: null,
      params: new Map(),
      errcode: null,
      serverText: null,
    };
    expect(readChallenge({ flows: [] }, false)).toEqual(nothing);
    const odd = { flows: [], completed: 'x', session: 7, params: 'm.login.terms', errcode: 7 };
    expect(readChallenge(odd, false)).toEqual(nothing);
    expect(readChallenge({ flows: [], session: '', params: null }, false)).toEqual(nothing);
    expect(readChallenge({ flows: 'x', errcode: 'M_FORBIDDEN' }, true)).toBeNull();
  });

  it('has a session of at most 4,096 characters', () => {
    const sessionOf = (length: number) =>
      readChallenge({ flows: [], session: 's'.repeat(length) }, false)?.session;
    expect(sessionOf(4_096)).toHaveLength(4_096);
    expect(sessionOf(4_097)).toBeNull();
  });

  it('has at most twenty parameters, not counting those of no stage', () => {
    const named = (from: string, count: number) =>
      Array.from({ length: count }, (_, n): [string, number] => [`${from}${n}`, n]);
    const params = Object.fromEntries([...named('no stage ', 30), ...named('s', 21)]);
    const read = readChallenge({ flows: [], params }, false);
    expect([...(read?.params ?? [])]).toEqual(named('s', 20));
  });
});

describe('the policies of terms', () => {
  const url = 'https://example.org/policy';
  const one = (text: unknown) => readPolicies({ policies: { a: text } });

  it('are in English, else in their first language', () => {
    const de = { name: 'Regeln', url: 'https://example.org/de' };
    const fr = { name: 'Règles', url: 'https://example.org/fr' };
    const en = { name: 'Rules', url };
    expect(one({ version: '1', de, en, fr })).toEqual([en]);
    expect(one({ version: '1', de, fr })).toEqual([de]);
    expect(one({ en: { name: 'Rules' }, fr })).toEqual([fr]);
  });

  it.each([
    ['no name', { url }],
    ['an empty name', { name: '', url }],
    ['no address', { name: 'A' }],
    ['an empty address', { name: 'A', url: '' }],
    ['an address that is too long', { name: 'A', url: 'u'.repeat(2_001) }],
    ['nothing', null],
    ['a text', 'A'],
  ])('are none at all where one has %s', (_, text) => {
    const good = { en: { name: 'A', url } };
    expect(readPolicies({ policies: { a: good, b: { en: text } } })).toBeNull();
    expect(readPolicies({ policies: { a: good, b: text } })).toBeNull();
  });

  it.each([undefined, null, 'text', {}, { policies: {} }, { policies: 'text' }, { policies: [] }])(
    'are none in %j',
    (params) => {
      expect(readPolicies(params)).toBeNull();
    },
  );

  it('are at most twenty, with names of at most 256 characters and addresses of 2,000', () => {
    const text = { name: 'n'.repeat(300), url: 'u'.repeat(2_000) };
    const many = (count: number) =>
      readPolicies({
        policies: Object.fromEntries(
          Array.from({ length: count }, (_, n) => [`p${n}`, { en: text }]),
        ),
      });
    const cut = { name: 'n'.repeat(256), url: text.url };
    expect(many(20)).toEqual(Array.from({ length: 20 }, () => cut));
    expect(many(21)).toBeNull();
  });
});
