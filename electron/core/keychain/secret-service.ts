// What is known of the keychain without asking a person: on Linux the Secret Service tells on the bus
// whether it is there, which one it is, and whether its default collection is locked.
import { readFileSync } from 'node:fs';
import type { KeychainName } from '../../shared/model.ts';
import type { KeychainSight } from '../ports.ts';
import type { BusCall, BusValue } from './dbus-message.ts';
import { sessionBusPath, withBus } from './dbus.ts';

const SERVICE = 'org.freedesktop.secrets';
const NO_OBJECT = '/';

type Ask = (call: BusCall) => Promise<BusValue>;

/** Never rejects. */
export async function lookAtKeychain(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): Promise<KeychainSight> {
  if (platform === 'darwin') return { kind: 'unseen', keychain: 'macos' };
  if (platform === 'win32') return { kind: 'unseen', keychain: 'windows' };
  const path = sessionBusPath(env);
  if (path === null) return { kind: 'no-service' };
  try {
    return await withBus(path, lookOnBus);
  } catch {
    return { kind: 'no-service' };
  }
}

async function lookOnBus(ask: Ask): Promise<KeychainSight> {
  const collection = await ask({
    destination: SERVICE,
    path: '/org/freedesktop/secrets',
    interface: 'org.freedesktop.Secret.Service',
    member: 'ReadAlias',
    strings: ['default'],
  });
  if (typeof collection !== 'string') return { kind: 'no-service' };
  const keychain = await nameOnBus(ask);
  if (collection === NO_OBJECT) return { kind: 'no-collection', keychain };
  const locked = await ask({
    destination: SERVICE,
    path: collection,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    strings: ['org.freedesktop.Secret.Collection', 'Locked'],
  });
  return { kind: locked === true ? 'locked' : 'open', keychain };
}

async function nameOnBus(ask: Ask): Promise<KeychainName> {
  const pid = await ask({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'GetConnectionUnixProcessID',
    strings: [SERVICE],
  });
  return typeof pid === 'number' ? nameOfProgram(programOf(pid)) : 'secret-service';
}

function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** `program`: as the kernel has it, cut to fifteen characters. */
export function nameOfProgram(program: string): KeychainName {
  if (program.startsWith('gnome-keyring')) return 'gnome-keyring';
  if (/^(?:ksecretd|kwalletd)/.test(program)) return 'kwallet';
  return program.startsWith('keepassxc') ? 'keepassxc' : 'secret-service';
}
