// Deterministic chance: the same seed gives the same people, ids and addresses on every run.

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  below(below: number): number;
  pick<T>(list: readonly T[]): T;
  /** Ten capital letters, as most servers make them. */
  deviceId(): string;
}

/** Marsaglia's xorshift with 32 bits: plenty for invented data, and no more than that. */
export function createRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: <T>(list: readonly T[]) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    deviceId: () => {
      const letters = Array.from({ length: 10 }, () => 65 + below(26));
      return String.fromCharCode(...letters);
    },
  };
}
