// The time on screen: moves twice a minute, which is enough for "2 minutes ago".

const tick = 30_000;

export class Clock {
  readonly #read: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #now: number;

  constructor(read: () => number) {
    this.#read = read;
    this.#now = $state(read());
    this.#timer = setInterval(() => {
      this.#now = read();
    }, tick);
  }

  /** For display: reactive, up to 30 s old. */
  get now(): number {
    return this.#now;
  }

  /** This moment, in milliseconds since 1970; not reactive. */
  exact(): number {
    return this.#read();
  }

  /** After news that carry a time, so that none of it is in the future. */
  sync(): void {
    this.#now = this.#read();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
