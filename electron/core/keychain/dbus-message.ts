// Messages of D-Bus whose arguments and answers are strings, numbers and booleans, as bytes (D-Bus
// specification 0.42, "Message Protocol"). Pure.

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly strings: readonly string[];
}

/** A value of the kinds that are read here; null for an error, or for any other kind. */
export type BusValue = string | number | boolean | null;

const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const ERROR = 3;
const field = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 };

/** A call of a method, as bytes. */
export function messageOf(call: BusCall, serial: number): Buffer {
  const body = new Writer();
  for (const text of call.strings) body.text(text);
  const head = new Writer();
  head.bytes([0x6c, METHOD_CALL, 0, 1]);
  head.number(body.length);
  head.number(serial);
  const fields = new Writer();
  const add = (code: number, type: 'o' | 's' | 'g', text: string) => {
    fields.align(8);
    fields.bytes([code, 1, type.charCodeAt(0), 0]);
    if (type === 'g') fields.signature(text);
    else fields.text(text);
  };
  add(field.path, 'o', call.path);
  add(field.interface, 's', call.interface);
  add(field.member, 's', call.member);
  add(field.destination, 's', call.destination);
  if (call.strings.length > 0) add(field.signature, 'g', 's'.repeat(call.strings.length));
  head.number(fields.length);
  // The fields begin at a multiple of eight, so that their own padding holds here too.
  head.append(fields);
  head.align(8);
  head.append(body);
  return head.done();
}

/** Of the message that begins here, in bytes; null while that can't be told. */
export function lengthOf(received: Buffer): number | null {
  if (received.length < 16) return null;
  const read = new Reader(received, 4);
  const body = read.number();
  read.number();
  return padded(16 + read.number(), 8) + body;
}

export interface Message {
  /** The serial of the call that it answers, null for any other message. */
  readonly answers: number | null;
  readonly value: BusValue;
}

/** What a whole message says; signals and calls of others answer nothing. */
export function readMessage(message: Buffer): Message {
  const type = message[1] ?? 0;
  const read = new Reader(message, 12);
  const end = 16 + read.number();
  let replySerial = 0;
  let signature = '';
  while (read.at < end) {
    read.align(8);
    const code = read.byte();
    const value = read.value(read.signature());
    if (code === field.replySerial && typeof value === 'number') replySerial = value;
    if (code === field.signature && typeof value === 'string') signature = value;
  }
  read.at = padded(end, 8);
  const answers = type === METHOD_RETURN || type === ERROR ? replySerial : null;
  const value = type === METHOD_RETURN && signature !== '' ? read.value(signature) : null;
  return { answers, value };
}

class Writer {
  #parts: number[] = [];

  get length(): number {
    return this.#parts.length;
  }

  bytes(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#parts.push(byte);
  }

  align(to: number): void {
    while (this.#parts.length % to !== 0) this.#parts.push(0);
  }

  number(value: number): void {
    this.align(4);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.bytes(bytes);
  }

  text(text: string): void {
    const bytes = Buffer.from(text);
    this.number(bytes.length);
    this.bytes(bytes);
    this.bytes([0]);
  }

  signature(text: string): void {
    this.bytes([text.length]);
    this.bytes(Buffer.from(text));
    this.bytes([0]);
  }

  append(other: Writer): void {
    this.bytes(other.#parts);
  }

  done(): Buffer {
    return Buffer.from(this.#parts);
  }
}

/** Reads what this computer's own bus wrote; throws a RangeError where the bytes end too soon. */
class Reader {
  readonly #from: Buffer;
  readonly #isLittle: boolean;
  at: number;

  constructor(message: Buffer, at: number) {
    this.#from = message;
    this.#isLittle = message[0] === 0x6c;
    this.at = at;
  }

  align(to: number): void {
    this.at = padded(this.at, to);
  }

  byte(): number {
    return this.#from.readUInt8(this.at++);
  }

  number(): number {
    this.align(4);
    const { at } = this;
    this.at += 4;
    return this.#isLittle ? this.#from.readUInt32LE(at) : this.#from.readUInt32BE(at);
  }

  text(): string {
    return this.#characters(this.number());
  }

  signature(): string {
    return this.#characters(this.byte());
  }

  value(signature: string): BusValue {
    switch (signature) {
      case 's':
      case 'o':
        return this.text();
      case 'g':
        return this.signature();
      case 'u':
        return this.number();
      case 'b':
        return this.number() !== 0;
      case 'v':
        return this.value(this.signature());
      default:
        return null;
    }
  }

  /** They end with a NUL that isn't counted. */
  #characters(length: number): string {
    const text = this.#from.toString('utf8', this.at, this.at + length);
    this.at += length + 1;
    return text;
  }
}

function padded(length: number, to: number): number {
  return Math.ceil(length / to) * to;
}
