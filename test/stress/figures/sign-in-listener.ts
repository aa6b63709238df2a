// The address on this computer at which a browser comes back: strangers are never heard, and the
// true answer is, however many of them hold connections.
import { once } from 'node:events';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenOnLoopback } from '../../../electron/core/sign-in/loopback-listener.ts';
import { createRandom, type Random } from '../../homeserver/random.ts';
import type { Figure, Tally } from '../figure.ts';

/** Foreign requests for each listener, and connections that are held meanwhile. */
const FOREIGN = 100;
const HELD = 80;
const LATE_MS = 10_000;

export const signInListener: Figure = {
  name: 'listener of sign-ins: foreign requests, rebinding, held connections',
  goal: 'accepted: 0; true answer late by more than 10 s: 0',
  sizes: { quick: 1_000, whole: 20_000 },
  async run(tally, size, seed) {
    const random = createRandom(seed);
    for (let tried = 0; tried < size; tried += FOREIGN) await oneSignIn(tally, random);
  },
};

async function oneSignIn(tally: Tally, random: Random): Promise<void> {
  const told: string[] = [];
  const listener = await listenOnLoopback((address) => {
    told.push(address);
    return address.endsWith('?loginToken=true');
  });
  const url = new URL(listener.url);
  const held = Array.from({ length: random.below(HELD) }, () => hold(Number(url.port), random));
  for (let sent = 0; sent < FOREIGN; sent += 1) {
    tally.count();
    const heard = told.length;
    const status = await ask(url, foreign(url, random));
    if (status === 200 || told.length > heard) tally.fail(`a stranger was heard: ${told.at(-1)}`);
  }
  const begun = performance.now();
  const status = await ask(url, { path: `${url.pathname}?loginToken=true`, headers: {} });
  const late = performance.now() - begun;
  if (status !== 200 || late > LATE_MS) tally.fail(`the true answer: ${status} after ${late} ms`);
  for (const socket of held) socket.destroy();
  listener.close();
}

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers: OutgoingHttpHeaders;
}

/** Each lacks one thing that only the browser with the true answer has. */
function foreign(url: URL, random: Random): Asked {
  const right = `${url.pathname}?loginToken=x`;
  const guess = `/${random.deviceId()}?loginToken=x`;
  return random.pick<() => Asked>([
    () => ({ path: guess, headers: {} }),
    () => ({ path: '/', headers: {} }),
    () => ({ path: `${url.pathname}x?loginToken=x`, headers: {} }),
    () => ({ path: right.toUpperCase(), headers: {} }),
    () => ({ path: `//${url.host}${right}`, headers: {} }),
    () => ({ path: right, headers: { host: `evil.example:${url.port}` } }),
    () => ({ path: right, headers: { host: `localhost:${url.port}` } }),
    () => ({ path: right, headers: { 'sec-fetch-mode': random.pick(['cors', 'no-cors', '']) } }),
    () => ({ path: right, method: random.pick(['POST', 'PUT', 'OPTIONS', 'HEAD']), headers: {} }),
    () => ({ path: `/${'x'.repeat(random.below(10_000))}`, headers: {} }),
  ])();
}

/** The status, null where the connection ended without one. */
function ask({ port }: URL, { path, method = 'GET', headers }: Asked): Promise<number | null> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
    sent.on('error', () => resolve(null));
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    sent.setTimeout(30_000, () => sent.destroy());
    sent.end();
  });
}

/** Half a request, or none, that never ends by itself. */
function hold(port: number, random: Random): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const begun = random.pick([
    '',
    'GET / HTTP/1.1\r\n',
    'GET /',
    '\u0000\u0001',
    'POST / HTTP/1.1\r\n',
  ]);
  void once(socket, 'connect').then(
    () => socket.write(begun),
    () => undefined,
  );
  return socket;
}
