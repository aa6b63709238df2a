// What the keychain process does with a call. The process itself begins in electron/keychain.ts.
import type { Keytar } from '../ports.ts';
import { TOKEN_MAX } from '../tokens/vault.ts';
import type { HelperAnswer, HelperCall } from './helper-protocol.ts';

/** `keytar`: null where the module could not be loaded. Never rejects. */
export async function answerCall(keytar: Keytar | null, call: HelperCall): Promise<HelperAnswer> {
  if (keytar === null) return { kind: 'failed', message: 'no keychain module' };
  try {
    return await perform(keytar, call);
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : '' };
  }
}

async function perform(keytar: Keytar, call: HelperCall): Promise<HelperAnswer> {
  const { service, item } = call;
  switch (call.kind) {
    case 'get': {
      const secret = await keytar.getPassword(service, item);
      // Longer than anything that Muster has ever stored: it isn't Muster's.
      return {
        kind: 'secret',
        secret: secret !== null && secret.length > TOKEN_MAX ? null : secret,
      };
    }
    case 'set':
      await keytar.setPassword(service, item, call.secret);
      return { kind: 'done', done: true };
    case 'delete':
      return { kind: 'done', done: await keytar.deletePassword(service, item) };
  }
}
