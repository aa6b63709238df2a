// The time on screen: moves twice a minute, which is enough for "2 minutes ago".

const tick = 30_000;

export interface Clock {
  /** What ages are counted from, in milliseconds since 1970: reactive, up to 30 s old. */
  readonly now: number;
  /** This moment by this computer's clock, for waits; not reactive. */
  exact(): number;
}

export class WindowClock implements Clock {
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

  get now(): number {
    return this.#now;
  }

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

/** For what a server dates: ages are counted by its clock, which is ahead of this computer's by so many milliseconds. */
export class ServerClock implements Clock {
  readonly #window: Clock;
  readonly #ahead: () => number;

  constructor(window: Clock, ahead: () => number) {
    this.#window = window;
    this.#ahead = ahead;
  }

  get now(): number {
    return this.#window.now + this.#ahead();
  }

  exact(): number {
    return this.#window.exact();
  }
}
