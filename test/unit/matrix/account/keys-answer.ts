// The answer of POST /keys/query for an account that identity-fixtures.ts made.
import { type AccountKeys } from '../../../homeserver/identity-fixtures.ts';
import { type WireObject } from '../../../homeserver/signing.ts';

export const USER = '@alice:example.org';

export interface KeysAnswer {
  readonly device_keys: Readonly<Record<string, WireObject>>;
  readonly master_keys: WireObject;
  readonly self_signing_keys: WireObject;
  readonly failures: WireObject;
}

export function keysAnswer({ devices, crossSigning }: AccountKeys): KeysAnswer {
  const own = (key: WireObject | undefined) => (key ? { [USER]: key } : {});
  return {
    device_keys: { [USER]: Object.fromEntries(devices) },
    master_keys: own(crossSigning?.master_key),
    self_signing_keys: own(crossSigning?.self_signing_key),
    failures: {},
  };
}
