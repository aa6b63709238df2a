// Notices what stops the thread that answers the window: its time on a processor between two turns of
// the event loop, which a busy machine doesn't add to.
import { readFileSync } from 'node:fs';

const BLOCK_MS = 100;
const LOOK_MS = 5;

/** Calls `onBlock` with the length of each turn that was too long. Linux alone tells it. */
export function watchThread(onBlock: (ms: number) => void): () => void {
  if (process.platform !== 'linux') return () => undefined;
  let before = busyMs();
  const timer = setInterval(() => {
    const now = busyMs();
    if (now - before > BLOCK_MS) onBlock(Math.round(now - before));
    before = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}

/** How long this process's first thread has been running, in milliseconds. */
function busyMs(): number {
  const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8');
  return Number(stat.split(' ')[0]) / 1e6;
}
