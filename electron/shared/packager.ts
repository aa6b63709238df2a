// Who packages Muster: names, addresses and where updates come from. Who packages it under another
// name sets this file and no other. Constants; imports nothing.

/** Every address is https and on one host, as authorization servers want it (RFC 7591). */
export const PACKAGER = {
  name: 'Muster',
  appId: 'chat.muster.desktop',
  homepage: 'https://muster.chat/',
  logo: 'https://muster.chat/logo.png',
  terms: 'https://muster.chat/terms',
  privacy: 'https://muster.chat/privacy',
  maintainer: { name: 'Muster packagers', email: 'packages@muster.chat' },
} as const;
