// What a reducer of a sign-out (by-request.ts, guided.ts) and the driver (operation.ts) say to each
// other. Every command belongs to a turn, and its outcome comes back with that turn's number: what
// comes when the turn is over means nothing.
import type { AppError } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type {
  OperationAnswer,
  OperationEnding,
  OperationSnapshot,
  Outcomes,
} from '../../shared/operation.ts';

/** An answer that goes into requests. It is an argument, and part of no state, event or command. */
export type Given = Extract<OperationAnswer, { kind: 'password' | 'text' | 'consent' }>;

/** What a person does. */
export type PersonEvent =
  | { readonly kind: 'begin' }
  /** They gave something; what it was is at hand for the commands that follow, until a question is open again. */
  | { readonly kind: 'given'; readonly what: Given['kind'] }
  | Exclude<OperationAnswer, Given>
  /** The window came to the front: perhaps from the browser. */
  | { readonly kind: 'wake' };

/** What ends an operation wherever it stands. */
export type StopEvent =
  /** The person wants it to stop: reads the list, and ends as cancelled. */
  | { readonly kind: 'cancel' }
  /** Ends at once and for good: nothing more is asked, the outcomes are unknown. */
  | { readonly kind: 'abandon' }
  /** A bug in what was begun in this turn; the log has it. */
  | { readonly kind: 'broke'; readonly reference: string; readonly turn: number };

export type FlowEvent<Outcome> = PersonEvent | StopEvent | (Outcome & { readonly turn: number });

export function isStop(event: { readonly kind: string }): event is StopEvent {
  return event.kind === 'cancel' || event.kind === 'abandon' || event.kind === 'broke';
}

/** What is written down at once. */
export type Note =
  | { readonly kind: 'skipped'; readonly deviceId: DeviceId }
  /** The server took these stages for a part of it: none where it asked for nothing. */
  | { readonly kind: 'confirmed'; readonly stages: readonly string[] }
  | { readonly kind: 'ended'; readonly ending: OperationEnding; readonly outcomes: Outcomes };

export interface FlowStep<State, Command> {
  /** The very same where the event means nothing now. */
  readonly state: State;
  /** What is to be done; its outcome is the next event. */
  readonly command: Command | null;
  readonly note: Note | null;
}

/** What a snapshot says beside whose it is. */
export type SnapshotBody = OperationSnapshot extends infer S
  ? S extends OperationSnapshot
    ? Omit<S, 'operationId' | 'accountId'>
    : never
  : never;

/** A reducer and what its states mean. All of it is pure. */
export interface Flow<State extends { readonly turn: number }, Command, Outcome> {
  /** `now` in milliseconds since 1970. */
  step(state: State, event: FlowEvent<Outcome>, now: number): FlowStep<State, Command>;
  /** Null where somebody else shows it from now on. */
  show(state: State): SnapshotBody | null;
  /** Waits for the person, or is over. */
  isStable(state: State): boolean;
  /** A wait that may be cut short, because the person wants it or the computer has woken up. */
  mayHasten(state: State, by: 'person' | 'wake', now: number): boolean;
  /** An answer that comes now is heard at the next stable state. */
  defersAnswers(state: State): boolean;
  /** Why the last answer could not be acted upon, where the snapshot doesn't say it. */
  problemOf(state: State): AppError | null;
}
