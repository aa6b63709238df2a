// Mutated answers of every endpoint, over real connections: with Node's network code and Electron's,
// through the readers and the judgement of keys.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startShell } from '../../fixtures/shell.ts';
import type { Figure, Tally } from '../figure.ts';
import { tryAnswers, type Tried } from '../try-answers.ts';

const program = fileURLToPath(new URL('../hostile-server.ts', import.meta.url));
const goal = 'crash, hang, unhandled rejection, block over 100 ms: 0';

export const answersInNode: Figure = {
  name: 'mutated answers of every endpoint, in Node',
  goal,
  sizes: { quick: 4_000, whole: 200_000 },
  async run(tally, size, seed) {
    await onHostileServer(seed, async (base) => {
      add(tally, await tryAnswers((url, init) => fetch(url, init), base, size, seed));
    });
  },
};

export const answersInElectron: Figure = {
  name: 'mutated answers of every endpoint, in Electron',
  goal,
  sizes: { quick: 300, whole: 1_000 },
  async run(tally, size, seed) {
    const { shell, stop } = await startShell();
    await onHostileServer(seed, async (base) => {
      const given = { base, size, seed };
      const tried = await shell.evaluate(
        (_, asked) => globalThis.harness!.tryAnswers(asked.base, asked.size, asked.seed),
        given,
      );
      add(tally, tried);
    });
    await stop();
  },
};

async function onHostileServer(seed: number, run: (base: string) => Promise<void>): Promise<void> {
  const server = spawn(process.execPath, ['--import', 'tsx', program, String(seed)]);
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  await run(`http://127.0.0.1:${port.toString().trim()}`);
  server.kill();
}

function add(tally: Tally, { tried, failures }: Tried): void {
  tally.count(tried);
  for (const failure of failures) tally.fail(failure);
}
