// The keychain, as main has it: a process that is started when it is first needed, and anew after it
// has ended. It knows one call at a time.
import type { Keychain } from '../ports.ts';
import type { HelperAnswer, HelperCall, HelperProcess } from './helper-protocol.ts';

/** The process ended before it answered. */
export class KeychainGone extends Error {
  constructor() {
    super('the keychain process ended');
  }
}

interface Pending {
  readonly resolve: (answer: HelperAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** `service`: the name under which all items are kept. */
export class KeychainHelper implements Keychain {
  readonly #service: string;
  readonly #start: () => HelperProcess;
  #process: HelperProcess | null = null;
  #pending: Pending | null = null;

  constructor(service: string, start: () => HelperProcess) {
    this.#service = service;
    this.#start = start;
  }

  async get(item: string): Promise<string | null> {
    const answer = await this.#ask({ kind: 'get', service: this.#service, item });
    return answer.kind === 'secret' ? answer.secret : null;
  }

  async set(item: string, secret: string): Promise<void> {
    await this.#ask({ kind: 'set', service: this.#service, item, secret });
  }

  async delete(item: string): Promise<boolean> {
    const answer = await this.#ask({ kind: 'delete', service: this.#service, item });
    return answer.kind === 'done' && answer.done;
  }

  end(): void {
    const ending = this.#process;
    if (ending === null) return;
    ending.kill();
    this.#forget(ending);
  }

  async #ask(call: HelperCall): Promise<HelperAnswer> {
    if (this.#pending !== null) throw new Error('the keychain process has a call already');
    const answer = await new Promise<HelperAnswer>((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#process ??= this.#begin();
      this.#process.post(call);
    });
    if (answer.kind === 'failed') throw new Error(answer.message);
    return answer;
  }

  #begin(): HelperProcess {
    const begun = this.#start();
    begun.onAnswer((answer) => {
      if (this.#process !== begun) return;
      const pending = this.#pending;
      this.#pending = null;
      pending?.resolve(answer);
    });
    begun.onExit(() => this.#forget(begun));
    return begun;
  }

  #forget(ended: HelperProcess): void {
    if (this.#process !== ended) return;
    this.#process = null;
    const pending = this.#pending;
    this.#pending = null;
    pending?.reject(new KeychainGone());
  }
}
