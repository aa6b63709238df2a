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
  if (from.hostname === to.hostname) return null;
  const own = addressesKnown(from);
  if (own.length > 0 && own.every((address) => insideAt(address) !== null)) return null;
  for (const address of addressesKnown(to)) {
    const inside = insideAt(address);
    if (inside !== null) return inside;
  }
  return null;
}

/**
 * Why no request may go to `url` before the user has agreed; null where it may. `from`: the base URL of
 * the host that names it; `agreedTo`: hosts, with their ports, that the user has agreed to.
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
  const [namer, named] = await Promise.all([look(naming.hostname, from), look(hostname, url)]);
  const inside = leadsInside(namer, named);
  return inside && { code: 'leads-inside', from: naming.host, host, ...inside };
}

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

function insideAt(address: string): Inside | null {
  const range = internalRange(address);
  const where = range && places[range];
  return where && { address, where };
}
