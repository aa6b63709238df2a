// The listener as browsers and attackers on the same computer meet it.
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  listenOnLoopback,
  type LoopbackListener,
} from '../../../../electron/core/sign-in/loopback-listener.ts';

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

async function send(url: string, options: RequestOptions = {}): Promise<Reply> {
  const outgoing = request(url, { agent: false, ...options });
  outgoing.end();
  const [message] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: message.statusCode, headers: message.headers, body: await text(message) };
}

/** Takes what ends in "?right". `onAnswer`: what its owner does at once. */
async function listening(onAnswer: (listener: LoopbackListener) => void = () => undefined) {
  const told: string[] = [];
  const listener = await listenOnLoopback((address) => {
    told.push(address);
    const isRight = address.endsWith('?right');
    if (isRight) queueMicrotask(() => onAnswer(listener));
    return isRight;
  });
  onTestFinished(() => listener.close());
  return { listener, told, url: listener.url };
}

describe('the loopback listener', () => {
  it('takes one answer, shows a page of its own, and is gone', async () => {
    const { told, url } = await listening();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/);
    const reply = await send(`${url}?right`);
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('go back to Muster');
    expect(reply.body).not.toContain('right');
    expect(reply.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      connection: 'close',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    });
    expect(told).toEqual([`${url}?right`]);
    await expect(send(`${url}?right`)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('has another address each time', async () => {
    const addresses = await Promise.all([1, 2, 3].map(async () => (await listening()).url));
    expect(new Set(addresses.map((url) => new URL(url).pathname)).size).toBe(3);
  });

  it.each([
    ['another path', '/guess?right', {}],
    ['the path of nothing', '/?right', {}],
    ['a longer path', 'more?right', {}],
    ['a path of 10 kB', `${'x'.repeat(10_000)}?right`, {}],
    ['another Host', '?right', { headers: { host: 'evil.example' } }],
    ['localhost as Host', '?right', { headers: { host: 'localhost' } }],
    ['a POST', '?right', { method: 'POST' }],
    ['a HEAD', '?right', { method: 'HEAD' }],
    ['a script', '?right', { headers: { 'sec-fetch-mode': 'no-cors' } }],
    ['a script with CORS', '?right', { headers: { 'sec-fetch-mode': 'cors' } }],
  ] as const)('passes %s over, and still waits', async (_, ending, options) => {
    const { told, url } = await listening();
    const target = ending.startsWith('/') ? new URL(ending, url).href : url + ending;
    expect((await send(target, options)).status).toBe(404);
    expect(told).toEqual([]);
    expect((await send(`${url}?right`, { headers: { 'sec-fetch-mode': 'navigate' } })).status).toBe(
      200,
    );
  });

  it('waits on after an answer that its owner does not take', async () => {
    const { told, url } = await listening();
    expect((await send(`${url}?wrong`)).status).toBe(404);
    expect((await send(`${url}?right`)).status).toBe(200);
    expect(told).toEqual([`${url}?wrong`, `${url}?right`]);
  });

  it('shows its page whole, also where its owner closes it at the answer', async () => {
    const { url } = await listening((listener) => listener.close());
    expect((await send(`${url}?right`)).body).toMatch(/Muster[^]*<\/html>\n$/);
  });

  it('takes one answer of two that come together', async () => {
    const { told, url } = await listening();
    const { host, port, pathname } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    const answer = `GET ${pathname}?right HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    socket.write(answer + answer);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
    expect(told).toEqual([`${url}?right`]);
  });

  it('is reached by no other address of the computer', async () => {
    const { url } = await listening();
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const others = own.filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid);
    for (const host of ['::1', ...others.map(({ address }) => address)]) {
      const [error] = (await once(connect(Number(new URL(url).port), host), 'error')) as [Error];
      expect(error).toMatchObject({ syscall: 'connect' });
    }
  });

  it('answers in spite of more connections than it holds', async () => {
    const { url } = await listening();
    const held = Array.from({ length: 100 }, () => connect(Number(new URL(url).port), '127.0.0.1'));
    onTestFinished(() => held.forEach((socket) => socket.destroy()));
    for (const socket of held) socket.on('error', () => undefined);
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    expect((await send(`${url}?right`)).status).toBe(200);
  });

  it('answers in spite of connections that say nothing', async () => {
    const { url } = await listening();
    const port = Number(new URL(url).port);
    const idle = Array.from({ length: 40 }, () => connect(port, '127.0.0.1'));
    onTestFinished(() => idle.forEach((socket) => socket.destroy()));
    for (const socket of idle) socket.on('error', () => undefined).write('GET /');
    expect((await send(`${url}?right`)).status).toBe(200);
    const open = idle.filter((socket) => !socket.closed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  });

  it('can be closed without an answer', async () => {
    const { listener, url, told } = await listening();
    listener.close();
    await expect(send(`${url}?right`)).rejects.toThrow(/ECONNREFUSED/);
    expect(told).toEqual([]);
  });
});
