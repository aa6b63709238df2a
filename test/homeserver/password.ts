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
  const find = finderOf(identifier);
  if (typeof find === 'string') return unusable('M_INVALID_PARAM', find);
  if (!find) return unusable('M_UNKNOWN', 'Unknown login identifier type');
  const type = given.get('type');
  if (type !== 'm.login.password')
    return unusable('M_UNKNOWN', `Unknown login type ${String(type)}`);
  const password = given.get('password');
  if (typeof password !== 'string') return unusable('M_INVALID_PARAM', 'Bad parameter: password');
  const user = find(state);
  if (!user) return { kind: 'wrong' };
  if (user.deactivated) return { kind: 'deactivated' };
  return user.password === password ? { kind: 'right', user } : { kind: 'wrong' };
}

type Find = (state: State) => User | undefined;

/** How the user is found, what is wrong with the identifier, or null where its type is unknown. */
function finderOf(identifier: JsonObject): Find | string | null {
  const text = (name: string): string | null => {
    const value = identifier.get(name);
    return typeof value === 'string' ? value : null;
  };
  switch (identifier.get('type')) {
    case 'm.id.user': {
      const name = text('user');
      return name === null ? 'Invalid user in identifier' : (state) => state.findUser(name);
    }
    case 'm.id.thirdparty': {
      const address = text('address');
      if (address === null || text('medium') === null) return 'Invalid thirdparty identifier';
      return (state) => state.users().find(({ emails }) => emails.includes(address.toLowerCase()));
    }
    case 'm.id.phone': {
      const [country, phone] = [text('country'), text('phone')];
      if (country === null || phone === null) return 'Invalid phone-type identifier';
      const number = `${country} ${phone.replace(/\D/g, '')}`;
      return (state) => state.users().find(({ phones }) => phones.includes(number));
    }
    default:
      return null;
  }
}

function unusable(errcode: string, error: string): PasswordCheck {
  return { kind: 'unusable', answer: matrixError(400, errcode, error) };
}
