// IP addresses as servers report them: reading, networks in CIDR form, and the ranges that don't
// lead to a person. Nothing here asks anybody; there is no geolocation.

/** `parts`: 16-bit groups from the left; two for IPv4, eight for IPv6. */
export interface Address {
  readonly version: 4 | 6;
  readonly parts: readonly number[];
}

export interface Network {
  readonly address: Address;
  /** Leading bits that count: 0 to 32 or 128. */
  readonly prefix: number;
}

/** Addresses that say something about the server's network rather than about where a person was. */
export type InternalRange =
  /** 127.0.0.0/8, ::1 */
  | 'loopback'
  /** RFC 1918 */
  | 'private'
  /** fc00::/7; fec0::/10 before it (RFC 3879) */
  | 'unique-local'
  /** 169.254.0.0/16, fe80::/10 */
  | 'link-local'
  /** 100.64.0.0/10: carrier-grade NAT, and some private networks. */
  | 'shared'
  /** 0.0.0.0/8, :: */
  | 'unspecified'
  /**
   * Set aside by IANA for what is nobody's own address: tests, tunnels, multicast, the future (RFC 6890).
   * Those for examples are not among them: servers that show examples are meant to look real.
   */
  | 'reserved';

const ranges: readonly (readonly [InternalRange, Network])[] = (
  [
    ['loopback', '127.0.0.0/8'],
    ['loopback', '::1/128'],
    ['private', '10.0.0.0/8'],
    ['private', '172.16.0.0/12'],
    ['private', '192.168.0.0/16'],
    ['unique-local', 'fc00::/7'],
    ['unique-local', 'fec0::/10'],
    ['link-local', '169.254.0.0/16'],
    ['link-local', 'fe80::/10'],
    ['shared', '100.64.0.0/10'],
    ['unspecified', '0.0.0.0/8'],
    ['unspecified', '::/128'],
    ['reserved', '192.0.0.0/24'],
    ['reserved', '198.18.0.0/15'],
    ['reserved', '224.0.0.0/3'],
    ['reserved', '100::/64'],
    ['reserved', '2001::/32'],
    ['reserved', 'ff00::/8'],
  ] as const
).flatMap(([range, text]) => {
  const network = parseNetwork(text);
  return network ? [[range, network] as const] : [];
});

/** Null for a public address (also one that is reserved for examples), and for text that is no address. */
export function internalRange(text: string): InternalRange | null {
  const read = parseAddress(text);
  if (read === null) return null;
  const address = translated(read);
  return ranges.find(([, network]) => contains(network, address))?.[0] ?? null;
}

const nat64 = parseNetwork('64:ff9b::/96');

/** The IPv4 address that one of the prefix for translation stands for (RFC 6052); any other as it is. */
function translated(address: Address): Address {
  return nat64 && contains(nat64, address)
    ? { version: 4, parts: address.parts.slice(6) }
    : address;
}

/** An address alone is the network of itself. Bits behind the prefix are allowed and don't count. */
export function parseNetwork(text: string): Network | null {
  const [, host = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = parseAddress(host);
  if (address === null) return null;
  const longest = address.version === 4 ? 32 : 128;
  if (bits === undefined) return { address, prefix: longest };
  // "::ffff:10.0.0.0/104" was read as IPv4; its prefix counts from the left of the IPv6 form.
  const prefix = Number(bits) - (address.version === 4 && host.includes(':') ? 96 : 0);
  return prefix >= 0 && prefix <= longest ? { address, prefix } : null;
}

/** Whether the address lies in the network. IPv4 and IPv6 never contain each other. */
export function contains({ address: base, prefix }: Network, address: Address): boolean {
  if (base.version !== address.version) return false;
  let left = prefix;
  for (let index = 0; left > 0; index++, left -= 16) {
    const dropped = Math.max(0, 16 - left);
    if ((base.parts[index] ?? 0) >> dropped !== (address.parts[index] ?? 0) >> dropped)
      return false;
  }
  return true;
}

/**
 * Reads an IPv4 address in four decimal parts without leading zeros, or an IPv6 address, a zone
 * ("%eth0", never empty) ignored. IPv4 inside IPv6 (::ffff:a.b.c.d) is IPv4: servers on two stacks report both.
 */
export function parseAddress(text: string): Address | null {
  if (!text.includes(':')) {
    const parts = parseV4(text);
    return parts ? { version: 4, parts } : null;
  }
  const parts = parseV6(text.replace(/%[^%]+$/, ''));
  if (parts === null) return null;
  const isMapped = parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;
  return isMapped ? { version: 4, parts: parts.slice(6) } : { version: 6, parts };
}

/**
 * The network that an address is most likely of, in CIDR form: 256 IPv4 addresses ("203.0.113.0/24"), what
 * one connection is given in IPv6 at most ("2001:db8:5::/48", RFC 6177). Text that is no address is itself.
 */
export function networkName(text: string): string {
  const address = parseAddress(text);
  if (address === null) return text;
  const { version, parts } = address;
  const [first = 0, second = 0, third = 0] = parts;
  if (version === 4) return `${first >> 8}.${first & 255}.${second >> 8}.0/24`;
  const groups = [first, second, third].map((part) => part.toString(16)).join(':');
  return `${groups.replace(/(?:(?:^|:)0)+$/, '')}::/48`;
}

function parseV4(text: string): readonly number[] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return null;
  const octets = match.slice(1);
  if (octets.some((octet) => Number(octet) > 255 || /^0\d/.test(octet))) return null;
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
  return [a * 256 + b, c * 256 + d];
}

function parseV6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

/** `last`: the text ends the address, so that its last group may be written as IPv4. */
function groups(text: string, last: boolean): readonly number[] | null {
  if (text === '') return [];
  const words = text.split(':');
  const parts: number[] = [];
  for (const [index, word] of words.entries()) {
    const dotted = last && index === words.length - 1 ? parseV4(word) : null;
    if (dotted) parts.push(...dotted);
    else if (/^[0-9a-f]{1,4}$/i.test(word)) parts.push(Number.parseInt(word, 16));
    else return null;
  }
  return parts;
}
