// Names of servers in other letters: shown as people write them, with what they are on the network.
import { domainToASCII, domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverName } from '../../../renderer/format/account-names.ts';
import { hostName, shownHost, shownUser, userName } from '../../../renderer/format/host-names.ts';
import { decodePunycode } from '../../../renderer/format/punycode.ts';

describe('a host', () => {
  it.each([
    'bücher.example',
    'пример.example',
    'παράδειγμα.example',
    '例え.テスト',
    '한국.example',
    'דוגמה.example',
    'straße.example',
    'bücher-2.пример.example',
  ])('of one script in each label is shown in its letters: %s', (name) => {
    const ascii = domainToASCII(name);
    expect(ascii).toMatch(/xn--/);
    expect(shownHost(ascii)).toEqual({ text: name, ascii });
    expect(shownHost(`${ascii}:8448`)).toEqual({ text: `${name}:8448`, ascii: `${ascii}:8448` });
    expect(hostName(ascii)).toBe(`${name} (${ascii})`);
  });

  it.each([
    ['Latin and Cyrillic', 'pаypal.example'],
    ['Latin and Greek', 'gοogle.example'],
    ['Latin and Han', 'bank例.example'],
    ['a picture', '😀.example'],
    ['a sign that looks like a slash', 'example.org⁄login.example'],
    ['a middle dot', 'a·b.example'],
    ['a Cherokee letter', 'Ꭺpple.example'],
  ])('that mixes scripts, or has no letters, is shown as the network has it: %s', (_, name) => {
    const ascii = domainToASCII(name);
    expect(ascii).toMatch(/xn--/);
    expect(shownHost(ascii)).toEqual({ text: ascii, ascii: null });
  });

  it.each(['example.org', 'example.org:8448', '127.0.0.1', '[::1]:8008', 'localhost', ''])(
    'in ASCII is shown as it is: %j',
    (host) => {
      expect(shownHost(host)).toEqual({ text: host, ascii: null });
    },
  );

  it.each([
    'xn--',
    'xn--a',
    'xn--99999999999.example',
    'xn--bcher-kva\u202e.example',
    'xn--a-\uffff',
  ])('that only looks encoded is shown as it is: %j', (host) => {
    expect(shownHost(host)).toEqual({ text: host, ascii: null });
  });

  it('is never shown as what would be another one', () => {
    const label = fc.string({ unit: fc.constantFrom(...Array.from('abcxn-019')), maxLength: 12 });
    fc.assert(
      fc.property(label, (tail) => {
        const host = `xn--${tail}.example`;
        const { text, ascii } = shownHost(host);
        expect(domainToASCII(text) === host || (text === host && ascii === null)).toBe(true);
      }),
    );
  });
});

it('the letters of a label are those that the system finds', () => {
  const label = fc.string({
    unit: fc.constantFrom(...Array.from('abcäöüßéłżбвгдабв例え한국0-')),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(label, (typed) => {
      const ascii = domainToASCII(`${typed}.example`);
      fc.pre(ascii.startsWith('xn--'));
      const [encoded = ''] = ascii.split('.');
      expect(`${decodePunycode(encoded.slice(4))}.example`).toBe(domainToUnicode(ascii));
    }),
  );
});

describe('a Matrix ID', () => {
  it('has the name of its server beside it', () => {
    const id = '@alice:xn--bcher-kva.example';
    expect(shownUser(id)).toEqual({
      text: '@alice:bücher.example',
      ascii: 'xn--bcher-kva.example',
    });
    expect(userName(id)).toBe('@alice:bücher.example (xn--bcher-kva.example)');
    expect(userName('@xn--bcher-kva:example.org:8448')).toBe('@xn--bcher-kva:example.org:8448');
    expect(userName('alice')).toBe('alice');
  });
});

it('the address of a server has its name', () => {
  expect(serverName('https://xn--bcher-kva.example:8448/matrix')).toBe(
    'bücher.example:8448/matrix (xn--bcher-kva.example:8448)',
  );
});
