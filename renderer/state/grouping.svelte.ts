// What the list puts together, and which groups are open. Another grouping begins with all of them closed.
import { labeller } from '../../electron/audit/grouping.ts';
import type { Grouping } from '../../electron/shared/model.ts';
import { toggled } from './selection-sets.ts';
import { groupRows, linesOf, type Line } from './session-lines.ts';
import type { Row } from './session-rows.ts';
import type { SettingsState } from './settings.svelte.ts';

export interface GroupedList {
  readonly visible: readonly Row[];
}

type Open = ReadonlySet<string | null>;

const noneOpen: Open = new Set();

export class GroupingState {
  readonly #list: GroupedList;
  readonly #settings: SettingsState;
  #opened = $state.raw<{ readonly of: Grouping; readonly labels: Open } | null>(null);

  readonly #grouped = $derived.by(() => {
    if (this.chosen === 'none') return null;
    const labelOf = labeller(this.chosen);
    return groupRows(this.#list.visible, ({ session }) => labelOf(session));
  });
  /** What the list shows, line by line. */
  readonly lines: readonly Line[] = $derived.by(() =>
    this.#grouped === null ? this.#list.visible : linesOf(this.#grouped, this.#open),
  );

  constructor(list: GroupedList, settings: SettingsState) {
    this.#list = list;
    this.#settings = settings;
  }

  get chosen(): Grouping {
    return this.#settings.current.grouping;
  }

  get grouped(): boolean {
    return this.chosen !== 'none';
  }

  choose(grouping: Grouping): void {
    this.#settings.groupBy(grouping);
  }

  get #open(): Open {
    return this.#opened?.of === this.chosen ? this.#opened.labels : noneOpen;
  }

  /** Opens or closes the group of a label. */
  toggle(label: string | null): void {
    this.#opened = { of: this.chosen, labels: toggled(this.#open, label) };
  }

  /** Opens the group that a session is in, if it is in one. */
  openFor({ session }: Row): void {
    if (this.chosen === 'none') return;
    const label = labeller(this.chosen)(session);
    if (!this.#open.has(label)) this.toggle(label);
  }
}
