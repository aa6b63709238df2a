// What sessions have in common: their name, their network, their app.
import { describe, expect, it } from 'vitest';
import { networkName } from '../../../electron/shared/ip-address.ts';
import { appName } from '../../../electron/audit/app-name.ts';
import { labeller } from '../../../electron/audit/grouping.ts';
import { session } from '../../fixtures/contract-data.ts';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.22', '203.0.113.0/24'],
    ['10.20.0.14', '10.20.0.0/24'],
    ['::ffff:203.0.113.22', '203.0.113.0/24'],
    ['2001:db8:5:7::1', '2001:db8:5::/48'],
    ['2001:db8::afc8', '2001:db8::/48'],
    ['2001:0:5::1', '2001:0:5::/48'],
    ['::1', '::/48'],
    ['somewhere', 'somewhere'],
  ])('%s is of %s', (address, network) => {
    expect(networkName(address)).toBe(network);
  });
});

describe('the app of a session', () => {
  it.each([
    ['app.element.io: Chrome on Windows', 'Element Web'],
    ['https://app.element.io/ via Firefox on Linux', 'Element Web'],
    ['Element Web on Firefox', 'Element Web'],
    ['Element Desktop: macOS', 'Element Desktop'],
    ['Element X Android', 'Element X Android'],
    ['FluffyChat on Pixel 6', 'FluffyChat'],
    ['irc-bridge (old host)', 'irc-bridge'],
    ['backup-bot 2024-03-01', 'backup-bot'],
    ['nio_17', 'nio'],
    ['chat.example.org: Safari, iOS', 'chat.example.org'],
    ['2024', '2024'],
    ['هاتف العمل', 'هاتف العمل'],
  ])('%s is %s', (displayName, app) => {
    expect(appName(session('A', { displayName }))).toBe(app);
  });

  it('is what the app said of itself where there is no name, and else unknown', () => {
    const client = { name: 'Element', version: null, url: null };
    expect(appName(session('A', { displayName: null, client }))).toBe('Element');
    expect(appName(session('A', { displayName: ' ', client: null }))).toBeNull();
  });
});

describe('the label of a session', () => {
  const one = session('A', { displayName: 'FluffyChat on Pixel 6', lastSeenIp: '203.0.113.22' });
  const bare = session('B', { displayName: '  ', lastSeenIp: null });

  it('is its name, its network or its app', () => {
    expect(labeller('name')(one)).toBe('FluffyChat on Pixel 6');
    expect(labeller('network')(one)).toBe('203.0.113.0/24');
    expect(labeller('app')(one)).toBe('FluffyChat');
  });

  it('is none where there is nothing to go by', () => {
    expect(labeller('name')(bare)).toBeNull();
    expect(labeller('network')(bare)).toBeNull();
    expect(labeller('app')(bare)).toBeNull();
  });
});
