// Finds the homeserver of what a person typed (spec "Server Discovery"; protocol.md 1.4 has its
// outcomes). Ends at a base URL that answered `/versions`; never guesses past a wrong .well-known.
import {
  fail,
  ok,
  type AppError,
  type NotHomeserverReason,
  type Result,
} from '../../shared/errors.ts';
import { checkDiscoveredBaseUrl, parseAddress, type Address } from './address.ts';
import { sendCall } from '../http/call.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { DiscoveredServer, MatrixPorts } from '../types.ts';
import { fetchWellKnown } from './well-known.ts';
import { readVersions } from './wire.ts';

type ServerName = Extract<Address, { kind: 'server-name' }>;

/**
 * `address` is a Matrix ID, a server name, or an http(s) address, as typed. An http(s) address is
 * taken at its word. On loopback a bare name may also lead to plain http.
 */
export async function discover(
  ports: MatrixPorts,
  address: string,
): Promise<Result<DiscoveredServer>> {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const typed = parsed.value;
  if (typed.kind === 'url') return checkVersions(ports, typed.baseUrl, null, GET_TRIES);
  // What is on this computer answers at once or not at all.
  const tries = typed.loopback ? 1 : GET_TRIES;
  const found = await fetchWellKnown(ports, typed.hostname, tries);
  switch (found.kind) {
    case 'none':
      return guess(ports, typed, tries, null);
    case 'no-connection':
      return guess(ports, typed, tries, found.error);
    case 'failed':
      return fail(found.error);
    case 'base-url': {
      const baseUrl = checkDiscoveredBaseUrl(found.text, typed.loopback);
      return baseUrl === null
        ? fail(notHomeserver(typed.hostname, 'well-known-broken'))
        : checkVersions(ports, baseUrl, typed.userId, tries);
    }
  }
}

/**
 * Without a .well-known the server name itself may be the homeserver. `noConnection` is set when
 * its https port could not be reached: then the same port is not asked a second time.
 */
async function guess(
  ports: MatrixPorts,
  typed: ServerName,
  tries: number,
  noConnection: AppError | null,
): Promise<Result<DiscoveredServer>> {
  const asked = noConnection !== null && typed.host === typed.hostname;
  const https = asked
    ? fail(noConnection)
    : await checkVersions(ports, `https://${typed.host}`, typed.userId, tries);
  if (https.ok || !typed.loopback) return https;
  return checkVersions(ports, `http://${typed.host}`, typed.userId, tries);
}

async function checkVersions(
  ports: MatrixPorts,
  baseUrl: string,
  userId: string | null,
  tries: number,
): Promise<Result<DiscoveredServer>> {
  const path = ['_matrix', 'client', 'versions'];
  const reply = await sendCall(ports, { method: 'GET', baseUrl, path, token: null, tries });
  const versions = reply.kind === 'json' ? readVersions(reply.value) : null;
  if (versions === 'current') return ok({ baseUrl, userId });
  if (reply.kind === 'failed' || (reply.kind === 'error' && isPassing(reply.error)))
    return fail(reply.error);
  return fail(notHomeserver(new URL(baseUrl).host, versions ?? 'no-versions'));
}

/** Answers that say nothing about whether this is a homeserver. */
function isPassing(error: AppError): boolean {
  return (
    error.code === 'server-failed' || error.code === 'rate-limited' || error.code === 'redirected'
  );
}

function notHomeserver(host: string, reason: NotHomeserverReason): AppError {
  return { code: 'not-a-homeserver', host, reason };
}
