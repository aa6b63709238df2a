// Long work on the one thread that also answers the window: done in slices, with other work between.

/** Longest slice, in milliseconds. What is done between two looks at the clock comes on top. */
const SLICE_MS = 8;

/** One piece of long work. `if (pacer.isDue()) await pacer.pause();` where it may stop for a moment. */
export class Pacer {
  #since = performance.now();

  isDue(): boolean {
    return performance.now() - this.#since >= SLICE_MS;
  }

  /** Resolves after whatever else was waiting. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#since = performance.now();
  }
}
