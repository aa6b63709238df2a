// Builds the window's projection of the contract from two functions. Used by the preload, by the
// browser bridge of the loopback host, and by the mock of the component tests.
import {
  contract,
  type CallName,
  type EventName,
  type MusterApi,
  type Payload,
} from './contract.ts';
import type { Result } from './errors.ts';

export interface ApiTransport {
  invoke(name: CallName, argument: unknown): Promise<Result<unknown>>;
  subscribe<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
}

export function createApi(transport: ApiTransport): MusterApi {
  const groups = Object.entries(contract).map(([group, members]) => {
    const functions = Object.entries<{ readonly kind: 'call' | 'event' }>(members).map(
      ([name, member]) => [
        name,
        member.kind === 'call'
          ? (argument: unknown) => transport.invoke(`${group}.${name}` as CallName, argument)
          : (listener: (payload: never) => void) =>
              transport.subscribe(`${group}.${name}` as EventName, listener),
      ],
    );
    return [group, Object.freeze(Object.fromEntries(functions))] as const;
  });
  return Object.freeze(Object.fromEntries(groups)) as MusterApi;
}
