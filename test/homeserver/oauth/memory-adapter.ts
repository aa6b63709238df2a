// What oidc-provider stores (clients, grants, tokens), in memory and for one server. Nothing is
// swept: what has expired is told by the library, and a test doesn't live long.
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Habits {
  /** A refresh token that was exchanged can be exchanged again, until it is forgotten. */
  readonly keepsExchanged: boolean;
  /** Told of each thing as it is stored; the id of a token or a code is the secret itself. */
  readonly stored: (kind: string, id: string) => void;
}

export interface MemoryStore {
  readonly adapterFor: AdapterFactory;
  readonly forget: (kind: string, id: string) => void;
}

export function createMemoryStore(habits: Habits): MemoryStore {
  const payloads = new Map<string, AdapterPayload>();
  return {
    adapterFor: (kind) => createAdapter(payloads, kind, habits),
    forget: (kind, id) => {
      payloads.delete(keyOf(kind, id));
    },
  };
}

function createAdapter(
  payloads: Map<string, AdapterPayload>,
  kind: string,
  { keepsExchanged, stored }: Habits,
): Adapter {
  const ofKind = () => [...payloads].filter(([key]) => key.startsWith(keyOf(kind, '')));
  const findBy = (fits: (payload: AdapterPayload) => boolean) =>
    Promise.resolve(ofKind().find(([, payload]) => fits(payload))?.[1]);
  return {
    upsert(id, payload) {
      payloads.set(keyOf(kind, id), payload);
      stored(kind, id);
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(payloads.get(keyOf(kind, id))),
    findByUid: (uid) => findBy((payload) => payload.uid === uid),
    findByUserCode: (userCode) => findBy((payload) => payload.userCode === userCode),
    consume(id) {
      const payload = payloads.get(keyOf(kind, id));
      const stays = kind === 'RefreshToken' && keepsExchanged;
      if (payload && !stays) payload.consumed = Math.floor(Date.now() / 1_000);
      return Promise.resolve();
    },
    destroy(id) {
      payloads.delete(keyOf(kind, id));
      return Promise.resolve();
    },
    revokeByGrantId(grantId) {
      for (const [key, payload] of ofKind()) if (payload.grantId === grantId) payloads.delete(key);
      return Promise.resolve();
    },
  };
}

function keyOf(kind: string, id: string): string {
  return `${kind}:${id}`;
}
