// The configuration of one throwaway Synapse, as data. No file is written here.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

export interface SynapseSetup {
  readonly directory: string;
  readonly port: number;
  readonly serverName: string;
  readonly sharedSecret: string;
  /** `ui_auth.session_timeout` in milliseconds; 0 is Synapse's own default. */
  readonly uiaGraceMs: number;
}

const open = { per_second: 10_000, burst_count: 10_000 };

/**
 * JSON, which is YAML: loopback only, SQLite, rate limits opened, cheap password hashes, no
 * federation, and nothing that asks another server.
 */
export function synapseConfig(setup: SynapseSetup): string {
  const { directory, port } = setup;
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
    ui_auth: { session_timeout: setup.uiaGraceMs },
    rc_login: { address: open, account: open, failed_attempts: open },
    rc_registration: open,
    trusted_key_servers: [],
    report_stats: false,
    presence: { enabled: false },
    user_directory: { enabled: false },
  });
}

/** Warnings and worse to standard error, where the starter keeps them for its error message. */
export function synapseLogConfig(): string {
  return JSON.stringify({
    version: 1,
    handlers: { console: { class: 'logging.StreamHandler' } },
    root: { level: 'WARNING', handlers: ['console'] },
  });
}

/** A fresh key in Synapse's own file format: "ed25519 <version> <32 bytes, unpadded base64>". */
export function signingKeyFile(): string {
  return `ed25519 a_test ${randomBytes(32).toString('base64').replace(/=+$/, '')}\n`;
}
