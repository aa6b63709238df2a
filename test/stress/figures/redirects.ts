// A server that sends a request with a secret elsewhere: in Electron, no byte arrives there, whatever the
// code and wherever it points.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startShell } from '../../fixtures/shell.ts';
import type { Figure } from '../figure.ts';

const codes = [301, 302, 303, 307, 308];
const SECRET = 'canary-of-a-redirect';

/** `here`: the origin of the server itself; `there`: that of another one. */
function targets(here: string, there: string): readonly string[] {
  const port = new URL(there).port;
  return [
    `${there}/x`,
    `http://localhost:${port}/x`,
    `//127.0.0.1:${port}/x`,
    `http://user:password@127.0.0.1:${port}/x`,
    `${here}/elsewhere`,
    '/elsewhere',
    'file:///etc/passwd',
    `data:text/plain,x`,
  ];
}

export const redirects: Figure = {
  name: 'secrets after redirects, 5 codes x 8 targets, in Electron',
  goal: 'bytes elsewhere: 0',
  sizes: { quick: 40, whole: 40 },
  async run(tally) {
    const heard: string[] = [];
    const [there, there_] = await listen((path, text) => void heard.push(`${path} ${text}`));
    let location = '';
    let status = 307;
    const [here, here_] = await listen(
      (path, text) => {
        if (path !== '/') heard.push(`${path} ${text}`);
      },
      () => ({ status, location }),
    );
    const { shell, stop } = await startShell();
    for (status of codes) {
      for (location of targets(here, there)) {
        tally.count();
        heard.length = 0;
        const rejected = await shell.evaluate(
          (_, { url, secret }) =>
            globalThis
              .harness!.fetch(url, {
                method: 'POST',
                redirect: 'error',
                headers: { authorization: `Bearer ${secret}` },
                body: JSON.stringify({ password: secret }),
              })
              .then(
                () => false,
                () => true,
              ),
          { url: `${here}/`, secret: SECRET },
        );
        if (heard.length > 0) tally.fail(`${status} to ${location}: ${heard.join()}`);
        if (!rejected) tally.fail(`${status} to ${location} was followed`);
      }
    }
    await stop();
    there_.close();
    here_.close();
  },
};

async function listen(
  hear: (path: string, text: string) => void,
  answer: () => { readonly status: number; readonly location: string } | null = () => null,
): Promise<readonly [origin: string, server: Server]> {
  const server = createServer((request, response) => {
    hear(request.url ?? '', request.headers.authorization ?? '');
    request.on('data', (data: Buffer) => hear(request.url ?? '', data.toString()));
    request.on('end', () => {
      const redirect = answer();
      if (redirect === null) response.end();
      else response.writeHead(redirect.status, { location: redirect.location }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server];
}
