// Addresses in an order that people expect: 9.x before 10.x.

/** A string that sorts like the address: IPv4 parts padded to three digits, the rest in lower case. */
export function addressKey(address: string): string {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address)
    ? address
        .split('.')
        .map((part) => part.padStart(3, '0'))
        .join('.')
    : address.toLowerCase();
}
