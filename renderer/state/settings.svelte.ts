// The settings as the window has them: what main stored, and the user's changes at once. Saved a
// moment after the last change.
import type { AppError, Result } from '../../electron/shared/errors.ts';
import { PUT_ASIDE_MAX } from '../../electron/shared/limits.ts';
import type { AccountId } from '../../electron/shared/ids.ts';
import type { Grouping, Settings, SortColumn } from '../../electron/shared/model.ts';
import type { Rule } from '../../electron/shared/rules.ts';

const saveDelay = 400;

/** Until main has told. */
const defaults: Settings = {
  selectedAccountId: null,
  sort: { column: 'last-seen', direction: 'descending' },
  grouping: 'none',
  inactiveDays: 90,
  watchMinutes: null,
  notify: false,
  historyDays: 730,
  startAtLogin: false,
  keepInTray: false,
  putAside: [],
  computerName: null,
  rules: [],
};

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
  #current = $state.raw<Settings>(defaults);
  /** Whether main has everything that was changed. */
  saved = $state(true);

  constructor(
    save: (settings: Settings) => Promise<Result<null>>,
    report: (error: AppError) => void,
  ) {
    this.#save = save;
    this.#report = report;
  }

  get current(): Settings {
    return this.#current;
  }

  /** Takes what main has stored, without saving it again. */
  load(settings: Settings): void {
    this.#current = settings;
  }

  change(changes: Partial<Settings>): void {
    this.#current = { ...this.#current, ...changes };
    this.saved = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), saveDelay);
  }

  selectAccount(selectedAccountId: AccountId | null): void {
    if (this.#current.selectedAccountId !== selectedAccountId) this.change({ selectedAccountId });
  }

  sortBy(column: SortColumn): void {
    this.change({ sort: nextSort(this.#current.sort, column) });
  }

  groupBy(grouping: Grouping): void {
    this.change({ grouping });
  }

  /** Saves a rule under a name; one of that name is replaced where it stands. */
  keepRule(name: string, rule: Rule): void {
    const { rules } = this.#current;
    const known = rules.some((saved) => saved.name === name);
    this.change({
      rules: known
        ? rules.map((saved) => (saved.name === name ? { name, rule } : saved))
        : [...rules, { name, rule }],
    });
  }

  /** Beyond the most that are kept, the oldest come back. */
  putAside(mark: string): void {
    const others = this.#current.putAside.filter((known) => known !== mark);
    this.change({ putAside: [...others, mark].slice(-PUT_ASIDE_MAX) });
  }

  bringBack(marks: readonly string[]): void {
    this.change({ putAside: this.#current.putAside.filter((known) => !marks.includes(known)) });
  }

  forgetRule(name: string): void {
    this.change({ rules: this.#current.rules.filter((saved) => saved.name !== name) });
  }

  /** Saves now what is waiting to be saved. */
  flush(): void {
    if (this.#timer !== undefined) void this.#send();
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const sent = this.#current;
    const result = await this.#save(sent);
    if (result.ok) this.saved = sent === this.#current;
    // A store that can't be written has its own banner.
    else if (result.error.code !== 'store') this.#report(result.error);
  }
}
