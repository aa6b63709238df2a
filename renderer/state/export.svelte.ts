// One export, from the choice to the outcome. Main asks for the file and writes it.
import type { Argument, MusterApi } from '../../electron/shared/contract.ts';
import type { AppError } from '../../electron/shared/errors.ts';
import type { ExportOutcome } from '../../electron/shared/model.ts';

export type ExportPhase =
  | { readonly kind: 'choosing' }
  /** `done` of `total` sessions are written; 0 of 0 while the file is chosen. */
  | { readonly kind: 'working'; readonly done: number; readonly total: number }
  | ExportOutcome
  | { readonly kind: 'failed'; readonly error: AppError };

export class ExportState {
  readonly #api: MusterApi['exports'];
  readonly #unsubscribe: () => void;
  phase = $state.raw<ExportPhase>({ kind: 'choosing' });

  constructor(api: MusterApi) {
    this.#api = api.exports;
    this.#unsubscribe = this.#api.progress(({ done, total }) => {
      if (this.phase.kind === 'working') this.phase = { kind: 'working', done, total };
    });
  }

  async save(argument: Argument<'exports.save'>): Promise<void> {
    this.phase = { kind: 'working', done: 0, total: 0 };
    const result = await this.#api.save(argument);
    this.phase = result.ok ? result.value : { kind: 'failed', error: result.error };
  }

  /** The outcome comes with `save`. */
  async cancel(): Promise<void> {
    const result = await this.#api.cancel(null);
    if (!result.ok) this.phase = { kind: 'failed', error: result.error };
  }

  close(): void {
    if (this.phase.kind === 'working') void this.cancel();
    this.#unsubscribe();
  }
}
