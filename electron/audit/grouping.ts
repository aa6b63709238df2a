// By what sessions are put together: which of them have the same label.
import type { Grouping, Session } from '../shared/model.ts';
import { networkName } from '../shared/ip-address.ts';
import { appName } from './app-name.ts';

/** Null: it has no label (no name, no address). */
export type LabelOf = (session: Session) => string | null;

/**
 * What sessions are called as one of a group; sessions of one label are one group. For one pass over a
 * list: it remembers the networks of the addresses that it met. An address that can't be read is a network
 * of its own.
 */
export function labeller(grouping: Exclude<Grouping, 'none'>): LabelOf {
  switch (grouping) {
    case 'name':
      return ({ displayName }) => blankless(displayName);
    case 'network':
      return networkLabeller();
    case 'app':
      return appName;
  }
}

function networkLabeller(): LabelOf {
  const known = new Map<string, string>();
  return ({ lastSeenIp }) => {
    const address = blankless(lastSeenIp);
    if (address === null) return null;
    const name = known.get(address) ?? networkName(address);
    known.set(address, name);
    return name;
  };
}

function blankless(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text;
}
