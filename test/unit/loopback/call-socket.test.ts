// What strangers do to the loopback host's socket ends nothing but their own connection.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CallSocket } from '../../../electron/loopback/call-socket.ts';
import { startPageServer, type PageServer } from '../../../electron/loopback/page-server.ts';
import { ok } from '../../../electron/shared/errors.ts';

const index = { bytes: new TextEncoder().encode('<head></head>'), type: 'text/html' };
const token = 'the-token';
let opened: PageServer | null = null;

afterEach(() => {
  opened?.server.closeAllConnections();
  opened?.server.close();
});

async function start(): Promise<PageServer> {
  opened = await startPageServer(new Map([['/index.html', index]]), '');
  const socket = new CallSocket({ ...opened, token });
  socket.answerCalls((name, argument) => Promise.resolve(ok({ name, argument })));
  return opened;
}

/** A page of Muster's own: shows the token, and gives the answer to one call. */
async function answerTo(host: string, call: object): Promise<unknown> {
  const page = new WebSocket(`ws://${host}/`, { origin: `http://${host}` });
  await once(page, 'open');
  page.send(JSON.stringify({ token }));
  page.send(JSON.stringify(call));
  const [data] = (await once(page, 'message')) as [Buffer];
  page.terminate();
  return JSON.parse(data.toString('utf8'));
}

function upgrade(host: string): string {
  return [
    'GET / HTTP/1.1',
    `Host: ${host}`,
    'Origin: http://evil.example',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
}

it('answers after refused upgrades whose connections were reset', async () => {
  const { host } = await start();
  const port = Number(host.split(':')[1]);
  for (let count = 0; count < 50; count += 1) {
    const stranger = connect(port, '127.0.0.1').on('error', () => undefined);
    await once(stranger, 'connect');
    stranger.write(upgrade(host) + 'x'.repeat(count * 100));
    setImmediate(() => stranger.resetAndDestroy());
    await once(stranger, 'close');
  }
  expect(await answerTo(host, { id: 1, name: 'a', argument: 2 })).toEqual({
    id: 1,
    result: ok({ name: 'a', argument: 2 }),
  });
});

it('answers after what the server itself reports', async () => {
  const { host, server } = await start();
  server.emit('error', new Error('EMFILE'));
  server.emit('error', new Error('EMFILE'));
  expect(await answerTo(host, { id: 1, name: 'a' })).toMatchObject({ id: 1 });
});
