// Row 1: the window has no network. A page that was taken over tries every way out.
import { expect, test } from '../../fixtures/app.ts';
import { startTrap } from '../../fixtures/trap.ts';

test('row 1: no way out of a hostile page reaches another program', async ({ launch }) => {
  const trap = await startTrap();
  const { page } = await launch({ violationsExpected: true });
  await page.evaluate(async (port) => {
    const url = `http://127.0.0.1:${port}/`;
    const add = (name: string, attributes: Record<string, string>) => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      document.head.append(element);
    };
    const attempts: (() => unknown)[] = [
      () => fetch(url, { mode: 'no-cors' }),
      () => fetch(url, { method: 'POST', body: 'x', keepalive: true }),
      () => new XMLHttpRequest().open('GET', url),
      () => navigator.sendBeacon(url, 'x'),
      () => new WebSocket(`ws://127.0.0.1:${port}/`),
      () => new EventSource(url),
      () => new Worker(url),
      () => new SharedWorker(url),
      () => navigator.serviceWorker.register(url),
      () => import(/* @vite-ignore */ `${url}x.js`),
      () => (new Image().src = url),
      () => new Audio(url).play(),
      () => new FontFace('x', `url(${url})`).load(),
      () => add('link', { rel: 'prefetch', href: url }),
      () => add('link', { rel: 'preload', as: 'image', href: url }),
      () => add('link', { rel: 'modulepreload', href: url }),
      () => add('link', { rel: 'preconnect', href: url }),
      () => add('link', { rel: 'dns-prefetch', href: url }),
      () => add('link', { rel: 'stylesheet', href: url }),
      () => add('link', { rel: 'icon', href: url }),
      () => add('link', { rel: 'manifest', href: url }),
      () => add('iframe', { src: url }),
      () => add('object', { data: url }),
      () => add('embed', { src: url }),
      () => add('video', { src: url, poster: url }),
      () => add('a', { href: '#', ping: url }),
      () => add('meta', { 'http-equiv': 'refresh', content: `0;url=${url}` }),
    ];
    for (const attempt of attempts) {
      try {
        await Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 50))]);
      } catch {
        // Refused: as it should be.
      }
    }
  }, trap.port);
  await page.evaluate(async (port) => {
    const credentials = { username: 'x', credential: 'x' };
    const connection = new RTCPeerConnection({
      iceServers: [
        { urls: `stun:127.0.0.1:${port}` },
        { urls: [`turn:127.0.0.1:${port}`], ...credentials },
        { urls: [`turn:127.0.0.1:${port}?transport=tcp`], ...credentials },
        { urls: [`turns:127.0.0.1:${port}?transport=tcp`], ...credentials },
      ],
    });
    connection.createDataChannel('x');
    const offer = await connection.createOffer();
    await connection.setLocalDescription(offer);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }, trap.port);
  trap.close();
  expect(trap.caught).toEqual([]);
  expect(page.url()).toBe('app://bundle/index.html');
});

test('row 1: in ordinary use the window asks for nothing but its own files', async ({ launch }) => {
  const { app, page } = await launch();
  await app.evaluate(({ session }) => {
    const asked: string[] = [];
    session.fromPartition('ui').webRequest.onCompleted(({ url }) => asked.push(url));
    session.fromPartition('ui').webRequest.onErrorOccurred(({ url }) => asked.push(url));
    (globalThis as unknown as { asked: string[] }).asked = asked;
  });
  await page.reload();
  await page.getByRole('heading').first().waitFor();
  const asked = await app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter((url) => !url.startsWith('app://bundle/'))).toEqual([]);
});
