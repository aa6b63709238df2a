// The keychain process in Electron: a utility process, which ends with Muster however that ends.
import { utilityProcess } from 'electron';
import type { HelperAnswer, HelperProcess } from '../core/keychain/helper-protocol.ts';

/** Its heap holds one secret at a time. In MiB. */
const HEAP_MAX = 64;

/** `program`: the path of `dist/keychain.js`. */
export function startKeychainProcess(program: string): HelperProcess {
  const child = utilityProcess.fork(program, [], {
    serviceName: 'Muster keychain',
    stdio: 'ignore',
    execArgv: [`--max-old-space-size=${HEAP_MAX}`],
  });
  return {
    post: (call) => child.postMessage(call),
    onAnswer: (listener) => void child.on('message', (answer) => listener(answer as HelperAnswer)),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
