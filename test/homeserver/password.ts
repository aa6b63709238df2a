// Checks a user and a password, for sign-in and for confirmation alike. Sends nothing.
import { type Answer, type JsonObject, asObject, matrixError } from './answer.ts';
import { type State, type User } from './state.ts';

export type PasswordCheck =
  | { readonly kind: 'right'; readonly user: User }
  /** No such user or a wrong password: servers don't tell which. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'deactivated' }
  /** The request itself is unusable. */
  | { readonly kind: 'unusable'; readonly answer: Answer };

export const wrongPassword = { errcode: 'M_FORBIDDEN', error: 'Invalid username or password' };

/**
 * Reads `type`, `identifier` (or the `user` of older clients) and `password`, in Synapse's order and
 * with its complaints.
 */
export function checkPassword(state: State, given: JsonObject): PasswordCheck {
  const legacyUser = given.get('user');
  const identifier =
    typeof legacyUser === 'string'
      ? asObject({ type: 'm.id.user', user: legacyUser })
      : asObject(given.get('identifier'));
  if (!identifier) return unusable('M_INVALID_PARAM', 'Invalid login submission');
  if (identifier.get('type') !== 'm.id.user')
    return unusable('M_UNKNOWN', 'Unknown login identifier type');
  const name = identifier.get('user');
  if (typeof name !== 'string') return unusable('M_INVALID_PARAM', 'Invalid user in identifier');
  const type = given.get('type');
  if (type !== 'm.login.password')
    return unusable('M_UNKNOWN', `Unknown login type ${String(type)}`);
  const password = given.get('password');
  if (typeof password !== 'string') return unusable('M_INVALID_PARAM', 'Bad parameter: password');
  const user = state.findUser(name);
  if (!user) return { kind: 'wrong' };
  if (user.deactivated) return { kind: 'deactivated' };
  return user.password === password ? { kind: 'right', user } : { kind: 'wrong' };
}

function unusable(errcode: string, error: string): PasswordCheck {
  return { kind: 'unusable', answer: matrixError(400, errcode, error) };
}
