// Reads what a person types to name a homeserver, and what a server names as its address. Pure:
// nothing is looked up.
import { isEmail } from '../../shared/email.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { isMatrixId } from '../matrix-id.ts';

export type Address =
  | ServerName
  /** `name`: its host, which is asked first; null with a port or a path: it is meant as it is. */
  | { readonly kind: 'url'; readonly baseUrl: string; readonly name: ServerName | null };

/** Alone or in a Matrix ID or an e-mail address: `.well-known` says where its API is. */
export interface ServerName {
  readonly kind: 'server-name';
  readonly userId: string | null;
  /** It is the host of an e-mail address, and may have nothing to do with Matrix. */
  readonly ofEmail: boolean;
  /** Without a port, as `.well-known` wants it. */
  readonly hostname: string;
  /** With the port, where one was typed. */
  readonly host: string;
  readonly loopback: boolean;
}

/** Longest host name that is taken, in UTF-16 units (a DNS name has 253). */
const HOST_MAX = 255;

/** Longest address that a server may name, in UTF-16 units. */
const NAMED_MAX = 1_000;

/** An http(s) address in printable ASCII without the backslash, which browsers read as a slash. */
export const plainAddress = /^https?:\/\/[!-.0-[\]-~][!-[\]-~]*$/i;

/** A Matrix ID, a server name with or without a port, an http(s) address, or an e-mail address. */
export function parseAddress(typed: string): Result<Address> {
  const text = typed.trim();
  // What is left over from copying a longer text says nothing.
  const name = text.replace(/[:/]+$/, '');
  if (text.startsWith('@')) return parseMatrixId(name);
  if (text.includes('://')) return parseUrl(text);
  if (isEmail(name)) return parseEmail(name);
  const named = parseServerName(name);
  return named.ok && isBareWord(named.value) ? invalid('no-server') : named;
}

/**
 * The Matrix ID that somebody typed, as the network has it; null for anything else. The name of a
 * server is ASCII there (spec appendix "Server Name"), whatever people write.
 */
export function typedMatrixId(typed: string): string | null {
  const parsed = parseAddress(typed);
  return parsed.ok && parsed.value.kind === 'server-name' ? parsed.value.userId : null;
}

/**
 * The base URL that `.well-known` names, without its trailing slash; null where it is no address
 * to send a password to: https only. Plain http stays possible from loopback to loopback, for
 * servers on one's own computer (`typedLoopback`).
 */
export function checkDiscoveredBaseUrl(text: string, typedLoopback: boolean): string | null {
  const url = parseBase(text);
  if (url === null) return null;
  const allowed = url.protocol === 'https:' || (typedLoopback && isLoopback(url.hostname));
  return allowed ? baseUrlOf(url) : null;
}

/**
 * An address that a homeserver names for requests or for a browser, as the parser spells it; null
 * where it is none to go to: https only. Plain http stays possible where the homeserver itself is on
 * this computer, for the same.
 */
export function checkNamedAddress(text: string, baseUrl: string): string | null {
  if (text.length > NAMED_MAX || !plainAddress.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.port === '0')
    return null;
  const local = isLoopback(url.hostname) && isLoopback(new URL(baseUrl).hostname);
  return url.protocol === 'https:' || local ? url.href : null;
}

function invalid(reason: 'syntax' | 'insecure' | 'no-server') {
  return fail({ code: 'invalid-address', reason });
}

/** A server name that people write in their own letters is meant as the network has it. */
function parseMatrixId(text: string): Result<Address> {
  const [localpart = '', server] = text.split(/:(.*)/s);
  if (server === undefined) return invalid(localpart === '@' ? 'syntax' : 'no-server');
  const named = parseServerName(server);
  if (!named.ok) return named;
  const userId = isMatrixId(text) ? text : `${localpart}:${named.value.host}`;
  return isMatrixId(userId) ? ok({ ...named.value, userId }) : invalid('syntax');
}

function parseEmail(text: string): Result<Address> {
  const named = parseServerName(text.slice(text.indexOf('@') + 1));
  return named.ok ? ok({ ...named.value, ofEmail: true }) : named;
}

function parseUrl(text: string): Result<Address> {
  const url = parseBase(text);
  if (url === null) return invalid('syntax');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return invalid('insecure');
  const isHost = url.protocol === 'https:' && url.port === '' && url.pathname === '/';
  return ok({ kind: 'url', baseUrl: baseUrlOf(url), name: isHost ? nameOf(url) : null });
}

function parseServerName(text: string): Result<ServerName> {
  const url = /[/\\?#@%]/.test(text) ? null : parseBase(`https://${text}`);
  return url === null ? invalid('syntax') : ok(nameOf(url));
}

function nameOf({ hostname, host }: URL): ServerName {
  const loopback = isLoopback(hostname);
  return { kind: 'server-name', userId: null, ofEmail: false, hostname, host, loopback };
}

/** More likely the name of a user than that of a server. */
function isBareWord({ host }: ServerName): boolean {
  return /^[^.:]+$/.test(host) && host !== 'localhost';
}

/** An absolute http(s) URL of nothing but scheme, host, port and path. */
function parseBase(text: string): URL | null {
  const spelled = /^https?:\/\/([^/\\?#@%\s\p{Cc}]+)(?:\/[^\\?#\s\p{Cc}]*)?$/iu.exec(text)?.[1];
  if (spelled === undefined) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const { hostname } = url;
  if (url.port === '0' || hostname.length > HOST_MAX) return null;
  // `0x7f.1`, `2130706433`: a number that only the parser recognises as an address is a trick.
  const tricky = isIpv4(hostname) && spelled.split(':')[0] !== hostname;
  return tricky ? null : url;
}

function baseUrlOf(url: URL): string {
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Of a host name as the URL parser spells it. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    (isIpv4(hostname) && hostname.startsWith('127.'))
  );
}

function isIpv4(hostname: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
