// What happened to accounts, as acts: which of them are shown, which are open, and the picture over time.
import { SvelteMap } from 'svelte/reactivity';
import type { MusterApi } from '../../electron/shared/contract.ts';
import { ok, type AppError, type Result } from '../../electron/shared/errors.ts';
import type {
  HistoryAct,
  HistoryEvent,
  HistoryFilter,
  HistoryKind,
  HistoryPage,
  Timeline,
} from '../../electron/shared/history.ts';
import type { AccountId, DeviceId } from '../../electron/shared/ids.ts';
import { NewestFirst } from './newest-first.svelte.ts';

const searchDelay = 250;

const everything: HistoryFilter = { kinds: [], text: '', during: null };

/** What is shown of an act that is open. `after`: null where that is all. */
interface OpenAct {
  readonly events: readonly HistoryEvent[];
  readonly after: number | null;
}

/** What happened to one session. */
export function sessionHistory(
  api: MusterApi,
  accountId: AccountId,
  deviceId: DeviceId,
): NewestFirst<HistoryEvent> {
  return new NewestFirst({
    read: async (before) =>
      withItems(
        await api.history.ofSession({ accountId, deviceId, before }),
        (page) => page.events,
      ),
    idOf: ({ eventId }) => eventId,
  });
}

export class HistoryState {
  readonly #api: MusterApi;
  readonly acts: NewestFirst<HistoryAct>;
  /** Null: all accounts. */
  accountId = $state<AccountId | null>(null);
  filter = $state.raw<HistoryFilter>(everything);
  /** Null until it was asked for. */
  timeline = $state.raw<Timeline | null>(null);
  problem = $state.raw<AppError | null>(null);
  readonly #open = new SvelteMap<number, OpenAct>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timelines = 0;

  readonly filtered: boolean = $derived.by(
    () =>
      this.filter.kinds.length > 0 || this.filter.during !== null || this.filter.text.trim() !== '',
  );

  constructor(accountId: AccountId, api: MusterApi) {
    this.accountId = accountId;
    this.#api = api;
    this.acts = new NewestFirst({
      read: async (before) => {
        const query = { accountId: this.accountId, filter: this.#asked, before };
        return withItems(await api.history.acts(query), (page) => page.acts);
      },
      idOf: ({ actId }) => actId,
    });
  }

  /** As it goes to main. */
  get #asked(): HistoryFilter {
    return { ...this.filter, text: this.filter.text.trim() };
  }

  search(text: string): void {
    this.filter = { ...this.filter, text };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#anew(), searchDelay);
  }

  showKinds(kinds: readonly HistoryKind[]): void {
    this.filter = { ...this.filter, kinds };
    this.#anew();
  }

  /** Null: all times. */
  showTime(during: HistoryFilter['during']): void {
    this.filter = { ...this.filter, during };
    this.#anew();
  }

  showAccount(accountId: AccountId | null): void {
    this.accountId = accountId;
    this.#anew();
    void this.loadTimeline();
  }

  showEverything(): void {
    this.filter = everything;
    this.#anew();
  }

  opened(act: HistoryAct): OpenAct | null {
    return this.#open.get(act.actId) ?? null;
  }

  /** Opens an act, or closes it. */
  async toggle(act: HistoryAct): Promise<void> {
    if (!this.#open.delete(act.actId)) await this.moreOf(act);
  }

  /** The next of its events; the first where it isn't open. */
  async moreOf({ accountId, actId }: HistoryAct): Promise<void> {
    const { filter } = this;
    const known = this.#open.get(actId);
    const after = known?.after ?? null;
    const asked = { accountId, actId, filter: this.#asked, after };
    const result = await this.#api.history.ofAct(asked);
    if (filter !== this.filter) return;
    this.problem = result.ok ? null : result.error;
    if (!result.ok) return;
    const events = [...(known?.events ?? []), ...result.value.events];
    this.#open.set(actId, { events, after: result.value.after });
  }

  async loadTimeline(): Promise<void> {
    this.#timelines += 1;
    const asked = this.#timelines;
    const result = await this.#api.history.timeline({ accountId: this.accountId });
    if (asked !== this.#timelines) return;
    if (result.ok) this.timeline = result.value;
    else this.problem = result.error;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timelines += 1;
    this.acts.close();
  }

  #anew(): void {
    clearTimeout(this.#timer);
    this.#open.clear();
    void this.acts.load();
  }
}

function withItems<P extends Pick<HistoryPage, 'before'>, Item>(
  page: Result<P>,
  itemsOf: (page: P) => readonly Item[],
): Result<{ readonly items: readonly Item[]; readonly before: number | null }> {
  return page.ok ? ok({ items: itemsOf(page.value), before: page.value.before }) : page;
}
