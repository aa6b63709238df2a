// How often a client may ask whether its device code was confirmed (RFC 8628, section 3.5).

/** Timers and networks are never exact. */
const TOLERANCE_MS = 200;
const PENALTY_MS = 5_000;

export class PollPace {
  readonly #intervalMs: number;
  readonly #polls = new Map<string, { readonly at: number; readonly intervalMs: number }>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Notes a poll. One that came too soon makes the interval longer for the next. */
  isTooSoon(deviceCode: string, now: number): boolean {
    const last = this.#polls.get(deviceCode);
    const intervalMs = last?.intervalMs ?? this.#intervalMs;
    const isTooSoon = last !== undefined && now - last.at < intervalMs - TOLERANCE_MS;
    this.#polls.set(deviceCode, { at: now, intervalMs: intervalMs + (isTooSoon ? PENALTY_MS : 0) });
    return isTooSoon;
  }
}
