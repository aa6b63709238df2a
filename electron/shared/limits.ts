// Figures that more than one tier keeps to.

/** Longest device id that is shown or sent, in UTF-16 units. Synapse's login allows 512. */
export const DEVICE_ID_MAX = 1_024;

/** Longest session name that can be typed. Synapse refuses more than 100 code points. */
export const DISPLAY_NAME_MAX = 100;

/** Longest private note on a session, in UTF-16 units. */
export const NOTE_MAX = 2_000;

/**
 * Most sessions of one account, and so in one sign-out: no list with more is read. Of keys and what
 * clients say about themselves, as many.
 */
export const SESSIONS_MAX = 200_000;

/** Most sessions in a PDF: laying out a page takes memory and time that a file of text does not. */
export const PRINTED_SESSIONS_MAX = 5_000;

/** Most events that are kept of one account, whatever their age: a server decides how many there are. */
export const HISTORY_EVENTS_MAX = 50_000;

/** Most ids that have keys but aren't listed, of those that are kept and shown. */
export const UNLISTED_MAX = 1_000;

/** Longest password, Matrix ID or address that is taken from the window, in UTF-16 units. */
export const TYPED_TEXT_MAX = 4_096;

/** Most hosts that one sign-in can be agreed to lead to. */
export const AGREED_MAX = 20;

/** Longest name pattern and network of a rule, in UTF-16 units. */
export const RULE_TEXT_MAX = 256;

/** Most rules that can be saved. */
export const RULES_MAX = 100;

/** Longest name of a saved rule, in UTF-16 units. */
export const RULE_NAME_MAX = 60;

/** Most recommendations that are put aside at a time; the oldest come back. */
export const PUT_ASIDE_MAX = 200;

/** Bounds of a whole number, both included. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Days after which a session that wasn't seen counts as inactive. */
export const INACTIVE_DAYS: Bounds = { least: 1, most: 3_650 };

/** Minutes between two readings of the watcher. */
export const WATCH_MINUTES: Bounds = { least: 5, most: 1_440 };

/** Days for which history is kept. */
export const HISTORY_DAYS: Bounds = { least: 30, most: 3_650 };

/** Days in a rule. */
export const RULE_DAYS: Bounds = { least: 1, most: 36_500 };

/** Sessions of each name that a rule keeps. */
export const RULE_KEEP_NEWEST: Bounds = { least: 1, most: 1_000_000 };

export function isWithin(value: number, { least, most }: Bounds): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
