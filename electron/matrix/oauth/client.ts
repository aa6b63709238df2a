// How Muster introduces itself to authorization servers (RFC 7591, spec "Client registration").
import { PACKAGER } from '../../shared/packager.ts';

export const CLIENT_METADATA = {
  client_name: PACKAGER.name,
  client_uri: PACKAGER.homepage,
  logo_uri: PACKAGER.logo,
  tos_uri: PACKAGER.terms,
  policy_uri: PACKAGER.privacy,
} as const;
