// How Muster introduces itself to authorization servers (RFC 7591, spec "Client registration"). Who
// packages Muster under another name sets these: every address is https and on one host.

export const CLIENT_METADATA = {
  client_name: 'Muster',
  client_uri: 'https://muster.chat/',
  logo_uri: 'https://muster.chat/logo.png',
  tos_uri: 'https://muster.chat/terms',
  policy_uri: 'https://muster.chat/privacy',
} as const;
