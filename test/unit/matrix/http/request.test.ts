import { gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LIST_BODY, SMALL_BODY } from '../../../../electron/matrix/http/body.ts';
import {
  HEADERS_MS,
  sendRequest,
  WHOLE_MS,
  type HttpRequest,
} from '../../../../electron/matrix/http/request.ts';
import { SESSIONS_MAX } from '../../../../electron/shared/limits.ts';
import type { MatrixPorts } from '../../../../electron/matrix/types.ts';
import { fakeClock, fakeServer, html, json, nodeError } from '../fake-ports.ts';

const get: HttpRequest = { method: 'GET', url: 'https://example.org/x', token: null };

/** A body that gives its chunks one by one, and then what `end` says. */
function streamed(chunks: Iterable<Uint8Array>, end: 'close' | 'hang' | Error = 'close'): Response {
  const source = chunks[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = source.next();
      if (next.done !== true) controller.enqueue(next.value);
      else if (end === 'close') controller.close();
      else if (end instanceof Error) controller.error(end);
      else return new Promise<void>(() => undefined);
      return undefined;
    },
  });
  return new Response(body);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Node's own fetch, and a clock that stands still. */
const real: MatrixPorts = { fetch, clock: fakeClock(), random: () => 0 };

/** A real HTTP server for one test; its address. */
async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('what is sent', () => {
  it('carries the token in the header alone, and neither cookies, cache nor redirects', async () => {
    const server = fakeServer(() => json(200, {}));
    await sendRequest(server.ports, { ...get, method: 'POST', token: 's3cret', body: { a: 1 } });
    const [request] = server.requests;
    expect(request!.headers.get('authorization')).toBe('Bearer s3cret');
    expect(request!.url).not.toContain('s3cret');
    expect(request!.body).toEqual({ a: 1 });
    expect(request!.init).toMatchObject({
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
  });

  it('has no Authorization header without a token', async () => {
    const server = fakeServer(() => json(200, {}));
    await sendRequest(server.ports, get);
    expect(server.requests[0]!.headers.has('authorization')).toBe(false);
  });
});

describe('limits', () => {
  it('gives up 20 s after sending without headers', async () => {
    const server = fakeServer(() => 'hang');
    const outcome = sendRequest(server.ports, get);
    await server.clock.advance(HEADERS_MS - 1);
    expect(server.requests[0]!.init.signal?.aborted).toBe(false);
    await server.clock.advance(1);
    expect(await outcome).toEqual({
      kind: 'failed',
      error: { code: 'timed-out', host: 'example.org', phase: 'headers' },
      maybeSent: true,
    });
    expect(server.requests[0]!.init.signal?.aborted).toBe(true);
  });

  it('gives up 60 s after sending when the body does not end', async () => {
    const server = fakeServer(() => streamed([bytes('{')], 'hang'));
    const outcome = sendRequest(server.ports, get);
    await server.clock.advance(HEADERS_MS);
    await server.clock.advance(WHOLE_MS - HEADERS_MS);
    expect(await outcome).toMatchObject({ error: { code: 'timed-out', phase: 'whole' } });
  });

  it('waits for as long as a call allows', async () => {
    const server = fakeServer(() => 'hang');
    const outcome = sendRequest(server.ports, { ...get, headersMs: 160_000 });
    await server.clock.advance(160_000 - 1);
    expect(server.requests[0]!.init.signal?.aborted).toBe(false);
    await server.clock.advance(1);
    expect(await outcome).toMatchObject({ error: { code: 'timed-out', phase: 'headers' } });
  });

  it('stops reading an endless body soon after the cap', async () => {
    let given = 0;
    function* endless(): Generator<Uint8Array> {
      for (;;) {
        given += 1;
        yield new Uint8Array(64 * 1024).fill(0x20);
      }
    }
    const server = fakeServer(() => streamed(endless()));
    const outcome = await sendRequest(server.ports, get);
    expect(outcome).toMatchObject({
      answer: { body: { kind: 'unreadable', reason: 'too-large' } },
    });
    expect(given).toBeLessThan(20);
  });

  it('counts decoded bytes, so that a small compressed body can be too large', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, 0x20));
    const url = await listening((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const outcome = await sendRequest(real, { ...get, url });
    expect(bomb.byteLength).toBeLessThan(20_000);
    expect(outcome).toMatchObject({ answer: { body: { reason: 'too-large' } } });
  });

  it('takes a body of exactly the cap', async () => {
    const text = `"${'x'.repeat(98)}"`;
    const server = fakeServer(() => streamed([bytes(text)]));
    const outcome = await sendRequest(server.ports, {
      ...get,
      bounds: { ...SMALL_BODY, bytes: 100 },
    });
    expect(outcome).toMatchObject({ answer: { body: { kind: 'json' } } });
  });
});

describe('with a real connection', () => {
  it.each([301, 302, 303, 307, 308])('refuses %i: no byte reaches its target', async (status) => {
    let reached = 0;
    const target = await listening((_, response) => {
      reached += 1;
      response.end('{}');
    });
    const url = await listening((_, response) => {
      response.writeHead(status, { location: target }).end();
    });
    const body = { password: 'hunter2' };
    const outcome = await sendRequest(real, { ...get, method: 'POST', url, token: 'tok', body });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'redirected' } });
    expect(reached).toBe(0);
  });

  it('hands a redirect to whoever asked for it', async () => {
    const url = await listening((_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const outcome = await sendRequest(real, { ...get, url, manualRedirect: true });
    if (outcome.kind !== 'answer') throw new Error(outcome.error.code);
    expect(outcome.answer.status).toBe(302);
    expect(outcome.answer.headers.get('location')).toBe('/elsewhere');
  });

  it('is cancelled in the middle of a body', async () => {
    const url = await listening((_, response) => {
      response.writeHead(200).write('{');
    });
    const abort = new AbortController();
    const abortAfterHeaders: MatrixPorts['fetch'] = async (address, init) => {
      const response = await fetch(address, init);
      setImmediate(() => abort.abort());
      return response;
    };
    const ports = { ...real, fetch: abortAfterHeaders };
    const outcome = sendRequest(ports, { ...get, url, signal: abort.signal });
    expect(await outcome).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('is unreachable, and surely not sent, where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.close();
    await once(server, 'close');
    expect(await sendRequest(real, { ...get, url: `http://${host}/` })).toEqual({
      kind: 'failed',
      error: { code: 'unreachable', host },
      maybeSent: false,
    });
  });
});

describe('a request that ends early', () => {
  it('is cancelled by its signal, before or while it is under way', async () => {
    const server = fakeServer(() => 'hang');
    const abort = new AbortController();
    const outcome = sendRequest(server.ports, { ...get, signal: abort.signal });
    abort.abort();
    expect(await outcome).toMatchObject({ error: { code: 'cancelled' } });
    const after = await sendRequest(server.ports, { ...get, signal: abort.signal });
    expect(after).toMatchObject({ error: { code: 'cancelled' } });
    expect(server.requests).toHaveLength(1);
  });

  it('is cancelled, not unreachable, when the fetch has its own error for it', async () => {
    const { ports } = fakeServer(() => 'hang');
    const abort = new AbortController();
    const fetchLikeElectron: MatrixPorts['fetch'] = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('net::ERR_ABORTED')));
      });
    const outcome = sendRequest(
      { ...ports, fetch: fetchLikeElectron },
      { ...get, signal: abort.signal },
    );
    abort.abort();
    expect(await outcome).toMatchObject({ error: { code: 'cancelled' } });
  });

  it('leaves a signal alone once it is over', async () => {
    const server = fakeServer(() => json(200, {}));
    const abort = new AbortController();
    await sendRequest(server.ports, { ...get, signal: abort.signal });
    abort.abort();
    expect(server.requests[0]!.init.signal?.aborted).toBe(false);
  });

  it('is unreachable, and perhaps sent, when the connection breaks inside the body', async () => {
    const server = fakeServer(() => streamed([bytes('{"a":')], nodeError('UND_ERR_SOCKET')));
    expect(await sendRequest(server.ports, get)).toEqual({
      kind: 'failed',
      error: { code: 'unreachable', host: 'example.org' },
      maybeSent: true,
    });
  });
});

describe('the body', () => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it.each([
    [
      'JSON whatever its type says',
      () => new Response('{"a":1}', { headers: { 'content-type': 'text/html' } }),
      { kind: 'json', value: { a: 1 } },
    ],
    ['a byte order mark', () => streamed([bytes('\ufeff{}')]), { kind: 'json', value: {} }],
    [
      'a character cut in two',
      () => streamed([bytes('"é"').slice(0, 2), bytes('"é"').slice(2)]),
      { kind: 'json', value: 'é' },
    ],
    ['HTML by type', () => html(200), { kind: 'unreadable', reason: 'html' }],
    [
      'HTML by look',
      () => streamed([bytes('\n <!doctype HTML>{{{')]),
      { kind: 'unreadable', reason: 'html' },
    ],
    ['nothing', () => new Response(null), { kind: 'unreadable', reason: 'not-json' }],
    [
      'half of JSON',
      () => streamed([bytes('{"devices":[')]),
      { kind: 'unreadable', reason: 'not-json' },
    ],
    ['JSON of 32 levels', () => streamed([bytes(deep(32))]), { kind: 'json' }],
    [
      'JSON of 33 levels',
      () => streamed([bytes(deep(33))]),
      { kind: 'unreadable', reason: 'shape' },
    ],
    [
      'brackets inside strings',
      () => streamed([bytes(`"\\"${'['.repeat(50)}"`)]),
      { kind: 'json' },
    ],
  ])('reads %s', async (_, response, body) => {
    const server = fakeServer(response);
    expect(await sendRequest(server.ports, get)).toMatchObject({
      kind: 'answer',
      answer: { body },
    });
  });

  it('refuses millions of tiny values before building them', async () => {
    const text = `[${'{},'.repeat(3_000_000)}{}]`;
    const server = fakeServer(() => streamed([bytes(text)]));
    const outcome = await sendRequest(server.ports, { ...get, bounds: LIST_BODY });
    expect(outcome).toMatchObject({
      answer: { body: { kind: 'unreadable', reason: 'too-many' } },
    });
  });

  it.each([
    ['what lists nothing long', SMALL_BODY, 1_000],
    ['a list of sessions', LIST_BODY, SESSIONS_MAX],
  ])('refuses one entry more than is taken, of %s', async (_, bounds, most) => {
    const read = (entries: number) => {
      const text = `{"devices":[${'1,'.repeat(entries - 1)}1]}`;
      return sendRequest(fakeServer(() => streamed([bytes(text)])).ports, { ...get, bounds });
    };
    expect(await read(most)).toMatchObject({ answer: { body: { kind: 'json' } } });
    expect(await read(most + 1)).toMatchObject({
      answer: { body: { kind: 'unreadable', reason: 'too-many' } },
    });
  });
});
