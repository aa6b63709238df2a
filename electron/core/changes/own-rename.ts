// What a server makes of Muster's own rename: some take it for use of the renamed session, at that moment
// and from Muster's address. Pure.
import { SAME_MOMENT } from '../../matrix/server-clock.ts';
import type { Device } from '../../shared/model.ts';

/**
 * A session as a list or a server has it, without what Muster's rename did to it: until it is seen at
 * another time, what was known before is truer. `renamedAt`: by the server's clock, in ms since 1970; undefined
 * where Muster hasn't renamed it.
 */
export function withoutOwnRename(
  known: Device,
  device: Device,
  renamedAt: number | undefined,
): Device {
  const { lastSeenAt } = device;
  if (renamedAt === undefined || lastSeenAt === null) return device;
  if (Math.abs(lastSeenAt - renamedAt) > SAME_MOMENT) return device;
  return { ...device, lastSeenAt: known.lastSeenAt, lastSeenIp: known.lastSeenIp };
}
