// From an untrusted call to a typed result: parse, call, and catch what is a bug. Who may call at
// all (window, frame, token) is checked by the host before.
import type { Log } from '../core/log.ts';
import type { CallName, Handlers, Value } from '../shared/contract.ts';
import { fail, type Result } from '../shared/errors.ts';
import { schemas } from './schemas.ts';

export type Dispatch = (name: string, argument: unknown) => Promise<Result<unknown>>;

/**
 * Never rejects: an unknown name or an argument that doesn't parse is `bad-request`, and an
 * exception is `internal` with the reference under which the log has it.
 */
export function createDispatch(handlers: Handlers, log: Log): Dispatch {
  async function call<N extends CallName>(name: N, argument: unknown): Promise<Result<Value<N>>> {
    const parsed = schemas[name].safeParse(argument);
    if (parsed.success) return handlers[name](parsed.data);
    log.warn('bad-request', { known: true });
    return fail({ code: 'bad-request' });
  }

  return async (name, argument) => {
    try {
      if (isCallName(name)) return await call(name, argument);
      log.warn('bad-request', { known: false });
      return fail({ code: 'bad-request' });
    } catch (error) {
      return fail({ code: 'internal', reference: log.bug('call-threw', error) });
    }
  };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(schemas, name);
}
