// What the window remembers between runs: the account on screen and the order of the list. Saved a
// moment after the last change.
import type { AppError, Result } from '../../electron/shared/errors.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type { Settings, SortColumn } from '../../electron/shared/model.ts';

const saveDelay = 400;

export const defaultSort: Settings['sort'] = { column: 'last-seen', direction: 'descending' };

/** The order after a click on a column: turns the same one round; times begin with the newest. */
export function nextSort(sort: Settings['sort'], column: SortColumn): Settings['sort'] {
  if (sort.column !== column)
    return { column, direction: column === 'last-seen' ? 'descending' : 'ascending' };
  return { column, direction: sort.direction === 'ascending' ? 'descending' : 'ascending' };
}

export class SettingsState {
  readonly #save: (settings: Settings) => Promise<Result<null>>;
  readonly #report: (error: AppError) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #current = $state.raw<Settings>({ selectedAccountId: null, sort: defaultSort });

  constructor(
    save: (settings: Settings) => Promise<Result<null>>,
    report: (error: AppError) => void,
  ) {
    this.#save = save;
    this.#report = report;
  }

  get sort(): Settings['sort'] {
    return this.#current.sort;
  }

  get selectedAccountId(): AccountId | null {
    return this.#current.selectedAccountId;
  }

  /** Takes what main has stored, without saving it again. */
  load(settings: Settings): void {
    this.#current = settings;
  }

  selectAccount(selectedAccountId: AccountId | null): void {
    if (this.#current.selectedAccountId === selectedAccountId) return;
    this.#set({ ...this.#current, selectedAccountId });
  }

  sortBy(column: SortColumn): void {
    this.#set({ ...this.#current, sort: nextSort(this.#current.sort, column) });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #set(settings: Settings): void {
    this.#current = settings;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(settings), saveDelay);
  }

  async #send(settings: Settings): Promise<void> {
    const result = await this.#save(settings);
    // A store that can't be written has its own banner.
    if (!result.ok && result.error.code !== 'store') this.#report(result.error);
  }
}
