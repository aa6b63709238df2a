// What Muster asks by itself, one thing at a time for each server. What a person asks for doesn't
// wait here.

export class ServerQueue {
  readonly #onBug: (error: unknown) => void;
  readonly #tails = new Map<string, Promise<void>>();

  /** `onBug`: told what work threw. */
  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug;
  }

  /** Runs `work` when all that was given before it for the same server has ended. Never rejects. */
  run(server: string, work: () => Promise<unknown>): Promise<void> {
    const tail = (this.#tails.get(server) ?? Promise.resolve())
      .then(work)
      .then(() => undefined, this.#onBug)
      .finally(() => {
        if (this.#tails.get(server) === tail) this.#tails.delete(server);
      });
    this.#tails.set(server, tail);
    return tail;
  }
}
