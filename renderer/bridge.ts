// The only file that touches `window.muster`. Calls never reject on this side: what breaks between
// the window and main becomes an `internal` error, which somebody shows.
import { createApi } from '../electron/shared/api.ts';
import type { CallName, MusterApi } from '../electron/shared/contract.ts';
import { fail, type Result } from '../electron/shared/errors.ts';

declare global {
  interface Window {
    muster?: MusterApi;
  }
}

type AnyCall = (argument: unknown) => Promise<Result<unknown>>;
type AnyEvent = (listener: (payload: never) => void) => () => void;

/** Wraps the API of the preload. `internal` from here has no reference: main's log knows nothing of it. */
export function connect(api: MusterApi | undefined = window.muster): MusterApi {
  if (!api) throw new Error('window.muster is missing: the preload did not run');
  const groups: Readonly<Record<string, Readonly<Record<string, unknown>>>> = api;
  const member = (name: string): unknown => {
    const [group = '', key = ''] = name.split('.');
    return groups[group]?.[key];
  };
  return createApi({
    invoke: (name: CallName, argument) => settle(member(name) as AnyCall, argument),
    subscribe: (name, listener) => (member(name) as AnyEvent)(listener),
  });
}

async function settle(call: AnyCall, argument: unknown): Promise<Result<unknown>> {
  try {
    return await call(argument);
  } catch {
    return fail({ code: 'internal', reference: '' });
  }
}
