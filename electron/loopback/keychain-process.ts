// The keychain process of the loopback host: a child of this one, which ends with it.
import { fork } from 'node:child_process';
import type { HelperAnswer, HelperProcess } from '../core/keychain/helper-protocol.ts';

/** `program`: the path of `dist/keychain.js`. */
export function startKeychainProcess(program: string): HelperProcess {
  const child = fork(program, [], { stdio: 'ignore' });
  return {
    post: (call) => void child.send(call),
    onAnswer: (listener) => void child.on('message', (answer) => listener(answer as HelperAnswer)),
    onExit: (listener) => {
      child.once('exit', listener);
      child.once('error', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
