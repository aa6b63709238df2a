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
