import { describe, expect, it } from 'vitest';
import {
  contains,
  internalRange,
  parseAddress,
  parseNetwork,
} from '../../../electron/shared/ip-address.ts';

describe('an address', () => {
  it.each([
    ['10.0.0.5', 'private'],
    ['172.15.255.255', null],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', null],
    ['192.168.1.1', 'private'],
    ['::ffff:192.168.1.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['fec0::1', 'unique-local'],
    ['100.64.0.1', 'shared'],
    ['100.127.255.255', 'shared'],
    ['100.128.0.0', null],
    ['fd12:3456::1', 'unique-local'],
    ['fe00::1', null],
    ['203.0.113.77', null],
    ['2001:DB8::1', null],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['9.9.9.9', null],
    ['198.17.255.255', null],
    ['198.18.0.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.20.0.0', null],
    ['192.0.0.8', 'reserved'],
    ['192.0.1.0', null],
    ['223.255.255.255', null],
    ['224.0.0.1', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::ffff:198.18.0.1', 'reserved'],
    ['2001::1', 'reserved'],
    ['2001:0:ffff::1', 'reserved'],
    ['2001:1::1', null],
    ['100::1', 'reserved'],
    ['100:0:0:1::1', null],
    ['ff02::1', 'reserved'],
    ['2a00:1450::8b', null],
  ])('%s: %s', (text, range) => {
    expect(parseAddress(text)).not.toBeNull();
    expect(internalRange(text)).toBe(range);
  });

  it.each([
    '',
    ' ',
    'localhost',
    '10.0.0',
    '10.0.0.0.1',
    '010.0.0.1',
    '256.0.0.1',
    '1.2.3.4:80',
    '-',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    '::1.2.3',
    '1.2.3.4::',
    '[::1]',
    '::1%',
    'fe80::1%',
    '٣.0.0.1',
  ])('is not read from %j', (text) => {
    expect(parseAddress(text)).toBeNull();
    expect(internalRange(text)).toBeNull();
  });
});

describe('a network', () => {
  const has = (network: string, address: string) => {
    const [parsed, inside] = [parseNetwork(network), parseAddress(address)];
    return parsed !== null && inside !== null && contains(parsed, inside);
  };

  it.each([
    ['10.0.0.0/8', '10.255.0.1'],
    ['10.1.2.3/8', '10.9.9.9'],
    ['203.0.113.64/26', '203.0.113.127'],
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '::ffff:203.0.113.7'],
    ['::ffff:10.0.0.0/104', '10.2.3.4'],
    ['0.0.0.0/0', '9.9.9.9'],
    ['2001:db8::/32', '2001:db8:ffff::1'],
    ['2001:db8:0:8000::/49', '2001:db8:0:ffff::1'],
    ['::/0', 'fe80::1'],
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:0001'],
  ])('%s has %s', (network, address) => {
    expect(has(network, address)).toBe(true);
  });

  it.each([
    ['10.0.0.0/8', '11.0.0.0'],
    ['203.0.113.64/26', '203.0.113.128'],
    ['203.0.113.7', '203.0.113.8'],
    ['2001:db8:0:8000::/49', '2001:db8:0:7fff::1'],
    ['::/0', '9.9.9.9'],
    ['0.0.0.0/0', '2001:db8::1'],
  ])('%s has not %s', (network, address) => {
    expect(has(network, address)).toBe(false);
  });

  it.each(['', '/8', '10.0.0.0/', '10.0.0.0/33', '::/129', '10.0.0.0/-1', '10.0.0.0/8/8', 'a/8'])(
    'is not read from %j',
    (text) => {
      expect(parseNetwork(text)).toBeNull();
    },
  );

  it('in mapped form must not be wider than IPv4', () => {
    expect(parseNetwork('::ffff:10.0.0.0/64')).toBeNull();
  });
});
