// The configuration of one throwaway Synapse, as data. No file is written here.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** What a test chooses. What is left out is as Synapse has it by default. */
export interface SynapseOptions {
  /**
   * How long after a sign-in or a confirmation the server deletes sessions without asking for the
   * password (`ui_auth.session_timeout`). By default it always asks.
   */
  readonly uiaGraceMs?: number;
  /** Ways to sign in by the browser, in this order. None by default. */
  readonly identityProviders?: readonly IdentityProvider[];
  /** False: nobody has a password, the browser is the only way in. */
  readonly passwords?: boolean;
  /** How long tokens live that can be renewed (`refreshable_access_token_lifetime`); 5 minutes. */
  readonly tokenLifetimeMs?: number;
}

/** An OpenID provider, as Synapse is told of it. */
export interface IdentityProvider {
  /** Clients see it with "oidc-" before it. */
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
}

export interface SynapseSetup {
  readonly directory: string;
  readonly port: number;
  readonly serverName: string;
  readonly sharedSecret: string;
  readonly options: SynapseOptions;
}

/** Where Synapse takes people back from a provider. */
export const OIDC_CALLBACK_PATH = '/_synapse/client/oidc/callback';

const open = { per_second: 10_000, burst_count: 10_000 };

/**
 * JSON, which is YAML: loopback only, SQLite, rate limits opened, cheap password hashes, no
 * federation, and nothing that asks another server.
 */
export function synapseConfig(setup: SynapseSetup): string {
  const { directory, port, options } = setup;
  return JSON.stringify({
    server_name: setup.serverName,
    public_baseurl: `http://127.0.0.1:${port}`,
    listeners: [
      {
        port,
        bind_addresses: ['127.0.0.1'],
        type: 'http',
        tls: false,
        resources: [{ names: ['client'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: join(directory, 'homeserver.sqlite') } },
    signing_key_path: join(directory, 'signing.key'),
    media_store_path: join(directory, 'media'),
    log_config: join(directory, 'log.json'),
    macaroon_secret_key: randomBytes(24).toString('hex'),
    form_secret: randomBytes(24).toString('hex'),
    registration_shared_secret: setup.sharedSecret,
    bcrypt_rounds: 4,
    experimental_features: { msc3814_enabled: true },
    ui_auth: { session_timeout: options.uiaGraceMs ?? 0 },
    password_config: { enabled: options.passwords ?? true },
    oidc_providers: (options.identityProviders ?? []).map(oidcProvider),
    refreshable_access_token_lifetime: options.tokenLifetimeMs ?? '5m',
    rc_login: { address: open, account: open, failed_attempts: open },
    rc_registration: open,
    trusted_key_servers: [],
    report_stats: false,
    presence: { enabled: false },
    user_directory: { enabled: false },
  });
}

/** The user name is the person's name at the provider, and a page asks once whether it shall be. */
function oidcProvider({ id, name, issuer, clientId }: IdentityProvider): object {
  return {
    idp_id: id,
    idp_name: name,
    issuer,
    client_id: clientId,
    client_auth_method: 'none',
    // An issuer without TLS.
    skip_verification: true,
    user_mapping_provider: {
      config: { localpart_template: '{{ user.sub }}', confirm_localpart: true },
    },
  };
}

/**
 * Warnings and worse to standard error, where the starter keeps them for its error message; a line
 * for each answered request to `accessLog`.
 */
export function synapseLogConfig(accessLog: string): string {
  return JSON.stringify({
    version: 1,
    handlers: {
      console: { class: 'logging.StreamHandler' },
      access: { class: 'logging.FileHandler', filename: accessLog },
    },
    root: { level: 'WARNING', handlers: ['console'] },
    loggers: { 'synapse.access': { level: 'INFO', handlers: ['access'], propagate: false } },
  });
}

/** How often a request was answered, by the text of an access log. `path` is without a query. */
export function countRequests(accessLog: string, method: string, path: string): number {
  return accessLog
    .split('\n')
    .filter((line) => line.includes(`"${method} ${path} `) || line.includes(`"${method} ${path}?`))
    .length;
}

/** A fresh key in Synapse's own file format: "ed25519 <version> <32 bytes, unpadded base64>". */
export function signingKeyFile(): string {
  return `ed25519 a_test ${randomBytes(32).toString('base64').replace(/=+$/, '')}\n`;
}
