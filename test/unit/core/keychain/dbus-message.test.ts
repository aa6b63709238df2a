import { describe, expect, it } from 'vitest';
import {
  lengthOf,
  messageOf,
  readMessage,
} from '../../../../electron/core/keychain/dbus-message.ts';
import { sessionBusPath } from '../../../../electron/core/keychain/dbus.ts';
import { nameOfProgram } from '../../../../electron/core/keychain/secret-service.ts';

/** What gnome-keyring answered to `ReadAlias`, which was call 2 of its connection. */
const answer = Buffer.from(
  [
    '6c0201012e000000050000002d00000006017300040000003a312e3300000000',
    '08016700016f0000050175000200000007017300040000003a312e3100000000',
    '290000002f6f72672f667265656465736b746f702f736563726574732f636f6c',
    '6c656374696f6e2f6c6f67696e00',
  ].join(''),
  'hex',
);

describe('a message of the bus', () => {
  it('is a whole number of eights before its body, and says how long it is', () => {
    const message = messageOf(
      { destination: 'a.b', path: '/a', interface: 'a.b', member: 'C', strings: ['x', 'yz'] },
      7,
    );
    expect(lengthOf(message)).toBe(message.length);
    expect(lengthOf(message.subarray(0, 15))).toBeNull();
    expect(message.readUInt32LE(4)).toBe(15);
    expect(message.readUInt32LE(8)).toBe(7);
    expect((message.length - 15) % 8).toBe(0);
    expect(message.subarray(-15).toString('latin1')).toBe('\x01\0\0\0x\0\0\0\x02\0\0\0yz\0');
  });

  it('is read with what it answers', () => {
    expect(lengthOf(answer)).toBe(answer.length);
    expect(readMessage(answer)).toEqual({
      answers: 2,
      value: '/org/freedesktop/secrets/collection/login',
    });
  });

  it('answers nothing where it is a signal, and says nothing where it is an error', () => {
    const as = (type: number) => readMessage(Buffer.from(answer).fill(type, 1, 2));
    expect(as(4).answers).toBeNull();
    expect(as(3)).toEqual({ answers: 2, value: null });
  });
});

describe('the session bus', () => {
  it.each([
    ['unix:path=/run/user/1000/bus', '/run/user/1000/bus'],
    ['unix:path=/tmp/a%20b,guid=1f', '/tmp/a b'],
    ['unix:abstract=/tmp/dbus-x,guid=1f', '\0/tmp/dbus-x'],
    ['tcp:host=localhost;unix:path=/x', '/x'],
    ['tcp:host=localhost,port=1', null],
  ])('%s', (address, path) => {
    expect(sessionBusPath({ DBUS_SESSION_BUS_ADDRESS: address })).toBe(path);
  });

  it('is in the runtime folder where nothing else is said', () => {
    expect(sessionBusPath({ XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/run/user/7/bus');
    expect(sessionBusPath({})).toBeNull();
  });
});

it.each([
  ['gnome-keyring-d', 'gnome-keyring'],
  ['ksecretd', 'kwallet'],
  ['kwalletd6', 'kwallet'],
  ['keepassxc', 'keepassxc'],
  ['oo7-daemon', 'secret-service'],
  ['', 'secret-service'],
])('the program %j is %s', (program, name) => {
  expect(nameOfProgram(program)).toBe(name);
});
