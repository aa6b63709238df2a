// What homeservers and other hosts see of Muster's requests when Electron's network stack makes them.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from '../fixtures/shell.ts';

interface Asked {
  readonly url: string;
  readonly init?: {
    method?: string;
    body?: string;
    redirect?: 'manual' | 'error';
    token?: string;
    userAgent?: string;
  };
  /** Give up after this many milliseconds. */
  readonly abortAfter?: number;
  /** Read this many chunks of the body, then cancel it; everything when left out. */
  readonly chunks?: number;
}

type Outcome =
  | { kind: 'answer'; status: number; location: string | null; text: string }
  | { kind: 'rejected'; message: string; code: string | null };

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Runs in Electron's main process: only plain data crosses. */
async function ask(shell: ElectronApplication, asked: Asked) {
  return shell.evaluate(async (_electron, { url, init, abortAfter, chunks }): Promise<Outcome> => {
    const signal = abortAfter === undefined ? null : AbortSignal.timeout(abortAfter);
    try {
      const response = await globalThis.harness!.fetch(url, {
        method: init?.method ?? 'GET',
        redirect: init?.redirect ?? 'error',
        headers: {
          ...(init?.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
          ...(init?.userAgent === undefined ? {} : { 'user-agent': init.userAgent }),
        },
        ...(init?.body === undefined ? {} : { body: init.body }),
        signal,
      });
      let text = '';
      if (chunks === undefined) text = await response.text();
      else {
        const reader = response.body!.getReader();
        for (let count = 0; count < chunks; count++) await reader.read();
        await reader.cancel();
      }
      const location = response.headers.get('location');
      return { kind: 'answer', status: response.status, location, text };
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      return { kind: 'rejected', message, code: cause?.code ?? null };
    }
  }, asked);
}

/** A host that must never hear of anything. */
async function startCanary(): Promise<{ url: string; heard: readonly string[] }> {
  const heard: string[] = [];
  const url = await serve((request, response) => {
    heard.push(`${request.method ?? ''} ${request.headers.authorization ?? ''}`);
    request.on('data', (data: Buffer) => heard.push(data.toString()));
    response.end('caught');
  });
  return { url, heard };
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a ${status} on a request with a secret rejects, and the target hears nothing`, async ({
    shell,
  }) => {
    const canary = await startCanary();
    const url = await serve((_request, response) =>
      response.writeHead(status, { location: `${canary.url}/x` }).end(),
    );
    const outcome = await ask(shell, {
      url,
      init: { method: 'POST', body: '{"password":"secret"}', token: 'secret', redirect: 'error' },
    });
    expect(outcome).toMatchObject({ kind: 'rejected' });
    expect(outcome.kind === 'rejected' && outcome.message).toMatch(/redirect/);
    expect(canary.heard).toEqual([]);
  });

  test(`a ${status} is handed over unfollowed when redirects are manual`, async ({ shell }) => {
    const canary = await startCanary();
    const url = await serve((_request, response) =>
      response.writeHead(status, { location: '/elsewhere?a=b' }).end('ignored'),
    );
    expect(await ask(shell, { url, init: { redirect: 'manual' } })).toEqual({
      kind: 'answer',
      status,
      location: '/elsewhere?a=b',
      text: '',
    });
    expect(canary.heard).toEqual([]);
  });
}

test('nothing of an answer is kept: no cookie comes back, nothing comes from a cache', async ({
  shell,
}) => {
  const seen: IncomingMessage[] = [];
  const url = await serve((request, response) => {
    seen.push(request);
    response.setHeader('set-cookie', 'a=b; Max-Age=1000');
    response.setHeader('cache-control', 'public, max-age=1000');
    response.end(`answer ${seen.length}`);
  });
  expect(await ask(shell, { url })).toMatchObject({ text: 'answer 1' });
  expect(await ask(shell, { url })).toMatchObject({ text: 'answer 2' });
  expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
  expect(seen[0]!.headers['user-agent']).toBe('Muster/test');
  expect(seen[0]!.headers).not.toHaveProperty('referer');
});

test('a request says of itself what it is told to', async ({ shell }) => {
  const seen: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers['user-agent']);
    response.end();
  });
  await ask(shell, { url, init: { userAgent: 'Muster/1 (Attic; Linux)' } });
  expect(seen).toEqual(['Muster/1 (Attic; Linux)']);
});

test('a body is sent with its length, and a compressed answer arrives decoded', async ({
  shell,
}) => {
  const bodies: string[] = [];
  const url = await serve((request, response) => {
    bodies.push(request.headers['content-length'] ?? 'chunked');
    request.on('data', (data: Buffer) => bodies.push(data.toString()));
    request.on('end', () => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"grüße":1}'));
    });
  });
  const outcome = await ask(shell, { url, init: { method: 'PUT', body: '{"a":"ü"}' } });
  expect(outcome).toMatchObject({ status: 200, text: '{"grüße":1}' });
  expect(bodies).toEqual(['10', '{"a":"ü"}']);
});

test('an answer without a body is an answer', async ({ shell }) => {
  const url = await serve((_request, response) => response.writeHead(204).end());
  expect(await ask(shell, { url })).toMatchObject({ status: 204, text: '' });
});

test('a 401 with a WWW-Authenticate header asks nobody for a password', async ({ shell }) => {
  const url = await serve((_request, response) =>
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('{}'),
  );
  expect(await ask(shell, { url })).toMatchObject({ status: 401, text: '{}' });
});

test('aborting ends the request, before the headers and within the body', async ({ shell }) => {
  let closed = 0;
  const url = await serve((request, response) => {
    response.on('close', () => closed++);
    if (request.url === '/body') response.write('begun');
  });
  for (const path of ['/silent', '/body']) {
    const outcome = await ask(shell, { url: url + path, abortAfter: 300 });
    expect(outcome).toMatchObject({ kind: 'rejected' });
  }
  await expect.poll(() => closed).toBe(2);
});

test('cancelling an endless body ends the request', async ({ shell }) => {
  let closed = false;
  const url = await serve((_request, response) => {
    const flood = setInterval(() => response.write('x'.repeat(65_536)), 1);
    response.on('close', () => {
      clearInterval(flood);
      closed = true;
    });
  });
  expect(await ask(shell, { url, chunks: 3 })).toMatchObject({ status: 200 });
  await expect.poll(() => closed).toBe(true);
});

test('an answer that is cut short rejects instead of ending early', async ({ shell }) => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
  });
  expect(await ask(shell, { url })).toMatchObject({ kind: 'rejected' });
});

test('a refused connection and an unknown name reject at once with what Chromium calls them', async ({
  shell,
}) => {
  const url = await serve(() => undefined);
  servers.pop()!.close();
  expect(await ask(shell, { url })).toMatchObject({ message: 'net::ERR_CONNECTION_REFUSED' });
  expect(await ask(shell, { url: 'https://muster.invalid/' })).toMatchObject({
    message: 'net::ERR_NAME_NOT_RESOLVED',
  });
});

test('a host that never accepts a connection is given up after 10 seconds, a slow one is not', async ({
  shell,
}) => {
  const deaf = await startDeafServer();
  const slow = await serve((_request, response) => {
    setTimeout(() => response.end('late'), 11_000);
  });
  const begun = Date.now();
  const [toDeaf, toSlow] = await Promise.all([
    ask(shell, { url: deaf.url }).then((outcome) => ({ outcome, after: Date.now() - begun })),
    ask(shell, { url: slow }),
  ]);
  deaf.stop();
  expect(toDeaf.outcome).toMatchObject({ kind: 'rejected', code: 'CONNECT_TIMEOUT' });
  expect(toDeaf.after).toBeGreaterThan(9_500);
  expect(toDeaf.after).toBeLessThan(12_000);
  expect(toSlow).toMatchObject({ kind: 'answer', text: 'late' });
});

const odd: readonly (readonly [about: string, head: string, outcome: Partial<Outcome>])[] = [
  ['a status over 599', 'HTTP/1.1 999 Odd', { kind: 'rejected', code: 'INVALID_HTTP_RESPONSE' }],
  ['a status over 999', 'HTTP/1.1 1000 Odd', { kind: 'rejected' }],
  ['a status under 100', 'HTTP/1.1 99 Odd', { kind: 'rejected' }],
  ['a status in words', 'HTTP/1.1 two-hundred Odd', {}],
  ['a reason in Greek letters', 'HTTP/1.1 200 Εντάξει', { kind: 'answer', text: '{"a":1}' }],
  ['a reason with a NUL', 'HTTP/1.1 200 O\0K', {}],
  [
    'a header beyond Latin-1',
    'HTTP/1.1 200 OK\r\nX-Proxy: Εντάξει\r\nLocation: /Ωμέγα',
    { kind: 'answer', text: '{"a":1}' },
  ],
  ['a header with an odd name', 'HTTP/1.1 200 OK\r\nX Proxy(Ω): b', { kind: 'answer' }],
  [
    'a redirect beyond Latin-1',
    'HTTP/1.1 302 Εδώ\r\nLocation: /Ω',
    { kind: 'answer', status: 302 },
  ],
  ['a 205 with a body', 'HTTP/1.1 205 Reset', { kind: 'answer', status: 205, text: '' }],
  ['no status line', '{"a":1}', {}],
];

for (const [about, head, expected] of odd) {
  test(`${about} is told at once, and nothing is thrown elsewhere`, async ({ shell }) => {
    const raw = createRawServer((socket) => {
      socket.end(`${head}\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{"a":1}`);
    });
    const url = await raw.listen();
    const begun = Date.now();
    const outcome = await ask(shell, { url, init: { redirect: 'manual' }, abortAfter: 10_000 });
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(outcome).toMatchObject(expected);
    expect(await shell.evaluate(() => globalThis.harness!.uncaught)).toEqual([]);
    await expect.poll(() => raw.open()).toBe(0);
    raw.stop();
  });
}

/** Writes what no HTTP library would. */
function createRawServer(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => answer(socket));
  });
  return {
    async listen() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    open: () => sockets.size,
    stop: () => server.close(),
  };
}

/** A listening process that is stopped, with its queue full: the kernel drops what comes after. */
async function startDeafServer(): Promise<{ url: string; stop(): void }> {
  const code = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
    function () { process.stdout.write(String(this.address().port)) })`;
  const child: ChildProcess = spawn(process.execPath, ['-e', code]);
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  for (let count = 0; count < 4; count++) {
    const filler = connect(port, '127.0.0.1');
    filler.on('error', () => undefined);
    fillers.push(filler);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
    },
  };
}
