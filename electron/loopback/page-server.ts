// Serves the window's files on 127.0.0.1. They hold no secret; what they may ask does (call-socket.ts).
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pageHeaders, type PageFiles } from '../core/host/page-files.ts';
import { isOwnRequest } from './gate.ts';

export interface PageServer {
  readonly server: Server;
  /** "127.0.0.1:port": the only Host, and with http:// the only Origin. */
  readonly host: string;
}

/** `bridge` is the script that defines `window.muster`; index.html is made to load it first. */
export async function startPageServer(files: PageFiles, bridge: string): Promise<PageServer> {
  const served = withBridge(files, bridge);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    // Stays: a server without a listener throws what fails later (no file descriptors, say).
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = pageHeaders(`ws://${host}`);
  const refuse = (response: ServerResponse, status: number) =>
    response.writeHead(status, headers).end();

  server.on('request', (request, response) => {
    if (!isOwnRequest(request.headers, host, 'page')) return refuse(response, 403);
    if (request.method !== 'GET') return refuse(response, 405);
    const file = served.get(request.url === '/' ? '/index.html' : (request.url ?? ''));
    if (!file) return refuse(response, 404);
    return response.writeHead(200, { ...headers, 'Content-Type': file.type }).end(file.bytes);
  });
  return { server, host };
}

function withBridge(files: PageFiles, bridge: string): PageFiles {
  const index = files.get('/index.html');
  if (!index) throw new Error('the build has no index.html');
  const html = new TextDecoder().decode(index.bytes);
  const script = html.replace('<head>', '<head><script src="/bridge.js"></script>');
  const encode = (text: string) => new TextEncoder().encode(text);
  return new Map([
    ...files,
    ['/index.html', { ...index, bytes: encode(script) }],
    ['/bridge.js', { bytes: encode(bridge), type: 'text/javascript; charset=utf-8' }],
  ]);
}
