// The session list of the account on screen: rows by id, kept up to date by deltas; order, filters
// and search are derived.
import type { OwnSessions, Protection } from '../../electron/audit/protection.ts';
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError } from '../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../electron/shared/ids.ts';
import {
  unknownList,
  type ListState,
  type Session,
  type SessionList,
  type SessionListDelta,
} from '../../electron/shared/model.ts';
import type { Clock } from './clock.svelte.ts';
import { GroupingState } from './grouping.svelte.ts';
import { InspectorState } from './inspector.svelte.ts';
import { ListAudit } from './list-audit.svelte.ts';
import { SelectionState } from './selection.svelte.ts';
import { isLine, type Line, type LineKey } from './session-lines.ts';
import { applyFilter, meantBy, noFilter, type Concern, type Filter } from './session-filter.ts';
import {
  applyDelta,
  filterRows,
  judgeDelta,
  noRows,
  sortRows,
  toRows,
  type Rows,
} from './session-rows.ts';
import type { SettingsState } from './settings.svelte.ts';

type Opening =
  | { readonly kind: 'opening' }
  | { readonly kind: 'failed'; readonly error: AppError }
  | { readonly kind: 'open' };

/** Lists that are longer than this are searched a moment after the last key, so that typing is smooth. */
const searchAtOnceMax = 5_000;
const searchDelay = 120;

export interface SessionsContext {
  readonly api: MusterApi;
  readonly settings: SettingsState;
  readonly clock: Clock;
  readonly own: () => OwnSessions;
  readonly report: (error: AppError) => void;
  /** Told of each new state of the list. */
  readonly onlist: (list: ListState) => void;
}

export class SessionsState {
  readonly accountId: AccountId;
  readonly #context: SessionsContext;
  readonly selection: SelectionState;
  readonly grouping: GroupingState;
  readonly inspector: InspectorState;
  readonly audit: ListAudit;

  opening = $state.raw<Opening>({ kind: 'opening' });
  list = $state.raw<ListState>(unknownList);
  rows = $state.raw<Rows>(noRows);
  filter = $state.raw<Filter>(noFilter);
  /** What is typed, and what is searched for: the second follows the first. */
  #typed = $state('');
  #searched = $state('');
  #revision = -1;
  /** While the list is asked for, deltas wait. */
  #asking = false;
  #pending: readonly SessionListDelta[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The session that is to be shown as soon as the list has it. */
  #awaited: DeviceId | null = null;

  readonly #sort = $derived.by(() => this.#context.settings.current.sort);
  readonly #sorted = $derived.by(() => sortRows(this.rows, this.#sort));
  readonly #meant = $derived.by(() => {
    const { concern } = this.filter;
    return concern === null ? null : meantBy(concern.key, this.audit.recommendations);
  });
  readonly #matching = $derived.by(() => applyFilter(this.#sorted, this.#meant, this.filter.seen));
  readonly visible = $derived.by(() => filterRows(this.#matching, this.#searched));
  /** Of what is on screen; the whole list's is in the audit. */
  readonly seenShown = $derived.by(() =>
    this.filtered ? this.audit.seenOf(this.visible.map((row) => row.session)) : this.audit.seen,
  );

  constructor(accountId: AccountId, context: SessionsContext) {
    this.accountId = accountId;
    this.#context = context;
    this.audit = new ListAudit(this, context.settings, context.clock);
    this.grouping = new GroupingState(this, context.settings);
    this.selection = new SelectionState(this);
    this.inspector = new InspectorState(accountId, context.api);
  }

  get protections(): ReadonlyMap<DeviceId, Protection> {
    return this.audit.protections;
  }

  /** By which the list's times are counted. */
  get clock(): Clock {
    return this.#context.clock;
  }

  get own(): OwnSessions {
    return this.#context.own();
  }

  get lines(): readonly Line[] {
    return this.grouping.lines;
  }

  get query(): string {
    return this.#typed;
  }

  /** The query that `visible` answers. */
  get searched(): string {
    return this.#searched;
  }

  /** Whether a filter or a search narrows the list. */
  get filtered(): boolean {
    return (
      this.filter.concern !== null || this.filter.seen !== null || this.#searched.trim() !== ''
    );
  }

  narrow(changes: Partial<Filter>): void {
    this.filter = { ...this.filter, ...changes };
  }

  /** Shows what a recommendation means and selects of it what may go; the way back undoes both. */
  review(concern: Concern): () => void {
    const before = { filter: this.filter, query: this.query, selected: this.selection.ids };
    this.filter = { concern, seen: null };
    this.search('');
    this.selection.replace(meantBy(concern.key, this.audit.recommendations));
    return () => {
      this.filter = before.filter;
      this.search(before.query);
      this.selection.replace(before.selected);
    };
  }

  showAll(): void {
    this.filter = noFilter;
    this.search('');
  }

  /** Shows one session closely, at once or as soon as the list has it. */
  reveal(deviceId: DeviceId): void {
    const row = this.rows.get(deviceId);
    this.#awaited = row ? null : deviceId;
    if (!row) return;
    void this.inspector.open(row.session);
    if (!this.visible.includes(row)) this.showAll();
    this.grouping.openFor(row);
    const key: LineKey = { kind: 'session', deviceId };
    this.selection.moveTo(this.lines.findIndex((line) => isLine(line, key)));
  }

  search(query: string): void {
    this.#typed = query;
    clearTimeout(this.#timer);
    if (this.rows.size <= searchAtOnceMax || query === '') this.#searched = query;
    else
      this.#timer = setTimeout(() => {
        this.#searched = query;
      }, searchDelay);
  }

  async open(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    if (this.opening.kind !== 'open') this.opening = { kind: 'opening' };
    const result = await this.#context.api.sessions.open({ accountId: this.accountId });
    this.#asking = false;
    const pending = this.#pending;
    this.#pending = [];
    if (!result.ok) {
      this.opening = { kind: 'failed', error: result.error };
      return;
    }
    this.#take(result.value);
    for (const delta of pending) this.apply(delta);
  }

  async refresh(): Promise<void> {
    const result = await this.#context.api.sessions.refresh({ accountId: this.accountId });
    if (!result.ok) this.#context.report(result.error);
  }

  /** A delta that doesn't fit the revision on screen makes the list be read anew. */
  apply(delta: SessionListDelta): void {
    if (this.#asking) {
      this.#pending = [...this.#pending, delta];
      return;
    }
    if (this.opening.kind !== 'open') return;
    switch (judgeDelta(delta, this.#revision)) {
      case 'ignore':
        return;
      case 'reopen':
        void this.open();
        return;
      case 'apply':
        this.#revision = delta.revision;
        this.#setList(delta.state);
        this.#setRows(applyDelta(this.rows, delta));
        this.inspector.listChanged(delta);
    }
  }

  /** The sessions with these ids, in the order of the list on screen. */
  byId(ids: ReadonlySet<DeviceId>): readonly Session[] {
    return this.#sorted.map((row) => row.session).filter((session) => ids.has(session.deviceId));
  }

  /** Every session that isn't protected. */
  others(): readonly Session[] {
    return this.#sorted
      .map((row) => row.session)
      .filter((session) => !this.protections.has(session.deviceId));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.inspector.close();
  }

  #take(list: SessionList): void {
    this.#revision = list.revision;
    this.#setList(list.state);
    this.#setRows(toRows(list.sessions));
    this.opening = { kind: 'open' };
  }

  #setList(list: ListState): void {
    this.list = list;
    this.#context.onlist(list);
  }

  #setRows(rows: Rows): void {
    if (rows === this.rows) return;
    this.rows = rows;
    this.selection.keepListed(rows);
    if (this.#awaited !== null && rows.has(this.#awaited)) this.reveal(this.#awaited);
  }
}
