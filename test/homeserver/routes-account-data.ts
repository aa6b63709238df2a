// Global account data, on its own and in /sync, where nothing else ever happens.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, good, matrixError, parseBody } from './answer.ts';
import { type Context, type Request, type Route, see, signedIn } from './router.ts';
import { record } from './signing.ts';
import { type Token, type User } from './state.ts';

const LONGEST_POLL = 30_000;

export const accountDataRoutes: readonly Route[] = [
  signedIn('GET', '/sync', sync),
  signedIn('GET', '/user/*/account_data/*', read),
  signedIn('PUT', '/user/*/account_data/*', write),
];

/** The first answer comes at once; after it, waits as long as the client asked for. */
async function sync(context: Context, request: Request, token: Token): Promise<Answer> {
  const { query } = request;
  if (context.traits.seenBy === 'login-and-sync') see(context, request, token);
  const isFirst = !query.has('since');
  const asked = Number(query.get('timeout') ?? 0);
  if (!isFirst && asked > 0) await sleep(Math.min(asked, LONGEST_POLL), undefined, { ref: false });
  const events = isFirst ? accountData(token.user, query.get('filter') ?? '') : [];
  return good({
    next_batch: 's0',
    ...(events.length === 0 ? {} : { account_data: { events } }),
    device_one_time_keys_count: { signed_curve25519: 50 },
  });
}

/** What a filter in JSON lets through; a filter by its id lets everything through. */
function accountData(user: User, filter: string) {
  const wanted = filter.startsWith('{') ? record(JSON.parse(filter))['account_data'] : undefined;
  const types = record(wanted)['types'];
  const patterns = Array.isArray(types) ? types.map(String) : ['*'];
  const fits = (type: string) =>
    patterns.some((it) => (it.endsWith('*') ? type.startsWith(it.slice(0, -1)) : type === it));
  return Array.from(user.accountData, ([type, content]) => ({ type, content })).filter(({ type }) =>
    fits(type),
  );
}

function read(
  _context: Context,
  _request: Request,
  { user }: Token,
  [userId, type = '']: readonly string[],
): Answer {
  if (userId !== user.userId) return notYours();
  const content = user.accountData.get(type);
  return content ? good(content) : matrixError(404, 'M_NOT_FOUND', 'Account data not found');
}

function write(
  { traits }: Context,
  { text }: Request,
  { user }: Token,
  [userId, type = '']: readonly string[],
): Answer {
  if (userId !== user.userId) return notYours();
  const body = parseBody(traits, text);
  if (body.kind === 'bad') return body.answer;
  user.accountData.set(type, Object.fromEntries(body.members));
  return good();
}

function notYours(): Answer {
  return matrixError(403, 'M_FORBIDDEN', 'Cannot access account data for other users.');
}
