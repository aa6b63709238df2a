// The session list of a user as a family of servers writes it.
import { type Traits } from './personality.ts';
import { type Device, type User } from './state.ts';

type Row = Readonly<Record<string, unknown>>;

export function rowsOf(traits: Traits, user: User): readonly Row[] {
  let nameBefore: string | null = null;
  return Array.from(user.devices.values(), (device) => {
    const isLeaky = traits.namelessRow === 'name-before';
    const name: string | null = device.displayName ?? (isLeaky ? nameBefore : null);
    nameBefore = name;
    const owner = traits.rowNamesUser ? { user_id: user.userId } : {};
    return { ...owner, ...rowOf(traits, { ...device, displayName: name }) };
  });
}

function rowOf(
  { unknown }: Traits,
  { deviceId, displayName, lastSeenAt, lastSeenIp }: Device,
): Row {
  const told = { display_name: displayName, last_seen_ts: lastSeenAt, last_seen_ip: lastSeenIp };
  const entries = Object.entries(told).flatMap(([key, value]): [string, unknown][] => {
    if (value !== null || unknown === 'null') return [[key, value]];
    return unknown === 'absent' ? [] : [[key, key === 'last_seen_ts' ? 0 : '']];
  });
  return { device_id: deviceId, ...Object.fromEntries(entries) };
}
