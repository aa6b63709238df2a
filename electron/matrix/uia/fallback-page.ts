// The page of a homeserver on which a browser does a stage.
import { encodeSegment, endpointUrl } from '../http/url.ts';

/** Where a browser does a stage of User-Interactive Authentication (spec "Fallback"). */
export function fallbackPageUrl(baseUrl: string, stage: string, session: string): string | null {
  const path = ['_matrix', 'client', 'v3', 'auth', stage, 'fallback', 'web'];
  const address = endpointUrl(baseUrl, path);
  const named = encodeSegment(session);
  return address === null || named === null ? null : `${address}?session=${named}`;
}
