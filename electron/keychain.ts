// The keychain process: the only one that loads the keychain's library. Started by main (Electron's
// utility process, or a child of the loopback host), it answers main's calls and ends with it.
import { answerCall } from './core/keychain/helper-program.ts';
import type { HelperCall } from './core/keychain/helper-protocol.ts';
import type { Keytar } from './core/ports.ts';

/** Null where it can't be loaded: libsecret is missing, say. */
const keytar: Promise<Keytar | null> = import('keytar').then(
  (module) => module.default,
  () => null,
);

const { parentPort } = process as { readonly parentPort?: Electron.ParentPort };
if (parentPort !== undefined) {
  parentPort.on('message', ({ data }) => {
    void answer(data as HelperCall).then((given) => parentPort.postMessage(given));
  });
} else {
  process.on('message', (call) => {
    void answer(call as HelperCall).then((given) => process.send?.(given));
  });
  // An ordinary exit would wait for a call that hangs.
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

async function answer(call: HelperCall) {
  return answerCall(await keytar, call);
}
