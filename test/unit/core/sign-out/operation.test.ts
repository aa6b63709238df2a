// The driver by itself, on a flow of three states: what it hands on, for how long, and to whom.
import { describe, expect, it } from 'vitest';
import type { Flow, FlowEvent, FlowStep, Given } from '../../../../electron/core/sign-out/flow.ts';
import { Operation } from '../../../../electron/core/sign-out/operation.ts';
import type { AccountId, OperationId } from '../../../../electron/shared/ids.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import { recordingLog } from '../fake-core.ts';

interface State {
  readonly turn: number;
  readonly kind: 'asking' | 'busy' | 'over';
}
interface Command {
  readonly kind: 'work' | 'watch';
}
interface Outcome {
  readonly kind: 'done' | 'more';
}
type Step = FlowStep<State, Command>;

/** Asking is watched; what is given is worked with, twice; a cancel is the end. */
const flow: Flow<State, Command, Outcome> = {
  step(state: State, event: FlowEvent<Outcome>): Step {
    const to = (kind: State['kind'], command: Command | null): Step => ({
      state: { turn: state.turn + 1, kind },
      command,
      note: null,
    });
    if (
      state.kind === 'over' ||
      event.kind === 'wake' ||
      ('turn' in event && event.turn !== state.turn)
    )
      return { state, command: null, note: null };
    if (event.kind === 'cancel' || event.kind === 'abandon') return to('over', null);
    if (event.kind === 'given' || event.kind === 'more') return to('busy', { kind: 'work' });
    return to('asking', { kind: 'watch' });
  },
  show: ({ kind, turn }) => ({
    kind: 'working',
    step: kind === 'busy' ? 'signing-out' : 'checking',
    total: 1,
    answered: turn,
  }),
  isStable: ({ kind }) => kind !== 'busy',
  mayHasten: ({ kind }, by) => kind === 'asking' || by === 'person',
  defersAnswers: () => false,
  problemOf: () => null,
};

function setUp(outcomes: readonly Outcome[]) {
  const ran: {
    command: Command['kind'];
    given: Given | null;
    signal: AbortSignal;
    haste: AbortSignal;
  }[] = [];
  let next = 0;
  const operation = new Operation(
    flow,
    {
      clock: fakeClock(),
      log: recordingLog(),
      publish: () => undefined,
      note: () => undefined,
      run({ kind: command }, given, { over, haste }) {
        ran.push({ command, given, signal: over, haste });
        const outcome = command === 'work' ? outcomes[next++] : undefined;
        return outcome === undefined ? new Promise(() => undefined) : Promise.resolve(outcome);
      },
    },
    { operationId: 'operation' as OperationId, accountId: 'account' as AccountId },
    { turn: 0, kind: 'asking' },
  );
  return { operation, ran };
}

const password = { kind: 'password', password: 'secret' } as const;

describe('the driver', () => {
  it('hands on what was given until a question is open again, and no longer', async () => {
    const { operation, ran } = setUp([{ kind: 'more' }, { kind: 'done' }]);
    await operation.answer(password);
    expect(ran.map(({ command, given }) => [command, given])).toEqual([
      ['work', password],
      ['work', password],
      ['watch', null],
    ]);
  });

  it('tells each command when its turn is over', async () => {
    const { operation, ran } = setUp([{ kind: 'done' }]);
    await operation.begin();
    await operation.answer(password);
    expect(ran.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
    await operation.cancel();
    expect(ran.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  });

  it('answers everybody who waits when it is stable', async () => {
    const { operation } = setUp([]);
    const answered = operation.answer(password);
    const cancelled = operation.cancel();
    expect((await answered).ok && (await answered)).toEqual({ ok: true, value: await cancelled });
  });

  it('cuts a wait short within its turn, so that what was given is still at hand', async () => {
    const { operation, ran } = setUp([]);
    void operation.answer(password);
    const signals = () => ran.map(({ signal, haste }) => [signal.aborted, haste.aborted]);
    operation.wake();
    expect(signals()).toEqual([[false, false]]);
    expect(await operation.answer({ kind: 'try-now' })).toMatchObject({ ok: true });
    expect(signals()).toEqual([[false, true]]);
  });
});
