// What Muster asks by itself, one thing at a time for each server. What a person asks for doesn't
// wait here.

/** Runs `work` when all that was given before it for the same server has ended. Never rejects. */
export type ServerQueue = (server: string, work: () => Promise<unknown>) => Promise<void>;

/** `onBug`: told what work threw. */
export function createServerQueue(onBug: (error: unknown) => void): ServerQueue {
  const tails = new Map<string, Promise<void>>();
  return (server, work) => {
    const tail = (tails.get(server) ?? Promise.resolve())
      .then(work)
      .then(() => undefined, onBug)
      .finally(() => {
        if (tails.get(server) === tail) tails.delete(server);
      });
    tails.set(server, tail);
    return tail;
  };
}
