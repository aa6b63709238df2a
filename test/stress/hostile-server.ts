// A program of its own, so that its work is not taken for Muster's: answers each request of the
// client-server API with a good answer that was bent. The seed is its argument, the port its output.
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRandom } from '../homeserver/random.ts';
import { goodAnswers } from './good-answers.ts';
import { hostileAnswer, type HostileAnswer } from './mutate.ts';

/** Longest that a connection is kept busy by one that never ends. */
const ENDLESS_MS = 3_000;

const random = createRandom(Number(process.argv[2]));
const server = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  let head = '';
  socket.on('data', (data) => {
    head += data.toString('latin1');
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const path = /^\S+ ([^ ?]*)/.exec(head)?.[1] ?? '/';
    head = '';
    const { port } = server.address() as AddressInfo;
    const good = goodAnswers(`http://127.0.0.1:${port}`).find((answer) => answer.path.test(path));
    if (good) send(socket, hostileAnswer(good.json, good.status, random));
  });
});

function send(socket: Socket, { head, body, pace }: HostileAnswer): void {
  if (pace === 'silent') return;
  socket.write(head, 'utf8');
  if (pace === 'whole') socket.end(body);
  else if (pace === 'cut') socket.end(body.subarray(0, body.byteLength / 2));
  else {
    let at = 0;
    const more = setInterval(() => {
      if (pace === 'endless') socket.write(Buffer.alloc(65_536, 0x20));
      else socket.write(body.subarray(at, (at += 1)));
    }, 5);
    socket.once('close', () => clearInterval(more));
    setTimeout(() => socket.destroy(), ENDLESS_MS).unref();
  }
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
