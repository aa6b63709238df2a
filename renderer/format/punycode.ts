// From the ASCII form of a label of a host name to its own letters (RFC 3492). A browser's URL gives
// only the other way.

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const BIAS = 72;
const FIRST = 0x80;
const LAST = 0x10ffff;

/** What stands after `xn--`, decoded; null where it is none. Whether it is a good name is not judged. */
export function decodePunycode(encoded: string): string | null {
  const delimiter = encoded.lastIndexOf('-');
  const points = Array.from(encoded.slice(0, Math.max(delimiter, 0)), (letter) =>
    letter.charCodeAt(0),
  );
  let [point, at, bias] = [FIRST, 0, BIAS];
  let index = delimiter + 1;
  while (index < encoded.length) {
    const before = at;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(index++));
      if (digit === null) return null;
      at += digit * weight;
      if (at > Number.MAX_SAFE_INTEGER / BASE) return null;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = points.length + 1;
    bias = adapted(at - before, length, before === 0);
    point += Math.floor(at / length);
    if (point > LAST) return null;
    at %= length;
    points.splice(at++, 0, point);
  }
  return String.fromCodePoint(...points);
}

/** `code`: NaN at the end. */
function digitOf(code: number): number | null {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return code >= 0x30 && code <= 0x39 ? code - 0x30 + 26 : null;
}

function adapted(grown: number, length: number, isFirst: boolean): number {
  let delta = Math.floor(grown / (isFirst ? DAMP : 2));
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE)
    delta = Math.floor(delta / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
}
