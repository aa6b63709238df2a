// Electron's network stack says nothing between "asked" and "headers are here", so a dead host looks
// like a slow one. Where no proxy is in between, a plain TCP connection on the side tells them apart.
import { connect, type Socket } from 'node:net';

/** When a request without headers begins to be suspicious. */
const patience = 3_000;
/** The whole time that a server has to accept a connection, from the start of the request. */
const connectLimit = 10_000;

/**
 * Calls `onTimeout` once when 10 s after the start neither `stop` was called nor a TCP connection
 * to the host was possible. A refused or otherwise failed probe says nothing: the request itself
 * reports that.
 */
export class ConnectProbe {
  readonly #url: URL;
  readonly #onTimeout: () => void;
  readonly #start: NodeJS.Timeout;
  #deadline: NodeJS.Timeout | undefined;
  #socket: Socket | null = null;
  #stopped = false;

  constructor(url: URL, isDirect: () => Promise<boolean>, onTimeout: () => void) {
    this.#url = url;
    this.#onTimeout = onTimeout;
    this.#start = setTimeout(() => {
      isDirect()
        .then((direct) => {
          if (direct && !this.#stopped) this.#connect();
        })
        .catch(() => this.stop());
    }, patience);
  }

  /** Headers have come, or the request is over: nothing more to find out. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#start);
    clearTimeout(this.#deadline);
    this.#socket?.destroy();
  }

  #connect(): void {
    this.#socket = connect({ host: hostOf(this.#url), port: portOf(this.#url) });
    this.#socket.on('connect', () => this.stop());
    this.#socket.on('error', () => this.stop());
    this.#deadline = setTimeout(() => {
      this.stop();
      this.#onTimeout();
    }, connectLimit - patience);
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
