// A session that Muster is making or ending, as it is written down before the server, or the vault,
// hears of it: what a crash leaves half done is known at the next start. No secret is in it.
import type { AccountId } from '../shared/ids.ts';
import type { Account } from '../shared/model.ts';

export interface UnsettledSession extends Pick<
  Account,
  'baseUrl' | 'deviceId' | 'keptIn' | 'borrowed' | 'oauth' | 'credentialId'
> {
  readonly kind: UnsettledKind;
  /** Whose session it becomes, or was. */
  readonly accountId: AccountId;
  /** A full Matrix ID; before the server's answer what was typed, or null where nobody was named. */
  readonly userId: string | null;
}

/** One that the server has made, and has said of whom it is. */
export interface GrantedSession extends UnsettledSession {
  readonly kind: 'granted';
  readonly userId: string;
}

export const unsettledKinds = [
  /** The server is asked for it, and may make it at any moment. */
  'asked',
  /** Made; its tokens are being put into their place. */
  'granted',
  /** To be ended on the server, then forgotten. */
  'ending',
  /** Its tokens are to be forgotten: it has ended by itself, or isn't Muster's to end. */
  'forgetting',
] as const;

export type UnsettledKind = (typeof unsettledKinds)[number];
