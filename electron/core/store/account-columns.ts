// Columns that the tables of accounts and of unsettled sessions share, read back with distrust.
import type { CredentialId, DeviceId } from '../../shared/ids.ts';
import type { Account, OAuthBinding } from '../../shared/model.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What both say of a session of Muster's: where it is, and what it is signed in with. */
export type SignedInColumns = Pick<
  Account,
  'baseUrl' | 'deviceId' | 'keptIn' | 'borrowed' | 'oauth' | 'credentialId'
>;

/** In the order of `SIGNED_IN_COLUMNS`. */
export function toColumns(session: SignedInColumns): readonly (string | number | null)[] {
  const { baseUrl, deviceId, keptIn, borrowed, oauth, credentialId } = session;
  return [
    baseUrl,
    deviceId === null ? null : toStoredText(deviceId),
    keptIn,
    borrowed ? 1 : 0,
    oauth === null ? null : JSON.stringify(oauth),
    credentialId,
  ];
}

export const SIGNED_IN_COLUMNS = 'base_url, device_id, kept_in, borrowed, oauth, credential_id';

/** The inverse of `toColumns`; null for what Muster didn't write. */
export function fromColumns(columns: readonly unknown[]): SignedInColumns | null {
  const [baseUrl, deviceId, keptIn, borrowed, oauth, credentialId] = columns;
  if (typeof baseUrl !== 'string' || !isAddress(baseUrl)) return null;
  if (keptIn !== 'keychain' && keptIn !== 'this-run') return null;
  if (typeof credentialId !== 'string') return null;
  return {
    baseUrl,
    deviceId: typeof deviceId === 'string' ? (fromStoredText(deviceId) as DeviceId) : null,
    keptIn,
    borrowed: borrowed === 1,
    oauth: typeof oauth === 'string' ? bindingOf(oauth) : null,
    credentialId: credentialId as CredentialId,
  };
}

/** Null for what Muster didn't write: such an account can't renew its tokens and signs in again. */
function bindingOf(json: string): OAuthBinding | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const member = (name: keyof OAuthBinding): string | null => {
    const text: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
    return typeof text === 'string' ? text : null;
  };
  const [issuer, clientId] = [member('issuer'), member('clientId')];
  const [tokenEndpoint, revocationEndpoint] = [
    member('tokenEndpoint'),
    member('revocationEndpoint'),
  ];
  if (issuer === null || clientId === null) return null;
  if (tokenEndpoint === null || !isAddress(tokenEndpoint)) return null;
  if (revocationEndpoint === null || !isAddress(revocationEndpoint)) return null;
  const authorization = member('authorizationEndpoint');
  const authorizationEndpoint =
    authorization !== null && isAddress(authorization) ? authorization : null;
  return { issuer, clientId, authorizationEndpoint, tokenEndpoint, revocationEndpoint };
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^/]/.test(text) && URL.canParse(text);
}
