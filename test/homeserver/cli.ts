// `npm run homeserver`: the demo homeserver on its own, for any Matrix client. Prints one line of
// JSON when it is ready, and ends on Ctrl-C.
import { parseArgs } from 'node:util';
import { type Personality, personalities } from './personality.ts';
import { startHomeserver } from './server.ts';

const USAGE = `usage: npm run homeserver -- [--port 8008] [--personality ${personalities.join('|')}]`;

interface Flags {
  readonly port: number;
  readonly personality: Personality;
}

/** The flags, or what is wrong with them in words. */
function readFlags(args: readonly string[]): Flags | string {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8008' },
        personality: { type: 'string', default: 'synapse' },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
  if (!(port <= 65_535)) return `--port must be a number from 0 to 65535, not "${values.port}"`;
  const personality = personalities.find((name) => name === values.personality);
  if (!personality)
    return `--personality must be ${personalities.join(', ')}, not "${values.personality}"`;
  return { port, personality };
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if (typeof flags === 'string') {
    fail(`${flags}\n${USAGE}`, 2);
    return;
  }
  try {
    const homeserver = await startHomeserver({ ...flags, demo: true });
    const { baseUrl, personality, users } = homeserver;
    process.stdout.write(`${JSON.stringify({ baseUrl, personality, users })}\n`);
    const stop = () => void homeserver.close();
    process.once('SIGINT', stop).once('SIGTERM', stop);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') fail(`port ${flags.port} is taken; choose another with --port`, 1);
    else if (code === 'EACCES') fail(`port ${flags.port} needs more rights than you have`, 1);
    else throw error;
  }
}

await main();
