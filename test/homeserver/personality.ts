// How homeservers differ where a session list is concerned: a pure table. No behaviour lives here.
// `mas` and `dendrite`, `palpo` were asked in life; test/fixtures/wire has what they answered.

export const personalities = ['synapse', 'dendrite', 'palpo', 'mas'] as const;

/** `mas`: Synapse with matrix-authentication-service, which takes sign-in and sign-out away from it. */
export type Personality = (typeof personalities)[number];

export interface Traits {
  /** How a row of the list writes what isn't known: `null`, Go's zero values (`""` and `0`), or not at all. */
  readonly unknown: 'null' | 'zero' | 'absent';
  /** Whether a row also names its user, which the specification doesn't ask for. */
  readonly rowNamesUser: boolean;
  /** What a row of a session without a name says: nothing, or (a bug) the name of the row before it. */
  readonly namelessRow: 'unknown' | 'name-before';
  /** How an address is told: alone, or as `socket://address:port`. */
  readonly address: 'plain' | 'socket';
  /** When a session counts as used. `rename`: by whoever renames it, with the address of theirs. */
  readonly seenBy: 'any-request' | 'login-and-sync' | 'login-and-rename';

  /** Longest session name in code points, null for no limit. */
  readonly nameLimit: number | null;
  /** What a `PUT` with null for a name does. */
  readonly nullName: 'kept' | 'cleared';
  /** Whether a `PUT` without a name also answers 200 for unknown ids. */
  readonly emptyRenameOfUnknownId: 200 | 404;
  /** What goes with the 404 of a `PUT` to an unknown id. */
  readonly renameUnknown: { readonly errcode: string; readonly error: string };
  /** What a NUL in a session name does. */
  readonly nul: 'kept' | 'server-fails';

  /** The errcode for a body that is no JSON. */
  readonly notJson: 'M_NOT_JSON' | 'M_BAD_JSON';
  /** Whether a 401 for an unknown token has `soft_logout`. */
  readonly tellsSoftLogout: boolean;
  /** Where a 429 names its time: header and body, body alone, or nowhere. */
  readonly retryTime: 'header-and-body' | 'body' | 'none';

  /** Who finds the user of a password, and in which words it is refused. */
  readonly password: 'synapse' | 'mas' | 'dendrite' | 'palpo';
  /** How signing in to a deactivated account is refused: by name, or as a wrong password. */
  readonly deactivatedErrcode: 'M_USER_DEACTIVATED' | 'M_FORBIDDEN';
  /** Whether `GET /login` also offers a way in for bridges. */
  readonly bridgeLogin: boolean;
  /**
   * Login with a device id that exists: all stays, its tokens end, its row is made anew and its keys
   * stay, or it is made anew altogether.
   */
  readonly reusedId: 'kept' | 'tokens-end' | 'row-anew' | 'all-anew';
  /**
   * Refresh tokens as the specification has them, where they are turned on; none at all; or always,
   * without a time, and only exchanged for somebody with a bearer token.
   */
  readonly refresh: 'specified' | 'none' | 'with-bearer';

  /** How deleting sessions is confirmed; `elsewhere`: the endpoints answer 404 `M_UNRECOGNIZED`. */
  readonly confirmation: 'synapse' | 'dendrite' | 'palpo' | 'elsewhere';
  /**
   * What a deletion has to say before it is asked about: a JSON object (none for `DELETE`), one in any
   * case, or nothing.
   */
  readonly deletionBody: 'checked' | 'needed' | 'not-looked-at';
  /** What `POST /delete_devices` deletes without `devices` or with none of them. */
  readonly noDevices: 'none' | 'every-session';
  /** What a deletion does about an id that is gone already: nothing, or it ends there with a 404. */
  readonly gone: 'passed-over' | 'ends-it';
  /** Where UIA sessions are kept: some are forgotten by a restart. */
  readonly uiaSessions: 'stored' | 'in-memory';
  /** Which stages have a page for the browser. */
  readonly fallback: 'every-stage' | 'recaptcha-only' | 'none';

  /** Whether there is an authorization server, for which `/login` offers `m.login.sso` as a stand-in. */
  readonly oauth: boolean;
  /**
   * Whether dehydrated devices (MSC3814) can be kept, an experiment that Synapse has to be told of, and
   * whether they are in the list of sessions then.
   */
  readonly dehydration: 'listed' | 'not-listed' | 'none';
  /** Whether an upload of signatures says which were refused. */
  readonly tellsBadSignatures: boolean;
  readonly wellKnown: boolean;
  /** Whether the answer to a login repeats what `.well-known` says. */
  readonly namesItselfAtLogin: boolean;
  /** The newest version of the specification that is claimed, after the dot of v1. */
  readonly newestMinor: number;
}

const synapse: Traits = {
  unknown: 'null',
  rowNamesUser: true,
  namelessRow: 'unknown',
  address: 'plain',
  seenBy: 'any-request',
  nameLimit: 100,
  nullName: 'kept',
  emptyRenameOfUnknownId: 200,
  renameUnknown: { errcode: 'M_NOT_FOUND', error: 'Not found' },
  nul: 'kept',
  notJson: 'M_NOT_JSON',
  tellsSoftLogout: true,
  retryTime: 'header-and-body',
  password: 'synapse',
  deactivatedErrcode: 'M_FORBIDDEN',
  bridgeLogin: true,
  reusedId: 'kept',
  refresh: 'specified',
  confirmation: 'synapse',
  deletionBody: 'checked',
  noDevices: 'none',
  gone: 'passed-over',
  uiaSessions: 'stored',
  fallback: 'every-stage',
  oauth: false,
  dehydration: 'listed',
  tellsBadSignatures: true,
  wellKnown: true,
  namesItselfAtLogin: true,
  newestMinor: 15,
};

export const traits: Readonly<Record<Personality, Traits>> = {
  synapse,
  dendrite: {
    ...synapse,
    unknown: 'zero',
    rowNamesUser: false,
    namelessRow: 'name-before',
    seenBy: 'login-and-sync',
    nameLimit: null,
    emptyRenameOfUnknownId: 404,
    renameUnknown: { errcode: 'M_FORBIDDEN', error: 'device does not exist' },
    nul: 'server-fails',
    notJson: 'M_BAD_JSON',
    tellsSoftLogout: false,
    retryTime: 'body',
    password: 'dendrite',
    bridgeLogin: false,
    reusedId: 'row-anew',
    refresh: 'none',
    confirmation: 'dendrite',
    deletionBody: 'not-looked-at',
    noDevices: 'every-session',
    uiaSessions: 'in-memory',
    fallback: 'recaptcha-only',
    dehydration: 'none',
    tellsBadSignatures: false,
    wellKnown: false,
    namesItselfAtLogin: false,
    newestMinor: 2,
  },
  palpo: {
    ...synapse,
    unknown: 'absent',
    rowNamesUser: false,
    address: 'socket',
    seenBy: 'login-and-rename',
    nameLimit: null,
    nullName: 'cleared',
    emptyRenameOfUnknownId: 404,
    renameUnknown: { errcode: 'M_NOT_FOUND', error: 'Device is not found.' },
    retryTime: 'none',
    password: 'palpo',
    deactivatedErrcode: 'M_USER_DEACTIVATED',
    reusedId: 'tokens-end',
    refresh: 'with-bearer',
    confirmation: 'palpo',
    deletionBody: 'needed',
    gone: 'ends-it',
    fallback: 'none',
    dehydration: 'not-listed',
    tellsBadSignatures: false,
    namesItselfAtLogin: false,
  },
  mas: {
    ...synapse,
    password: 'mas',
    deactivatedErrcode: 'M_USER_DEACTIVATED',
    bridgeLogin: false,
    reusedId: 'all-anew',
    confirmation: 'elsewhere',
    oauth: true,
  },
};
