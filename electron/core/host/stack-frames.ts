// The frames of an error's stack without its message, for the log. Pure. A message may hold text
// of a user or a server, and may be made to look like frames.

const FRAMES_KEPT = 20;

/** Function name, then file name without its folder (a home folder names its owner), line, column. */
const frame =
  /^ +at (?:(?<name>[\w$.<>[\] #]{1,100}) \()?(?:.*[\\/:])?(?<file>[\w.-]{1,80}):(?<place>\d+:\d+)\)?$/;

/** At most 20 frames as "name file:line:column"; none where message and frames can't be told apart. */
export function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return [];
  const { stack, message } = error;
  const start = stack.indexOf(message);
  // Not found: the message was changed after the stack was written.
  if (start === -1) return [];
  const lines = stack.slice(start + message.length).split('\n');
  return lines.slice(1, FRAMES_KEPT + 1).flatMap((line) => {
    const groups = frame.exec(line)?.groups;
    return groups ? [`${groups['name'] ?? 'anonymous'} ${groups['file']}:${groups['place']}`] : [];
  });
}
