// Which sessions are selected, and which line the keyboard is on. What is protected
// is never selected.
import type { DeviceId } from '../../electron/shared/ids.ts';
import {
  countIn,
  shareOf,
  stillListed,
  toggled,
  withAll,
  withIds,
  withoutAll,
  withRange,
  type Barred,
  type Ids,
} from './selection-sets.ts';
import { isLine, keyOf, rowOf, type Line, type LineKey } from './session-lines.ts';
import type { Row, Rows } from './session-rows.ts';

const none: Ids = new Set();

/** What a selection needs to know: what is on screen in order, and which sessions it may not hold. */
export interface SelectionView {
  readonly visible: readonly Row[];
  /** The same sessions; those of groups that are closed have no line of their own. */
  readonly lines: readonly Line[];
  readonly protections: Barred;
}

export class SelectionState {
  readonly #view: SelectionView;
  #ids = $state.raw<Ids>(none);
  #activeKey = $state.raw<LineKey | null>(null);
  /** Where the active line was last, for when it vanishes. */
  #lastIndex = 0;
  /** A shift range: where it began, and what was selected before. */
  #range: { readonly anchor: LineKey; readonly base: Ids } | null = null;

  readonly ids = $derived.by(() => this.#ids);
  readonly visibleCount = $derived.by(() => countIn(this.#ids, this.#view.visible));
  /** The line that the keyboard is on; -1 only when there are none. */
  readonly active: number = $derived.by(() => {
    const [{ lines }, key] = [this.#view, this.#activeKey];
    const index = key === null ? -1 : lines.findIndex((line) => isLine(line, key));
    return index >= 0 ? index : Math.min(this.#lastIndex, lines.length - 1);
  });

  constructor(view: SelectionView) {
    this.#view = view;
  }

  /** Every selectable row on screen is selected; false for none. */
  get allVisible(): boolean {
    const selectable = this.#view.visible.length - this.#protectedVisible;
    return selectable > 0 && this.visibleCount === selectable;
  }

  readonly #protectedVisible = $derived.by(() =>
    countIn(this.#view.protections, this.#view.visible),
  );

  moveTo(index: number): void {
    this.#setActive(index);
    this.#range = null;
  }

  /** Selects from where shift was first pressed to `index`; what the last range added goes again. */
  extendTo(index: number): void {
    const { lines } = this.#view;
    const at = lines[this.active];
    if (!at) return;
    const { anchor, base } = (this.#range ??= { anchor: keyOf(at), base: this.#ids });
    this.#setActive(index);
    const from = lines.findIndex((line) => isLine(line, anchor));
    this.#ids = withRange(
      base,
      lines,
      from < 0 ? this.active : from,
      this.active,
      this.#view.protections,
    );
  }

  /** A group is selected with all of it that may be, and unselected when it is. */
  toggle(index: number): void {
    this.moveTo(index);
    const line = this.#view.lines[this.active];
    if (!line) return;
    const id = rowOf(line)?.session.deviceId;
    if (line.kind === 'group') this.#toggleAll(line.group.rows);
    else if (id !== undefined && !this.#view.protections.has(id))
      this.#ids = toggled(this.#ids, id);
  }

  /** How much of these is selected. */
  share(rows: readonly Row[]): 'all' | 'some' | 'none' {
    return shareOf(this.#ids, rows, this.#view.protections);
  }

  #toggleAll(rows: readonly Row[]): void {
    this.#ids =
      this.share(rows) === 'all'
        ? withoutAll(this.#ids, rows)
        : withAll(this.#ids, rows, this.#view.protections);
  }

  selectVisible(): void {
    this.#range = null;
    this.#ids = withAll(this.#ids, this.#view.visible, this.#view.protections);
  }

  /** Adds sessions wherever they are in the list. */
  add(ids: readonly DeviceId[]): void {
    this.#range = null;
    this.#ids = withIds(this.#ids, ids, this.#view.protections);
  }

  /** These and no others, wherever they are in the list. */
  replace(ids: Ids): void {
    this.#range = null;
    this.#ids = withIds(none, [...ids], this.#view.protections);
  }

  unselectVisible(): void {
    this.#range = null;
    this.#ids = withoutAll(this.#ids, this.#view.visible);
  }

  clear(): void {
    this.#range = null;
    this.#ids = none;
  }

  /** After each change of the list. */
  keepListed(rows: Rows): void {
    this.#ids = stillListed(this.#ids, rows, this.#view.protections);
    if (this.#range)
      this.#range = {
        anchor: this.#range.anchor,
        base: stillListed(this.#range.base, rows, this.#view.protections),
      };
  }

  #setActive(index: number): void {
    const { lines } = this.#view;
    const clamped = Math.max(0, Math.min(index, lines.length - 1));
    const line = lines[clamped];
    this.#lastIndex = clamped;
    this.#activeKey = line ? keyOf(line) : null;
  }
}
