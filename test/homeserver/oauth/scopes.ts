// The scopes that a Matrix client asks for (spec "OAuth 2.0 API", "Scope"): pure.

const API = /^urn:matrix:(client|org\.matrix\.msc2967\.client):api:\*$/;
/** Shorter ids are refused as matrix-authentication-service does. */
const DEVICE = /^urn:matrix:(client|org\.matrix\.msc2967\.client):device:([A-Za-z0-9._~-]{10,})$/;

/**
 * The session that a scope is for. Null for a scope that isn't exactly the API and one session, both
 * by their stable or both by their unstable names.
 */
export function deviceIdOf(scope: string): string | null {
  const tokens = [...new Set(scope.split(' '))];
  const api = tokens.map((token) => API.exec(token)?.[1]).find((form) => form !== undefined);
  const device = tokens.map((token) => DEVICE.exec(token)).find((match) => match !== null);
  if (tokens.length !== 2 || api === undefined || device?.[1] !== api) return null;
  return device[2] ?? null;
}
