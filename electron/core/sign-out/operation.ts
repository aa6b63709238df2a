// The driver of a sign-out: hands events to its reducer, shows what came of them, and does what is
// to be done. What the person gave is an argument on one call stack; no field holds it.
import type { Clock } from '../../matrix/types.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { AccountId, OperationId } from '../../shared/ids.ts';
import type { OperationAnswer, OperationSnapshot } from '../../shared/operation.ts';
import type { Log } from '../log.ts';
import type { StopEvent, Flow, FlowEvent, Given, Note, PersonEvent } from './flow.ts';

export interface OperationPorts<Command, Outcome> {
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: (snapshot: OperationSnapshot) => void;
  readonly run: (command: Command, given: Given | null, signals: Signals) => Promise<Outcome>;
  readonly note: (note: Note) => void;
}

export interface Signals {
  /** Aborted when nobody waits for the outcome any more. */
  readonly over: AbortSignal;
  /** Aborted when a wait is to end now; its outcome is wanted. */
  readonly haste: AbortSignal;
}

/** Whose operation it is. */
export interface OperationSubject {
  readonly operationId: OperationId;
  readonly accountId: AccountId;
}

/** What the service does with an operation of either kind. */
export type SignOutOperation = Pick<
  Operation<{ readonly turn: number }, never, never>,
  'snapshot' | 'begin' | 'answer' | 'cancel' | 'abandon' | 'wake'
>;

export class Operation<
  State extends { readonly turn: number },
  Command extends object,
  Outcome extends { readonly kind: string },
> {
  readonly #flow: Flow<State, Command, Outcome>;
  readonly #ports: OperationPorts<Command, Outcome>;
  readonly #subject: OperationSubject;
  #state: State;
  #snapshot: OperationSnapshot;
  /** Aborted when the turn is over. */
  #turn = new AbortController();
  #haste = new AbortController();
  #onStable: (() => void)[] = [];

  /** Nothing is asked or sent before `begin`. */
  constructor(
    flow: Flow<State, Command, Outcome>,
    ports: OperationPorts<Command, Outcome>,
    subject: OperationSubject,
    state: State,
  ) {
    const body = flow.show(state);
    if (body === null) throw new Error('an operation begins with something to show');
    this.#flow = flow;
    this.#ports = ports;
    this.#subject = subject;
    this.#state = state;
    this.#snapshot = { ...subject, ...body };
  }

  snapshot(): OperationSnapshot {
    return this.#snapshot;
  }

  /** Resolves with the next stable snapshot, as `answer` and `cancel` do. */
  async begin(): Promise<OperationSnapshot> {
    await this.#take({ kind: 'begin' }, null);
    return this.#snapshot;
  }

  /** Goes on where something is asked for or waited for; anywhere else it changes nothing. */
  async answer(answer: OperationAnswer): Promise<Result<OperationSnapshot>> {
    if (answer.kind === 'try-now') {
      this.#hasten('person');
      return ok(this.#snapshot);
    }
    while (this.#flow.defersAnswers(this.#state)) await this.#stable();
    const moved = await (isGiven(answer)
      ? this.#take({ kind: 'given', what: answer.kind }, answer)
      : this.#take(answer, null));
    const problem = moved ? this.#flow.problemOf(this.#state) : null;
    return problem === null ? ok(this.#snapshot) : fail(problem);
  }

  async cancel(): Promise<OperationSnapshot> {
    await this.#take({ kind: 'cancel' }, null);
    await this.#stable();
    return this.#snapshot;
  }

  abandon(): void {
    void this.#play({ kind: 'abandon' }, null);
  }

  wake(): void {
    this.#hasten('wake');
    void this.#play({ kind: 'wake' }, null);
  }

  /** Within its turn: what the person gave stays with the call that waits. */
  #hasten(by: 'person' | 'wake'): void {
    if (this.#flow.mayHasten(this.#state, by, this.#ports.clock.now())) this.#haste.abort();
  }

  /** Plays an event to the next stable state. False, and at once, where it means nothing now. */
  async #take(event: PersonEvent | StopEvent, given: Given | null): Promise<boolean> {
    const before = this.#state;
    void this.#play(event, given);
    if (this.#state === before) return false;
    await this.#stable();
    return true;
  }

  #stable(): Promise<void> {
    if (this.#flow.isStable(this.#state)) return Promise.resolve();
    return new Promise((resolve) => this.#onStable.push(resolve));
  }

  /**
   * From one event to the next, until there is nothing to wait for. Never rejects: a bug ends the
   * operation as failed, and one on the way to that end ends it at once.
   */
  async #play(first: FlowEvent<Outcome>, given: Given | null): Promise<void> {
    let next: FlowEvent<Outcome> | null = first;
    while (next !== null) {
      const event: FlowEvent<Outcome> = next;
      let turn: number | null = null;
      try {
        const command = this.#step(event);
        ({ turn } = this.#state);
        // A question is open again: what was given answers no more of them.
        if (this.#flow.isStable(this.#state)) given = null;
        const signals = { over: this.#turn.signal, haste: this.#haste.signal };
        next = command && { ...(await this.#ports.run(command, given, signals)), turn };
      } catch (error) {
        const reference = this.#ports.log.bug('sign-out-broke', error);
        next = afterBug(event.kind, turn ?? this.#state.turn, reference);
      }
    }
  }

  #step(event: FlowEvent<Outcome>): Command | null {
    const { state, command, note } = this.#flow.step(this.#state, event, this.#ports.clock.now());
    if (state === this.#state) return null;
    this.#state = state;
    this.#turn.abort();
    this.#turn = new AbortController();
    this.#haste = new AbortController();
    try {
      this.#show();
      if (note !== null) this.#ports.note(note);
    } finally {
      if (this.#flow.isStable(state)) for (const told of this.#onStable.splice(0)) told();
    }
    return command;
  }

  #show(): void {
    const body = this.#flow.show(this.#state);
    if (body === null) return;
    const snapshot: OperationSnapshot = { ...this.#subject, ...body };
    if (JSON.stringify(snapshot) === JSON.stringify(this.#snapshot)) return;
    this.#snapshot = snapshot;
    this.#ports.publish(snapshot);
  }
}

function isGiven(answer: OperationAnswer): answer is Given {
  return answer.kind === 'password' || answer.kind === 'text' || answer.kind === 'consent';
}

/** What a bug in handling an event leads to; null where nothing is left that could be tried. */
function afterBug(kind: string, turn: number, reference: string): StopEvent | null {
  switch (kind) {
    case 'abandon':
      return null;
    case 'broke':
      return { kind: 'abandon' };
    default:
      return { kind: 'broke', reference, turn };
  }
}
