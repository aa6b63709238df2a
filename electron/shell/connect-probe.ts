// Electron's network stack says nothing between "asked" and "headers are here", so a dead host looks
// like a slow one. Where no proxy is in between, a plain TCP connection on the side tells them apart.
import { connect, type Socket } from 'node:net';

/** When a request without headers begins to be suspicious. */
const patience = 3_000;
/** The whole time that a server has to accept a connection, from the start of the request. */
const connectLimit = 10_000;

export interface ConnectProbe {
  /** Headers have come, or the request is over: nothing more to find out. */
  stop(): void;
}

/**
 * Calls `onTimeout` once when 10 s after the start neither `stop` was called nor a TCP connection
 * to the host was possible. A refused or otherwise failed probe says nothing: the request itself
 * reports that.
 */
export function probeConnection(
  url: URL,
  isDirect: () => Promise<boolean>,
  onTimeout: () => void,
): ConnectProbe {
  let stopped = false;
  let socket: Socket | null = null;
  let deadline: NodeJS.Timeout | null = null;

  const stop = () => {
    stopped = true;
    clearTimeout(start);
    if (deadline) clearTimeout(deadline);
    socket?.destroy();
  };

  const probe = () => {
    socket = connect({ host: hostOf(url), port: portOf(url) });
    socket.once('connect', stop);
    socket.once('error', stop);
    deadline = setTimeout(() => {
      stop();
      onTimeout();
    }, connectLimit - patience);
  };

  const start = setTimeout(() => {
    void isDirect().then((direct) => {
      if (direct && !stopped) probe();
    });
  }, patience);

  return { stop };
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
