// The second host: the same window in a browser of this computer, and who is kept out.
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { WebSocket } from 'ws';
import { expect, test } from '../fixtures/loopback.ts';

/** Sends exactly these headers; the status, the headers of the answer and its text. */
async function ask(host: string, path: string, headers: Record<string, string>, method = 'GET') {
  const [address = '', port = ''] = host.split(':');
  const asked = request({ host: address, port, path, method, headers: { host, ...headers } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: String(Buffer.concat(chunks)),
  };
}

/** Opens a socket, sends the messages, and gives what came back until it closed or answered. */
async function talk(host: string, headers: Record<string, string>, messages: readonly string[]) {
  const socket = new WebSocket(`ws://${host}/`, { headers });
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  const refused = once(socket, 'error').then(() => 'refused');
  const opened = await Promise.race([once(socket, 'open').then(() => 'open'), refused]);
  if (opened === 'refused') return { closed: 'refused', heard };
  for (const message of messages) socket.send(message);
  const closed = once(socket, 'close').then(([code]) => code as number);
  // Events come too, whenever something happens: only what has an id is an answer.
  const answered = new Promise<null>((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (data.toString().startsWith('{"id":')) resolve(null);
    });
  });
  const outcome = await Promise.race([closed, answered]);
  socket.terminate();
  return { closed: outcome, heard };
}

const snapshot = JSON.stringify({ id: 1, name: 'app.snapshot', argument: null });

test('the demo works in a browser, without a breach of its policy and without the token in sight', async ({
  loopback,
  chromium,
}) => {
  const page = await chromium.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isIcon) problems.push(message.text());
  });
  await page.goto(loopback.address);
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible();
  await expect(page.getByText('@ada:').first()).toBeVisible();
  expect(page.url()).toBe(`http://${loopback.host}/`);
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Sessions' })).toBeVisible();
  expect(problems).toEqual([]);
  await page.close();
});

test('without the token, or with another one, a page gets no answer', async ({ loopback }) => {
  const { host, token } = loopback;
  const own = { origin: `http://${host}` };
  const right = await talk(host, own, [JSON.stringify({ token }), snapshot]);
  expect(right.closed).toBeNull();
  expect(right.heard.at(-1)).toContain('"id":1');
  const wrong = [
    snapshot,
    JSON.stringify({ token: 'x'.repeat(token.length) }),
    JSON.stringify({ token: [token] }),
    JSON.stringify(token),
    'no JSON',
    'null',
  ];
  for (const first of wrong)
    expect(await talk(host, own, [first, snapshot]), first).toEqual({ closed: 4_401, heard: [] });
});

test('another Host or Origin is refused, on every request and on the upgrade', async ({
  loopback,
}) => {
  const { host, token } = loopback;
  const port = host.split(':')[1] ?? '';
  const strange: Record<string, string>[] = [
    { host: `localhost:${port}` },
    { host: `evil.example:${port}` },
    { host: '127.0.0.1' },
    { origin: 'http://evil.example' },
    { origin: `http://localhost:${port}` },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of strange) {
    expect((await ask(host, '/', headers)).status, JSON.stringify(headers)).toBe(403);
    const socketHeaders = { origin: `http://${host}`, ...headers };
    expect(await talk(host, socketHeaders, [JSON.stringify({ token }), snapshot])).toEqual({
      closed: 'refused',
      heard: [],
    });
  }
  expect(await talk(host, {}, [JSON.stringify({ token })])).toMatchObject({ closed: 'refused' });
});

test('a page of another origin in the same browser reaches nothing', async ({
  loopback,
  chromium,
}) => {
  const evil = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>evil</title>');
  });
  evil.listen(0, '127.0.0.1');
  await once(evil, 'listening');
  const page = await chromium.newPage();
  await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
  const reached = await page.evaluate(
    async ({ host, token }) => {
      const reached: string[] = [];
      const loads = (element: HTMLScriptElement | HTMLIFrameElement | HTMLImageElement) =>
        new Promise<boolean>((resolve) => {
          element.onload = () => resolve(true);
          element.onerror = () => resolve(false);
          document.body.append(element);
        });
      await fetch(`http://${host}/`).then(
        () => reached.push('fetch'),
        () => undefined,
      );
      const script = document.createElement('script');
      script.src = `http://${host}/bridge.js`;
      if (await loads(script)) reached.push('script');
      const socket = new WebSocket(`ws://${host}/`);
      const opened = await new Promise<boolean>((resolve) => {
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      });
      if (opened) {
        socket.send(JSON.stringify({ token }));
        reached.push('socket');
      }
      return reached;
    },
    { host: loopback.host, token: loopback.token },
  );
  expect(reached).toEqual([]);
  await page.close();
  evil.close();
});

test('serves the built files by GET with the policy, and nothing else', async ({ loopback }) => {
  const { host } = loopback;
  const index = await ask(host, '/', {});
  expect(index.status).toBe(200);
  expect(index.text).toContain('<head><script src="/bridge.js"></script>');
  const policy = index.headers['content-security-policy'] ?? '';
  expect(policy).toContain(`connect-src ws://${host};`);
  expect(policy).toContain("default-src 'none'");
  for (const path of ['/none', '/../package.json', '/%2e%2e/main.js', '//', '/index.html?x']) {
    const { status, headers } = await ask(host, path, {});
    expect(status, path).toBe(404);
    expect(headers['content-security-policy']).toBe(policy);
  }
  expect((await ask(host, '/', {}, 'POST')).status).toBe(405);
});

test('a message that is too long ends the connection, and the host goes on', async ({
  loopback,
}) => {
  const { host, token } = loopback;
  const own = { origin: `http://${host}` };
  const long = JSON.stringify({ id: 1, name: 'x'.repeat(17 * 1024 * 1024) });
  const { closed } = await talk(host, own, [JSON.stringify({ token }), long]);
  expect(closed).toBe(1_009);
  expect((await talk(host, own, [JSON.stringify({ token }), snapshot])).closed).toBeNull();
});

test('listens on this computer alone', async ({ loopback }) => {
  const port = Number(loopback.host.split(':')[1]);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const socket = connect(port, address);
    const outcome = await once(socket, 'connect').then(
      () => 'connected',
      () => 'refused',
    );
    socket.destroy();
    expect(outcome, address).toBe('refused');
  }
});
