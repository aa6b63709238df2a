// Whether a server on the internet sends Muster on to this computer or into a private network: behind a
// firewall Muster would be its hand. Such a request waits until the user has agreed.
//
// A name may lead elsewhere when it is looked up again (DNS rebinding). What is reached then is https to
// a host that has no certificate of that name: it gets no request.
import type { LeadsInside } from '../../shared/errors.ts';
import { internalRange, type InternalRange } from '../../shared/ip-address.ts';
import { RefusedRequest } from '../http/request.ts';
import type { DiscoveryPorts } from '../types.ts';

type Place = LeadsInside['where'];

/** What no server on the internet has. Some proxies hand out reserved addresses for every name. */
const places: Readonly<Record<InternalRange, Place | null>> = {
  loopback: 'computer',
  unspecified: 'computer',
  private: 'network',
  'unique-local': 'network',
  'link-local': 'network',
  shared: 'network',
  reserved: null,
};

/** `addresses`: what the name leads to, as far as that is known. */
export interface NamedHost {
  /** As a URL spells it. */
  readonly hostname: string;
  readonly addresses: readonly string[];
}

interface Inside {
  readonly address: string;
  readonly where: Place;
}

/**
 * Where `to`, which `from` names, is inside; null where it isn't, or `from` is there itself. One address
 * of several is enough for that which is named; that which names it has to be inside with all.
 */
export function leadsInside(from: NamedHost, to: NamedHost): Inside | null {
  if (from.hostname === to.hostname || isInside(from)) return null;
  return insidesOf(to).find((inside) => inside !== null) ?? null;
}

function isInside(host: NamedHost): boolean {
  const insides = insidesOf(host);
  return insides.length > 0 && insides.every((inside) => inside !== null);
}

/** One for each address that is known, null for one on the internet. A name may say it by itself. */
function insidesOf(host: NamedHost): readonly (Inside | null)[] {
  return isInsideName(host.hostname)
    ? [{ address: host.hostname, where: 'network' }]
    : addressesKnown(host).map(insideAt);
}

/**
 * Why no request may go to `url` before the user has agreed; null where it may. `from`: the base URL of
 * the host that names it; `agreedTo`: hosts, with their ports, that the user has agreed to. Such a one
 * was led to from the internet: where it leads on is a question of its own.
 */
export async function askBefore(
  ports: Pick<DiscoveryPorts, 'addressesOf'>,
  from: string,
  url: string,
  agreedTo: readonly string[],
): Promise<LeadsInside | null> {
  const { host, hostname } = new URL(url);
  const naming = new URL(from);
  if (hostname === naming.hostname || agreedTo.includes(host)) return null;
  const look = async (name: string, address: string): Promise<NamedHost> => {
    const addresses = ownAddress(name) === null ? await ports.addressesOf(address) : [];
    return { hostname: name, addresses };
  };
  const [namer, named] = await Promise.all([
    agreedTo.includes(naming.host) ? internet : look(naming.hostname, from),
    look(hostname, url),
  ]);
  const inside = leadsInside(namer, named);
  return inside && { code: 'leads-inside', from: naming.host, host, ...inside };
}

/** A host of which nothing says that it is inside. */
const internet: NamedHost = { hostname: '', addresses: [] };

/** The same ports, on which no request goes inside that the user hasn't agreed to. As in `askBefore`. */
export function askingBefore<Ports extends DiscoveryPorts>(
  ports: Ports,
  from: string,
  agreedTo: readonly string[],
): Ports {
  return {
    ...ports,
    async fetch(url: string, init: RequestInit) {
      const refusal = await askBefore(ports, from, url, agreedTo);
      if (refusal !== null) throw new RefusedRequest(refusal);
      return ports.fetch(url, init);
    },
  };
}

function addressesKnown({ hostname, addresses }: NamedHost): readonly string[] {
  const own = ownAddress(hostname);
  return own === null ? addresses : [own];
}

/** The address that a host name says itself (RFC 6761 for `localhost`); null for one to be looked up. */
function ownAddress(hostname: string): string | null {
  const name = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (/(?:^|\.)localhost$/.test(name)) return '127.0.0.1';
  return name.includes(':') || /^\d+(?:\.\d+){3}$/.test(name) ? name : null;
}

/** RFC 6762, RFC 8375, and what ICANN has set aside for private use: nobody has such a name on the internet. */
function isInsideName(hostname: string): boolean {
  return /\.(?:local|internal|home\.arpa)\.?$/.test(hostname);
}

function insideAt(address: string): Inside | null {
  const range = internalRange(address);
  const where = range && places[range];
  return where && { address, where };
}
