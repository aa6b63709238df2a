// An OpenID provider for tests, on loopback: one page with one button for each person, who is
// believed. The protocol is `oidc-provider`'s; here are the people, the page and the port.
import { generateKeyPair, randomBytes, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { type Provider } from 'oidc-provider';
import { loadLibrary } from '../homeserver/oauth/library.ts';
import { createMemoryStore } from '../homeserver/oauth/memory-adapter.ts';

export interface OpenIdProvider {
  /** The address that tokens are signed for; discovery is below it. Plain http. */
  readonly issuer: string;
  close(): Promise<void>;
}

export interface OpenIdOptions {
  /** The heading of the page. */
  readonly name: string;
  /** Who has a button: lower-case words, which are their `sub` too. */
  readonly people: readonly string[];
  readonly clientId: string;
  /** The path at which the client takes people back, on any port of 127.0.0.1. */
  readonly callbackPath: string;
}

/** Below it is the page for each sign-in that waits for a click. */
const PAGE = '/who';

/** Listens on a free port when it resolves. Every sign-in asks anew unless the browser kept a cookie. */
export async function startOpenIdProvider(options: OpenIdOptions): Promise<OpenIdProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider = await createProvider(issuer, options);
  const protocol = provider.callback();
  server.on('request', (request, response) => {
    const isPage = request.url?.startsWith(`${PAGE}/`) ?? false;
    void (isPage ? servePage(provider, options, request, response) : protocol(request, response));
  });
  return {
    issuer,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function createProvider(
  issuer: string,
  { people, clientId, callbackPath }: OpenIdOptions,
): Promise<Provider> {
  const { Provider } = await loadLibrary();
  const store = createMemoryStore({ keepsExchanged: false, stored: () => undefined });
  const provider: Provider = new Provider(issuer, {
    adapter: store.adapterFor,
    clients: [
      {
        client_id: clientId,
        // Of a native application the provider takes a loopback address with any port.
        application_type: 'native',
        redirect_uris: [`http://127.0.0.1${callbackPath}`],
        token_endpoint_auth_method: 'none',
      },
    ],
    findAccount: (_context, sub) =>
      people.includes(sub) ? { accountId: sub, claims: () => ({ sub }) } : undefined,
    interactions: { url: (_context, { uid }) => `${PAGE}/${uid}` },
    features: { devInteractions: { enabled: false } },
    // Whoever clicks on a button has agreed to everything: no second page.
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      if (accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId, accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    cookies: { keys: [randomBytes(24).toString('hex')] },
    jwks: { keys: [await signingKey()] },
    ttl: {
      AccessToken: 60,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 60,
      Interaction: 600,
      Session: 600,
    },
  });
  return provider;
}

async function signingKey(): Promise<JsonWebKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };
}

/** GET shows the buttons, POST is the click on one of them. */
async function servePage(
  provider: Provider,
  { name, people }: OpenIdOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page(name, people));
    return;
  }
  const accountId = new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('as') ?? '';
  const result = { login: { accountId }, consent: {} };
  await provider.interactionFinished(request, response, result);
}

function page(name: string, people: readonly string[]): string {
  const buttons = people.map(
    (person) => `<button formaction="?as=${person}">Continue as ${person}</button>`,
  );
  return [
    `<!doctype html><html lang="en"><title>${name}</title>`,
    `<h1>Sign in with ${name}</h1><form method="post">${buttons.join(' ')}</form></html>`,
  ].join('\n');
}
