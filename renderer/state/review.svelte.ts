// The list that somebody is about to confirm: what is still in it, its order, and whether the button is
// armed. Nothing is sent here.
import type { AuditContext } from '../../electron/audit/findings.ts';
import { newestOfAllVerified } from '../../electron/audit/protection.ts';
import { isInUse, secondLooks, type SecondLook } from '../../electron/audit/second-look.ts';
import type { DeviceId } from '../../electron/shared/ids.ts';
import type { Session, Settings, SortColumn } from '../../electron/shared/model.ts';
import type { Proposal } from './proposal.ts';
import { idsOf, linesOf, withId, type ReviewLine } from './review-lines.ts';
import { sortRows, toRows, type Rows } from './session-rows.ts';
import { nextSort } from './settings.svelte.ts';

/** More sessions than this at once take a word of their own. */
const manySessions = 100;

export class ReviewState {
  readonly proposal: Proposal;
  readonly #rows: Rows;
  readonly #now: AuditContext['now'];
  #takenOut = $state.raw(idsOf([]));
  sort = $state.raw<Settings['sort']>({ column: 'last-seen', direction: 'descending' });
  /** The user has said that the list was looked at. */
  looked = $state(false);
  /** The last verified session goes only when the user says so by itself. */
  withSpared = $state(false);

  readonly #listed: readonly Session[] = $derived.by(() =>
    this.proposal.sessions.filter(({ deviceId }) => !this.#takenOut.has(deviceId)),
  );
  /** The one without which no verified session is left; it takes a confirmation of its own. */
  readonly spared: Session | null = $derived.by(() => {
    const { all, context } = this.proposal;
    const id = newestOfAllVerified(idsOf(this.#listed), all, context.own);
    return this.#listed.find(({ deviceId }) => deviceId === id) ?? null;
  });
  /** What goes when the button is pressed. */
  readonly going: readonly Session[] = $derived.by(() =>
    this.withSpared ? this.#listed : this.#listed.filter((session) => session !== this.spared),
  );
  readonly looks: ReadonlyMap<DeviceId, readonly SecondLook[]> = $derived.by(() =>
    secondLooks(this.going, this.proposal.all, {
      now: this.#now,
      inactiveDays: this.proposal.context.inactiveDays,
    }),
  );
  /** Those that deserve a second look first, each group in the order of `sort`. */
  readonly lines: readonly ReviewLine[] = $derived.by(() => linesOf(this.#sorted, this.looks));
  readonly #sorted: readonly Session[] = $derived.by(() => {
    const ids = idsOf(this.going);
    return sortRows(this.#rows, this.sort)
      .map(({ session }) => session)
      .filter(({ deviceId }) => ids.has(deviceId));
  });
  /**
   * Why the button takes a tick first; null where it doesn't. A single session has been looked at, and
   * on a server's own page each is confirmed by itself.
   */
  readonly armedBy: 'second-look' | 'many' | null = $derived.by(() => {
    if (this.going.length <= 1 || this.proposal.account.signOutRoute === 'account-page')
      return null;
    if (this.going.some((session) => isInUse(session, this.#now))) return 'second-look';
    if (this.going.length <= manySessions) return null;
    return this.looks.size > 0 ? 'second-look' : 'many';
  });
  readonly ready: boolean = $derived.by(
    () => this.going.length > 0 && (this.armedBy === null || this.looked),
  );

  /** `now`: when the review began, in milliseconds since 1970. */
  constructor(proposal: Proposal, now: number) {
    this.proposal = proposal;
    this.#rows = toRows(proposal.sessions);
    this.#now = now;
  }

  /** How many were taken out of the list since it was opened. */
  get takenOut(): number {
    return this.#takenOut.size;
  }

  takeOut(deviceId: DeviceId): void {
    this.#takenOut = withId(this.#takenOut, deviceId);
  }

  putBack(): void {
    this.#takenOut = idsOf([]);
  }

  sortBy(column: SortColumn): void {
    this.sort = nextSort(this.sort, column);
  }
}
