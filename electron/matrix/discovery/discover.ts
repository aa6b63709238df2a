// Finds the homeserver of what a person typed (spec "Server Discovery"; protocol.md 1.4 has its
// outcomes). Ends at a base URL that answered `/versions`; never guesses past a wrong .well-known.
import {
  fail,
  ok,
  type AppError,
  type NotHomeserverReason,
  type Result,
} from '../../shared/errors.ts';
import { checkDiscoveredBaseUrl, parseAddress, type ServerName } from './address.ts';
import { sendCall } from '../http/call.ts';
import { GET_TRIES } from '../http/repeat.ts';
import type { DiscoveredServer, DiscoveryPorts, MatrixPorts } from '../types.ts';
import { askingBefore } from './inside.ts';
import { fetchWellKnown } from './well-known.ts';
import { readVersions } from './wire.ts';

/**
 * `address` is what `parseAddress` knows, as typed. An http(s) address with a port or a path is taken at
 * its word. On loopback a bare name may also lead to plain http. From the internet to this computer or
 * into a private network only where the user has agreed to that host (`agreedTo`, as in `askBefore`).
 */
export async function discover(
  ports: DiscoveryPorts,
  address: string,
  agreedTo: readonly string[],
): Promise<Result<DiscoveredServer>> {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const typed = parsed.value;
  const from = typed.kind === 'url' ? typed.baseUrl : `https://${typed.hostname}`;
  const asking = askingBefore(ports, from, agreedTo);
  if (typed.kind === 'url') return atAddress(asking, typed.baseUrl, typed.name);
  // What is on this computer answers at once or not at all.
  const found = await byName(asking, typed, typed.loopback ? 1 : GET_TRIES);
  return !found.ok && typed.ofEmail && isNoHomeserver(found.error)
    ? fail({ code: 'invalid-address', reason: 'email' })
    : found;
}

async function byName(
  ports: MatrixPorts,
  typed: ServerName,
  tries: number,
): Promise<Result<DiscoveredServer>> {
  const found = await fetchWellKnown(ports, typed.hostname, tries);
  switch (found.kind) {
    case 'none':
      return guess(ports, typed, tries, null);
    case 'no-connection':
      return guess(ports, typed, tries, found.error);
    case 'failed':
      return fail(found.error);
    case 'base-url':
      return pointedTo(ports, typed, found.text, tries);
  }
}

/**
 * As the name of its host; and where that leads nowhere, at its word: who was told of a broken
 * .well-known types the address of the homeserver itself.
 */
async function atAddress(
  ports: MatrixPorts,
  baseUrl: string,
  name: ServerName | null,
): Promise<Result<DiscoveredServer>> {
  const atItsWord = () => checkVersions(ports, baseUrl, null, GET_TRIES);
  if (name === null) return atItsWord();
  const found = await fetchWellKnown(ports, name.hostname, GET_TRIES);
  if (found.kind === 'none') return atItsWord();
  if (found.kind === 'no-connection') return fail(found.error);
  const pointed =
    found.kind === 'base-url'
      ? await pointedTo(ports, name, found.text, GET_TRIES)
      : fail(found.error);
  if (pointed.ok || pointed.error.code === 'leads-inside') return pointed;
  const itself = await atItsWord();
  return itself.ok ? itself : pointed;
}

/** Where a .well-known leads. */
function pointedTo(
  ports: MatrixPorts,
  { hostname, loopback, userId }: ServerName,
  named: string,
  tries: number,
): Promise<Result<DiscoveredServer>> {
  const baseUrl = checkDiscoveredBaseUrl(named, loopback);
  return baseUrl === null
    ? Promise.resolve(fail(notHomeserver(hostname, 'well-known-broken')))
    : checkVersions(ports, baseUrl, userId, tries);
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

/** What a host that has nothing to do with Matrix answers, or doesn't. */
function isNoHomeserver({ code }: AppError): boolean {
  return (
    code === 'not-a-homeserver' ||
    code === 'unreachable' ||
    code === 'timed-out' ||
    code === 'tls' ||
    code === 'redirected'
  );
}

function notHomeserver(host: string, reason: NotHomeserverReason): AppError {
  return { code: 'not-a-homeserver', host, reason };
}
