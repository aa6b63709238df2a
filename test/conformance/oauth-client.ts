// A small OAuth client for the authorization server of the embedded
// homeserver. Nothing of Muster, so that no mistake is shared.
import { createHash, randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type HomeserverOptions, startHomeserver } from '../homeserver/server.ts';
import { LinkBrowser } from '../fixtures/link-browser.ts';
import { wireTo } from './subject.ts';

const REDIRECT = 'http://127.0.0.1/callback';
/** What was registered, with a port that only this run of the application has. */
export const BACK = 'http://127.0.0.1:5555/callback';
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** What a well-behaved desktop application says of itself. */
export const application = {
  client_name: 'Example',
  client_uri: 'https://app.example.org/',
  logo_uri: 'https://app.example.org/logo.png',
  tos_uri: 'https://app.example.org/terms',
  policy_uri: 'https://app.example.org/privacy',
  redirect_uris: [REDIRECT],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', DEVICE_GRANT],
  token_endpoint_auth_method: 'none',
  application_type: 'native',
};

export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Metadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly revocation_endpoint: string;
  readonly registration_endpoint: string;
  readonly device_authorization_endpoint: string;
}

export function scopeFor(deviceId: string, prefix = 'urn:matrix:client'): string {
  return `${prefix}:api:* ${prefix}:device:${deviceId}`;
}

/** The authorization server that a homeserver names. */
async function metadataOf(baseUrl: string): Promise<Metadata> {
  const response = await fetch(`${baseUrl}/_matrix/client/v1/auth_metadata`);
  return (await response.json()) as Metadata;
}

export async function postForm(
  address: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const body = new URLSearchParams(form);
  return replyOf(await fetch(address, { method: 'POST', body, headers }));
}

export async function register(metadata: Metadata, client: object): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(client) };
  return replyOf(await fetch(metadata.registration_endpoint, init));
}

/** A server with ada and bob until the end of the test, and a client that has registered there. */
export async function startOAuth(options: HomeserverOptions = {}) {
  const users = ['ada', 'bob'].map((localpart) => ({ localpart, password: 'pw' }));
  const server = await startHomeserver({ personality: 'mas', users, ...options });
  onTestFinished(() => server.close());
  const metadata = await metadataOf(server.baseUrl);
  const client = await clientId(metadata);
  return { server, wire: wireTo(server.baseUrl), metadata, client };
}

/** The id of a client that has just registered. */
export async function clientId(metadata: Metadata): Promise<string> {
  const { body } = await register(metadata, application);
  return String(body['client_id']);
}

/** An authorization request, and the code verifier that proves later that it was ours. */
export function authorizationRequest(
  metadata: Metadata,
  parameters: Readonly<Record<string, string>>,
): { readonly address: string; readonly verifier: string } {
  const verifier = randomBytes(32).toString('base64url');
  const address = new URL(metadata.authorization_endpoint);
  const all = {
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: BACK,
    state: 'a state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value);
  return { address: address.href, verifier };
}

/** The whole way to tokens, by a page on which somebody clicks. Gives back what was sent last, too. */
export async function signIn(
  metadata: Metadata,
  client: string,
  deviceId: string,
  { as = 'ada', browser = new LinkBrowser(), userAgent = 'Example/1.0' } = {},
): Promise<{ readonly reply: Reply; readonly form: Readonly<Record<string, string>> }> {
  const asked = { client_id: client, scope: scopeFor(deviceId) };
  const { address, verifier } = authorizationRequest(metadata, asked);
  const back = await browser.click(address, `Continue as ${as}`);
  const form = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: BACK,
    client_id: client,
    code_verifier: verifier,
  };
  const headers = { 'user-agent': userAgent };
  return { reply: await postForm(metadata.token_endpoint, form, headers), form };
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Reply['body']);
  return { status: response.status, body };
}
