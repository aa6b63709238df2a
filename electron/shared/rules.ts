// "Select by rule": what a rule can ask of a session. Evaluated in audit/rules.ts.
import type { Trust } from './trust.ts';

/** All the conditions of a rule must hold. An absent condition asks nothing. */
export interface Rule {
  /** Last seen more than this many days ago. Unknown last seen never matches. */
  readonly notSeenForDays?: number;
  /** Last seen is unknown, and Muster first saw it at least a day ago. */
  readonly neverUsed?: true;
  readonly trust?: readonly Trust['kind'][];
  /** Text with `*` for anything, case-insensitive; matched against the whole name. Null: no name. */
  readonly name?: string | null;
  /** An address, or a network in CIDR form (IPv4 or IPv6). */
  readonly network?: string;
  /** Of each group of sessions with the same name, all but the newest this many. */
  readonly keepNewest?: number;
}

export interface SavedRule {
  /** 1 to 60 characters, unique among the saved ones. */
  readonly name: string;
  readonly rule: Rule;
}
