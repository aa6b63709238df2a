// Bends a good answer into what a hostile or broken server might send. Structure-aware: what is bent
// is a place in the JSON, its text, its encoding, or the HTTP around it.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../homeserver/random.ts';

/** One answer as bytes on a connection. */
export interface HostileAnswer {
  readonly head: string;
  readonly body: Buffer;
  /** How the body comes. `drip`: a byte at a time; `endless`: again and again; `cut`: half of it. */
  readonly pace: 'whole' | 'drip' | 'endless' | 'cut' | 'silent';
}

const oddValues: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 9e18,
  () => 1.5,
  () => 2 ** 53,
  () => -0,
  () => '',
  () => '..',
  () => '\u0000\ud800\u202e',
  () => [],
  () => ({}),
  () => [[[[[]]]]],
  (random) => nested(random.below(60)),
  (random) => 'x'.repeat(10 ** random.below(6)),
  (random) => Array.from({ length: 10 ** random.below(4) }, () => ({})),
  () => JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}') as unknown,
  () => Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`k${at}`, at])),
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

type Holder = Record<string, unknown>;

/** A random place in a value: the object or array that holds it, and its name there. */
function placeIn(value: unknown, random: Random): readonly [Holder, string] | null {
  let place: readonly [Holder, string] | null = null;
  let current = value;
  while (typeof current === 'object' && current !== null) {
    const names = Object.keys(current);
    if (names.length === 0) break;
    const name = random.pick(names);
    place = [current as Holder, name];
    current = (current as Holder)[name];
    if (random.below(3) === 0) break;
  }
  return place;
}

function bendValue(json: unknown, random: Random): unknown {
  const value = structuredClone(json);
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const place = placeIn(value, random);
    if (place === null) return random.pick(oddValues)(random);
    const [holder, name] = place;
    const kind = random.below(5);
    if (kind === 0 && !Array.isArray(holder)) Reflect.deleteProperty(holder, name);
    else if (kind === 1 && Array.isArray(holder))
      for (let more = random.below(1_500); more > 0; more -= 1) holder.push(holder[0]);
    else holder[name] = random.pick(oddValues)(random);
  }
  return value;
}

function bendText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  return random.pick<() => string>([
    () => text.slice(0, at),
    () => `${text}${text}`,
    () =>
      text.slice(0, at) +
      random.pick(['"', '}', ']', ',', '\\', '\u0000', '\ufeff']) +
      text.slice(at),
    () => text.replace(/"(\w+)":/, '"__proto__":{"polluted":true},"$1":'),
    () => text.replace(/\{"(\w+)":/, '{"$1":null,"$1":'),
    () => text.replace(/\d+/, random.pick(['1e400', '-1e999', '00', '1e-400', '9'.repeat(400)])),
    () => '['.repeat(random.below(100_000)),
    () => `<html><body>${text}</body></html>`,
    () => `${' '.repeat(random.below(2_000_000))}${text}`,
  ])();
}

function encode(text: string, random: Random): { readonly body: Buffer; readonly headers: string } {
  const bytes = Buffer.from(text);
  const bomb = () => Buffer.alloc(1024 * 1024 * (1 + random.below(80)), 0x20);
  return random.pick<() => { body: Buffer; headers: string }>([
    () => ({ body: gzipSync(bytes), headers: 'Content-Encoding: gzip\r\n' }),
    () => ({ body: brotliCompressSync(bytes), headers: 'Content-Encoding: br\r\n' }),
    () => ({ body: deflateSync(bytes), headers: 'Content-Encoding: deflate\r\n' }),
    () => ({ body: bytes, headers: 'Content-Encoding: gzip\r\n' }),
    () => ({ body: gzipSync(bytes).subarray(0, 12), headers: 'Content-Encoding: gzip\r\n' }),
    () => ({ body: gzipSync(gzipSync(bytes)), headers: 'Content-Encoding: gzip, gzip\r\n' }),
    () => ({
      body: Buffer.from(text, 'utf16le'),
      headers: 'Content-Type: text/json; charset=utf-16\r\n',
    }),
    () => ({ body: Buffer.concat([Buffer.from([0xff, 0xc0, 0x80]), bytes]), headers: '' }),
    () => ({
      body: gzipSync(random.below(20) === 0 ? bomb() : bytes),
      headers: 'Content-Encoding: gzip\r\n',
    }),
  ])();
}

const oddStatuses = [
  99, 100, 101, 103, 199, 204, 205, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404,
];
const moreStatuses = [
  405, 408, 413, 418, 421, 429, 500, 501, 502, 503, 504, 520, 599, 600, 999, 1_000,
];
const statuses = [...oddStatuses, ...moreStatuses];

const oddHeaders: readonly string[] = [
  'Retry-After: 99999999999999999999',
  'Retry-After: -5',
  'Retry-After: Thu, 01 Jan 1970 00:00:00 GMT',
  'Location: http://169.254.169.254/latest/',
  'Location: file:///etc/passwd',
  'Location: //evil.example/\u0001',
  'Content-Type: text/html; charset=\u00e9',
  'X-Odd: \u0395\u03bd\u03c4\u03ac\u03be\u03b5\u03b9',
  'Set-Cookie: a=b; Domain=.example.org',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Content-Length: 18446744073709551616',
  'Content-Length: -1',
  `X-Long: ${'x'.repeat(20_000)}`,
  'WWW-Authenticate: Basic realm="x"',
  'Refresh: 0; url=http://evil.example/',
];

/** `json` is what a good server would say, with this status. */
export function hostileAnswer(json: unknown, status: number, random: Random): HostileAnswer {
  let text = JSON.stringify(json);
  let body: Buffer | null = null;
  let headers = '';
  let code = status;
  let pace: HostileAnswer['pace'] = 'whole';
  const kind = random.below(20);
  if (kind < 10) text = JSON.stringify(bendValue(json, random));
  else if (kind < 13) text = bendText(text, random);
  else if (kind < 15) ({ body, headers } = encode(text, random));
  else if (kind < 17) code = random.pick(statuses);
  else if (kind < 19) headers = `${random.pick(oddHeaders)}\r\n`;
  else pace = random.pick(['drip', 'endless', 'cut', 'silent'] as const);
  body ??= Buffer.from(text);
  const length = /content-length|transfer-encoding/i.test(headers) || pace === 'endless';
  const reason = random.below(30) === 0 ? '\u0395\u03bd\u03c4\u03ac\u03be\u03b5\u03b9' : 'OK';
  const head =
    `HTTP/1.1 ${code} ${reason}\r\nContent-Type: application/json\r\n${headers}` +
    `${length ? '' : `Content-Length: ${body.byteLength}\r\n`}\r\n`;
  return { head, body, pace };
}
