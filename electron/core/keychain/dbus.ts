// As much of D-Bus as it takes to ask the session bus a few questions. Nothing that is asked here
// makes anybody wait for a person.
import { connect, type Socket } from 'node:net';
import { lengthOf, messageOf, readMessage, type BusCall, type BusValue } from './dbus-message.ts';

/** How long one answer may take, in milliseconds: a service may be started for it. */
const ANSWER_MS = 5_000;
/** More than any answer to our questions has, in bytes. */
const MESSAGE_MAX = 65_536;

/** Where the session bus listens, for `net.connect`; null where the environment names none. */
export function sessionBusPath(env: NodeJS.ProcessEnv): string | null {
  const address = env['DBUS_SESSION_BUS_ADDRESS'];
  if (address === undefined || address === '') {
    const folder = env['XDG_RUNTIME_DIR'];
    return folder === undefined ? null : `${folder}/bus`;
  }
  const [, kind, name] = /(?:^|;)unix:(?:[^;]*,)?(path|abstract)=([^,;]*)/.exec(address) ?? [];
  if (kind === undefined || name === undefined) return null;
  const path = decodeURIComponent(name);
  return kind === 'abstract' ? `\0${path}` : path;
}

/** Opens the bus, hands `ask` to `work`, and closes it. Rejects where the bus can't be reached. */
export async function withBus<T>(
  path: string,
  work: (ask: (call: BusCall) => Promise<BusValue>) => Promise<T>,
): Promise<T> {
  const bus = new BusConnection(connect(path));
  try {
    await bus.open();
    return await work((call) => bus.ask(call));
  } finally {
    bus.close();
  }
}

class BusConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #serial = 0;
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const end = () => {
      this.#isOver = true;
      this.#wake();
    };
    socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake();
    });
    socket.on('error', end);
    socket.on('close', end);
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
  }

  async open(): Promise<void> {
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    this.#socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    const line = await this.#take(() => {
      const end = this.#received.indexOf('\r\n');
      return end < 0 ? null : end + 2;
    });
    if (!line.toString('latin1').startsWith('OK ')) throw new Error('the bus refuses');
    this.#socket.write('BEGIN\r\n');
    const [name, path] = ['org.freedesktop.DBus', '/org/freedesktop/DBus'];
    await this.ask({ destination: name, path, interface: name, member: 'Hello', strings: [] });
  }

  async ask(call: BusCall): Promise<BusValue> {
    const serial = ++this.#serial;
    this.#socket.write(messageOf(call, serial));
    for (;;) {
      const message = await this.#take(() => lengthOf(this.#received));
      const { answers, value } = readMessage(message);
      if (answers === serial) return value;
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next bytes, when `length` says how many they are. */
  async #take(length: () => number | null): Promise<Buffer> {
    for (;;) {
      const wanted = length();
      if (wanted !== null && wanted > MESSAGE_MAX) throw new Error('the bus says too much');
      if (wanted !== null && this.#received.length >= wanted) {
        const taken = this.#received.subarray(0, wanted);
        this.#received = this.#received.subarray(wanted);
        return taken;
      }
      if (this.#isOver) throw new Error('the bus is gone');
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
