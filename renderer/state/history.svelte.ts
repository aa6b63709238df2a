// What happened, of one account or one of its sessions: pages that grow downwards, a search, and what
// is new on top.
import type { MusterApi } from '../../electron/shared/contract.ts';
import type { AppError } from '../../electron/shared/errors.ts';
import type { HistoryEvent, HistoryPage, TimelineDay } from '../../electron/shared/history.ts';
import type { AccountId, DeviceId } from '../../electron/shared/ids.ts';

export interface HistorySubject {
  readonly accountId: AccountId;
  /** Null: all of the account. */
  readonly deviceId: DeviceId | null;
}

const searchDelay = 250;

export class HistoryState {
  readonly #subject: HistorySubject;
  readonly #api: MusterApi;
  events = $state.raw<readonly HistoryEvent[]>([]);
  /** Empty until it was asked for. */
  timeline = $state.raw<readonly TimelineDay[]>([]);
  /** Null at the end. */
  before = $state<number | null>(null);
  busy = $state<'first' | 'more' | null>('first');
  problem = $state.raw<AppError | null>(null);
  text = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts first pages, so that late answers to old ones are dropped. */
  #asked = 0;

  constructor(subject: HistorySubject, api: MusterApi) {
    this.#subject = subject;
    this.#api = api;
  }

  search(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), searchDelay);
  }

  /** The first page anew; what is on screen stays until it is there. */
  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.busy = 'first';
    await this.#first((page) => this.#replace(page));
  }

  /** Puts what happened meanwhile on top. */
  async catchUp(): Promise<void> {
    // The page that is on its way will have it.
    if (this.busy === 'first') return;
    await this.#first((page) => {
      const newest = this.events[0]?.eventId ?? 0;
      const newer = page.events.filter((event) => event.eventId > newest);
      if (newer.length < page.events.length) this.events = [...newer, ...this.events];
      else this.#replace(page);
    });
  }

  async more(): Promise<void> {
    if (this.busy !== null || this.before === null) return;
    this.busy = 'more';
    const asked = this.#asked;
    const result = await this.#page(this.before);
    if (asked !== this.#asked) return;
    this.busy = null;
    this.problem = result.ok ? null : result.error;
    if (!result.ok) return;
    this.events = [...this.events, ...result.value.events];
    this.before = result.value.before;
  }

  async loadTimeline(): Promise<void> {
    const { accountId } = this.#subject;
    const result = await this.#api.history.timeline({ accountId });
    if (result.ok) this.timeline = result.value;
    else this.problem = result.error;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #first(take: (page: HistoryPage) => void): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const result = await this.#page(null);
    if (asked !== this.#asked) return;
    this.busy = null;
    this.problem = result.ok ? null : result.error;
    if (result.ok) take(result.value);
  }

  #page(before: number | null) {
    return this.#api.history.page({ ...this.#subject, text: this.text.trim(), before });
  }

  #replace(page: HistoryPage): void {
    this.events = page.events;
    this.before = page.before;
  }
}
