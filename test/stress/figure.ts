// One line of the table that `npm run stress` prints: something tried very often, with a goal of none
// that fails.

export interface Figure {
  /** As the table has it. */
  readonly name: string;
  /** What must not happen. */
  readonly goal: string;
  /** How often it is tried, at least. */
  readonly sizes: { readonly quick: number; readonly whole: number };
  /** Tries `size` times, each try decided by `seed` alone; counts in `tally`. */
  run(tally: Tally, size: number, seed: number): Promise<void>;
}

const KEPT = 20;

/** Counts tries and failures, and keeps the first failures in words. */
export class Tally {
  readonly #failures: string[] = [];
  #tried = 0;
  #failed = 0;

  get tried(): number {
    return this.#tried;
  }

  get failed(): number {
    return this.#failed;
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  count(tries = 1): void {
    this.#tried += tries;
  }

  fail(what: string): void {
    this.#failed += 1;
    if (this.#failures.length < KEPT) this.#failures.push(what.slice(0, 500));
  }
}
