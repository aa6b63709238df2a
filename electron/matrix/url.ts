// Builds the addresses of requests. Ids come from servers: none may leave its own path segment.

/**
 * `segments` below a base URL (no trailing slash), each encoded on its own. Null where a segment
 * can't be: empty, `.` and `..` would change the path, and a lone surrogate has no UTF-8.
 */
export function endpointUrl(baseUrl: string, segments: readonly string[]): string | null {
  const encoded = segments.map(encodeSegment);
  return encoded.includes(null) ? null : `${baseUrl}/${encoded.join('/')}`;
}

/** Percent-encoded for one path segment, or null where that is not safe. */
export function encodeSegment(segment: string): string | null {
  if (segment === '' || segment === '.' || segment === '..') return null;
  try {
    return encodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** Where a browser does a stage of User-Interactive Authentication (spec "Fallback"). */
export function fallbackPageUrl(baseUrl: string, stage: string, session: string): string | null {
  const path = ['_matrix', 'client', 'v3', 'auth', stage, 'fallback', 'web'];
  const address = endpointUrl(baseUrl, path);
  const named = encodeSegment(session);
  return address === null || named === null ? null : `${address}?session=${named}`;
}
