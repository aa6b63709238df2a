// A proxy between Muster and its homeserver that asks for a password: the words name the proxy.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '../fixtures/app.ts';
import { MusterWindow } from '../pages/muster.ts';

test('says that it is a proxy which asks for a password', async ({ launch }) => {
  const refusal =
    'HTTP/1.1 407 Proxy Authentication Required\r\n' +
    'Proxy-Authenticate: Basic realm="office"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
  const proxy = createServer();
  proxy.on('connect', (_, socket) => void socket.end(refusal));
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const { page } = await launch({ env: { https_proxy: address, http_proxy: address } });
  const muster = new MusterWindow(page);
  await muster.address.fill('https://matrix.example.org');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('A proxy asks for a password');
  proxy.close();
});
