// Something of which main gives pages, newest first: pages that grow downwards, and what is new on top.
import type { AppError, Result } from '../../electron/shared/errors.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null at the end. */
  readonly before: number | null;
}

export interface PageSource<Item> {
  /** Those before an id; the newest for null. */
  readonly read: (before: number | null) => Promise<Result<Page<Item>>>;
  /** Grows with time. */
  readonly idOf: (item: Item) => number;
}

export class NewestFirst<Item> {
  readonly #source: PageSource<Item>;
  items = $state.raw<readonly Item[]>([]);
  before = $state<number | null>(null);
  busy = $state<'first' | 'more' | null>('first');
  problem = $state.raw<AppError | null>(null);
  /** Counts first pages, so that late answers to old ones are dropped. */
  #asked = 0;

  constructor(source: PageSource<Item>) {
    this.#source = source;
  }

  /** The first page anew; what is on screen stays until it is there. */
  async load(): Promise<void> {
    this.busy = 'first';
    await this.#first((page) => this.#replace(page));
  }

  /** Takes what happened meanwhile, and what has become of the newest ones. */
  async catchUp(): Promise<void> {
    // The page that is on its way will have it.
    if (this.busy === 'first') return;
    const { idOf } = this.#source;
    await this.#first((page) => {
      const oldest = page.items.at(-1);
      const [newest] = this.items;
      const meets = oldest && newest && idOf(oldest) <= idOf(newest);
      if (!meets) {
        this.#replace(page);
        return;
      }
      const older = this.items.filter((item) => idOf(item) < idOf(oldest));
      this.items = [...page.items, ...older];
      if (older.length === 0) this.before = page.before;
    });
  }

  async more(): Promise<void> {
    if (this.busy !== null || this.before === null) return;
    this.busy = 'more';
    const asked = this.#asked;
    const result = await this.#source.read(this.before);
    if (asked !== this.#asked) return;
    this.busy = null;
    this.problem = result.ok ? null : result.error;
    if (!result.ok) return;
    this.items = [...this.items, ...result.value.items];
    this.before = result.value.before;
  }

  close(): void {
    this.#asked += 1;
  }

  async #first(take: (page: Page<Item>) => void): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const result = await this.#source.read(null);
    if (asked !== this.#asked) return;
    this.busy = null;
    this.problem = result.ok ? null : result.error;
    if (result.ok) take(result.value);
  }

  #replace(page: Page<Item>): void {
    this.items = page.items;
    this.before = page.before;
  }
}
