// Which sessions are selected, and which row the keyboard is on. What is protected
// is never selected.
import type { DeviceId } from '../../electron/shared/ids.ts';
import {
  countIn,
  stillListed,
  toggled,
  withAll,
  withIds,
  withoutAll,
  withRange,
  type Barred,
  type Ids,
} from './selection-sets.ts';
import type { Row, Rows } from './session-rows.ts';

const none: Ids = new Set();

/** What a selection needs to know: the rows on screen in order, and which sessions it may not hold. */
export interface SelectionView {
  readonly visible: readonly Row[];
  readonly protections: Barred;
}

export class SelectionState {
  readonly #view: SelectionView;
  #ids = $state.raw<Ids>(none);
  #activeId = $state.raw<DeviceId | null>(null);
  /** Where the active row was last, for when it vanishes. */
  #lastIndex = 0;
  /** A shift range: where it began, and what was selected before. */
  #range: { readonly anchor: DeviceId; readonly base: Ids } | null = null;

  readonly ids = $derived.by(() => this.#ids);
  readonly visibleCount = $derived.by(() => countIn(this.#ids, this.#view.visible));
  /** The row that the keyboard is on; -1 only when there are no rows. */
  readonly active: number = $derived.by(() => {
    const rows = this.#view.visible;
    const index = rows.findIndex((row) => row.session.deviceId === this.#activeId);
    return index >= 0 ? index : Math.min(this.#lastIndex, rows.length - 1);
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
    const rows = this.#view.visible;
    const anchor = this.#range?.anchor ?? rows[this.active]?.session.deviceId;
    if (anchor === undefined) return;
    this.#range ??= { anchor, base: this.#ids };
    this.#setActive(index);
    const from = rows.findIndex((row) => row.session.deviceId === anchor);
    this.#ids = withRange(
      this.#range.base,
      rows,
      from < 0 ? this.active : from,
      this.active,
      this.#view.protections,
    );
  }

  toggle(index: number): void {
    this.moveTo(index);
    const id = this.#activeId;
    if (id !== null && !this.#view.protections.has(id)) this.#ids = toggled(this.#ids, id);
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
    const rows = this.#view.visible;
    const clamped = Math.max(0, Math.min(index, rows.length - 1));
    this.#lastIndex = clamped;
    this.#activeId = rows[clamped]?.session.deviceId ?? null;
  }
}
