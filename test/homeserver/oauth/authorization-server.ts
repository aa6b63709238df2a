// The authorization server of one homeserver: joins oidc-provider, which lets people in, with the
// sessions that come of it.
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { type RefreshPolicy } from '../refresh-tokens.ts';
import { type State, type Token, type User } from '../state.ts';
import { GrantedSessions } from './granted-sessions.ts';
import { loadLibrary } from './library.ts';
import { createMemoryStore } from './memory-adapter.ts';
import { PollPace } from './poll-pace.ts';
import { type Call, callsTo } from './provider-call.ts';
import { RESOURCE, providerOptions } from './provider-options.ts';

export interface OAuthOptions {
  /** Where `auth_metadata` is: at the stable path and the unstable, or at the unstable only. */
  readonly metadata?: 'stable' | 'unstable';
  /** How often a client may ask after a device code, 5 by default. */
  readonly pollSeconds?: number;
}

export interface AuthorizationServer {
  /** With a trailing slash. */
  readonly issuer: string;
  readonly metadata: 'stable' | 'unstable';
  readonly pollSeconds: number;
  readonly pace: PollPace;
  /** Passes a request on to an endpoint of OAuth. */
  readonly call: Call;
  /** Whether an access token came from here, not from `/login`. */
  issued(token: Token): boolean;
  /** Whether a refresh token was exchanged before. */
  isConsumed(refreshToken: string): boolean;
  /** An access token was used. */
  used(token: Token): void;
  /**
   * Somebody on the sign-in page said who they are, or (null) that they don't want to. Returns where
   * their browser goes on; null where there is nothing to be answered any more.
   */
  decide(uid: string, user: User | null): Promise<string | null>;
  /** The same for the code that a device shows. Whether there was such a code to be decided on. */
  decideOnCode(userCode: string, user: User | null): Promise<boolean>;
}

interface Parts {
  readonly state: State;
  /** With a trailing slash. */
  readonly issuer: string;
  readonly options: OAuthOptions;
  /** Access tokens live five minutes by default, as with matrix-authentication-service. */
  readonly refresh: RefreshPolicy | undefined;
  readonly now: () => number;
}

const SECRETS = new Set(['AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode']);

export async function startAuthorizationServer(parts: Parts): Promise<AuthorizationServer> {
  const { state, issuer, options, now } = parts;
  const refresh = parts.refresh ?? { lifetimeMs: 300_000, kind: 'spec' };
  const store = createMemoryStore({
    keepsExchanged: refresh.kind === 'spec',
    stored(kind, id) {
      if (SECRETS.has(kind)) state.gaveOut(id);
    },
  });
  const sessions = new GrantedSessions(state, refresh, (secret) =>
    store.forget('RefreshToken', secret),
  );
  const library = await loadLibrary();
  const provider = new library.Provider(
    issuer,
    providerOptions({
      library,
      adapter: store.adapterFor,
      isOver: (grantId) => sessions.isOver(grantId),
      tokenLife: Math.ceil(refresh.lifetimeMs / 1_000),
    }),
  );
  provider.on('grant.success', (context) => addGranted(sessions, context, now()));
  provider.on('grant.revoked', (_context, grantId) => sessions.revoke(grantId));
  const pollSeconds = options.pollSeconds ?? 5;
  return {
    issuer,
    metadata: options.metadata ?? 'stable',
    pollSeconds,
    pace: new PollPace(pollSeconds * 1_000),
    call: callsTo(provider),
    issued: (token) => sessions.issued(token),
    isConsumed: (refreshToken) => sessions.isConsumed(refreshToken),
    used: (token) => sessions.used(token),
    decide: (uid, user) => decide(provider, uid, user),
    decideOnCode: (userCode, user) => decideOnCode(provider, userCode, user),
  };
}

function addGranted(
  sessions: GrantedSessions,
  { oidc, headers }: KoaContextWithOIDC,
  now: number,
): void {
  const { AccessToken, RefreshToken, RotatedRefreshToken } = oidc.entities;
  const { grantId, accountId, scope, jti } = AccessToken ?? {};
  if (grantId === undefined || accountId === undefined || scope === undefined || jti === undefined)
    throw new Error('a grant without its token');
  sessions.add(
    {
      grantId,
      userId: accountId,
      scope,
      clientName: oidc.client?.clientName,
      userAgent: headers['user-agent'],
      accessToken: jti,
      refreshToken: RefreshToken?.jti,
      exchanged: RotatedRefreshToken?.jti,
    },
    now,
  );
}

async function decide(provider: Provider, uid: string, user: User | null): Promise<string | null> {
  const interaction = await provider.Interaction.find(uid);
  if (!interaction) return null;
  // Who was signed in in this browser before doesn't matter, and would only be in the way.
  const previous = await provider.Session.findByUid(interaction.session?.uid ?? '');
  await previous?.destroy();
  delete interaction.session;
  const { client_id: clientId, scope } = interaction.params;
  interaction.result = user
    ? {
        login: { accountId: user.userId },
        consent: { grantId: await grant(provider, user, String(clientId), String(scope)) },
      }
    : { error: 'access_denied', error_description: 'the sign-in was cancelled' };
  await interaction.persist();
  return interaction.returnTo;
}

async function decideOnCode(
  provider: Provider,
  userCode: string,
  user: User | null,
): Promise<boolean> {
  const letters = userCode.toUpperCase().replace(/[^A-Z]/g, '');
  const code = await provider.DeviceCode.findByUserCode(letters);
  if (!code || code.accountId !== undefined || code.error !== undefined) return false;
  if (user) {
    const scope = String(code.params?.scope);
    const grantId = await grant(provider, user, code.clientId ?? '', scope);
    Object.assign(code, { accountId: user.userId, grantId, scope, resource: RESOURCE });
  } else code.error = 'access_denied';
  await code.save();
  return true;
}

async function grant(
  provider: Provider,
  user: User,
  clientId: string,
  scope: string,
): Promise<string> {
  const granted = new provider.Grant({ accountId: user.userId, clientId });
  granted.addResourceScope(RESOURCE, scope);
  return granted.save();
}
