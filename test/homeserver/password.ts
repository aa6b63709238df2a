// Checks a user and a password, for sign-in and for confirmation alike, as each family does. Sends
// nothing.
import { type Answer, type JsonObject, asObject, matrixError } from './answer.ts';
import { type State, type User } from './state.ts';

export type PasswordCheck =
  | { readonly kind: 'right'; readonly user: User }
  /** Not these: no such user or a wrong password (servers don't tell which), or nothing to check. */
  | { readonly kind: 'wrong'; readonly answer: Answer }
  | { readonly kind: 'deactivated' }
  /** The request itself is unusable. */
  | { readonly kind: 'unusable'; readonly answer: Answer };

export type CheckPassword = (state: State, given: JsonObject) => PasswordCheck;

export const wrongPassword = { errcode: 'M_FORBIDDEN', error: 'Invalid username or password' };

/**
 * Reads `type`, `identifier` (or the `user` of older clients) and `password`, in Synapse's order and
 * with its complaints.
 */
function checkLikeSynapse(state: State, given: JsonObject): PasswordCheck {
  const identifier = identifierOf(given);
  if (!identifier) return unusable('M_INVALID_PARAM', 'Invalid login submission');
  const find = finderOf(identifier);
  if (typeof find === 'string') return unusable('M_INVALID_PARAM', find);
  if (!find) return unusable('M_UNKNOWN', 'Unknown login identifier type');
  const type = given.get('type');
  if (type !== 'm.login.password')
    return unusable('M_UNKNOWN', `Unknown login type ${String(type)}`);
  const password = given.get('password');
  if (typeof password !== 'string') return unusable('M_INVALID_PARAM', 'Bad parameter: password');
  return compare(find(state), password, wrong(403, wrongPassword.errcode, wrongPassword.error));
}

/** Knows users by their names alone. Every refusal but the last one is a 401. */
function checkLikeDendrite(state: State, given: JsonObject): PasswordCheck {
  const name = userNameOf(given);
  if (name === null || name === '') return wrong(401, 'M_BAD_JSON', 'A username must be supplied.');
  const password = given.get('password');
  if (typeof password !== 'string' || password === '')
    return wrong(401, 'M_BAD_JSON', 'A password must be supplied.');
  if (name.startsWith('@') && !name.endsWith(`:${state.serverName}`))
    return wrong(401, 'M_INVALID_USERNAME', 'The server name is not known.');
  const error = 'The username or password was incorrect or the account does not exist.';
  return compare(state.findUser(name), password, wrong(403, 'M_FORBIDDEN', error));
}

function checkLikePalpo(state: State, given: JsonObject): PasswordCheck {
  const name = userNameOf(given);
  if (name === null) return wrong(403, 'M_FORBIDDEN', 'Bad login type.');
  const user = state.findUser(name);
  if (!user) return wrong(403, 'M_FORBIDDEN', 'User not found.');
  return compare(
    user,
    given.get('password'),
    wrong(403, 'M_FORBIDDEN', 'Wrong username or password.'),
  );
}

/** Behind an authentication service: users by their names alone. */
function checkLikeMas(state: State, given: JsonObject): PasswordCheck {
  const type = identifierOf(given)?.get('type');
  if (type === 'm.id.thirdparty' || type === 'm.id.phone')
    return unusable('M_UNKNOWN', 'Unsupported login identifier');
  return checkLikeSynapse(state, given);
}

export const passwordChecks = {
  synapse: checkLikeSynapse,
  mas: checkLikeMas,
  dendrite: checkLikeDendrite,
  palpo: checkLikePalpo,
} as const satisfies Readonly<Record<string, CheckPassword>>;

function compare(user: User | undefined, password: unknown, refusal: PasswordCheck): PasswordCheck {
  if (!user) return refusal;
  if (user.deactivated) return { kind: 'deactivated' };
  return user.password === password ? { kind: 'right', user } : refusal;
}

function identifierOf(given: JsonObject): JsonObject | null {
  const legacyUser = given.get('user');
  return typeof legacyUser === 'string'
    ? asObject({ type: 'm.id.user', user: legacyUser })
    : asObject(given.get('identifier'));
}

/** Null where the user is named in another way, or not at all. */
function userNameOf(given: JsonObject): string | null {
  const identifier = identifierOf(given);
  const user = identifier?.get('user');
  return identifier?.get('type') === 'm.id.user' && typeof user === 'string' ? user : null;
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

function wrong(status: number, errcode: string, error: string): PasswordCheck {
  return { kind: 'wrong', answer: matrixError(status, errcode, error) };
}

function unusable(errcode: string, error: string): PasswordCheck {
  return { kind: 'unusable', answer: matrixError(400, errcode, error) };
}
