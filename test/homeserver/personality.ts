// How homeservers differ where a session list is concerned: a pure table. No behaviour lives here.

export const personalities = ['synapse', 'dendrite', 'mas'] as const;

/** `mas`: Synapse with matrix-authentication-service, which takes sign-in and sign-out away from it. */
export type Personality = (typeof personalities)[number];

export interface Traits {
  /** How a row of the list writes what isn't known: `null`, or Go's zero values (`""` and `0`). */
  readonly unknown: 'null' | 'zero';
  /** Whether a row also names its user, which the specification doesn't ask for. */
  readonly rowNamesUser: boolean;
  /** Longest session name in code points, null for no limit. */
  readonly nameLimit: number | null;
  /** `PUT` without a name (or null) changes nothing. Whether it also answers 200 for unknown ids. */
  readonly emptyRenameOfUnknownId: 200 | 404;
  /** The errcode that goes with the 404 of a `PUT` to an unknown id. */
  readonly renameUnknownErrcode: 'M_NOT_FOUND' | 'M_FORBIDDEN';
  /** How signing in to a deactivated account is refused: by name, or as a wrong password. */
  readonly deactivatedErrcode: 'M_USER_DEACTIVATED' | 'M_FORBIDDEN';
  /** Login with a device id that exists: its tokens and name stay, or it is made anew. */
  readonly reusedId: 'kept' | 'replaced';
  /** How deleting sessions is confirmed; `elsewhere`: the endpoints answer 404 `M_UNRECOGNIZED`. */
  readonly confirmation: 'synapse' | 'dendrite' | 'elsewhere';
  /** Which stages have a page for the browser. */
  readonly fallback: 'every-stage' | 'recaptcha-only';
  /** Whether there is an authorization server, for which `/login` offers `m.login.sso` as a stand-in. */
  readonly oauth: boolean;
  /** Whether dehydrated devices (MSC3814) can be kept: an experiment that Synapse has to be told of. */
  readonly dehydration: boolean;
}

const synapse: Traits = {
  unknown: 'null',
  rowNamesUser: true,
  nameLimit: 100,
  emptyRenameOfUnknownId: 200,
  renameUnknownErrcode: 'M_NOT_FOUND',
  deactivatedErrcode: 'M_FORBIDDEN',
  reusedId: 'kept',
  confirmation: 'synapse',
  fallback: 'every-stage',
  oauth: false,
  dehydration: true,
};

export const traits: Readonly<Record<Personality, Traits>> = {
  synapse,
  dendrite: {
    unknown: 'zero',
    rowNamesUser: false,
    nameLimit: null,
    emptyRenameOfUnknownId: 404,
    renameUnknownErrcode: 'M_FORBIDDEN',
    deactivatedErrcode: 'M_FORBIDDEN',
    reusedId: 'replaced',
    confirmation: 'dendrite',
    fallback: 'recaptcha-only',
    oauth: false,
    dehydration: false,
  },
  mas: {
    ...synapse,
    deactivatedErrcode: 'M_USER_DEACTIVATED',
    reusedId: 'replaced',
    confirmation: 'elsewhere',
    oauth: true,
  },
};
