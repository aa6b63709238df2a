// What the audit says about the list on screen: each part is worked out when somebody looks, once for
// each change of the list (and once an hour, for what grows old).
import { auditContext, type AuditContext } from '../../electron/audit/findings.ts';
import { histogramOf, type Histogram } from '../../electron/audit/histogram.ts';
import { asideMark, mayPutAside } from '../../electron/audit/put-aside.ts';
import {
  protectionsOf,
  type OwnSessions,
  type Protection,
} from '../../electron/audit/protection.ts';
import { recommendationsOf, type Recommendation } from '../../electron/audit/recommendations.ts';
import type { AccountId, DeviceId } from '../../electron/shared/ids.ts';
import { unknownList, type ListState, type Session } from '../../electron/shared/model.ts';
import type { Clock } from './clock.svelte.ts';
import type { Rows } from './session-rows.ts';
import type { SettingsState } from './settings.svelte.ts';

/** What telling inactive sessions takes; cheap to make, unlike the whole context. */
type Moment = Pick<AuditContext, 'now' | 'inactiveDays' | 'own'>;

export interface AuditedList {
  readonly accountId: AccountId;
  readonly rows: Rows;
  readonly list: ListState;
  readonly own: OwnSessions;
}

const hour = 3_600_000;

export class ListAudit {
  readonly #source: AuditedList;
  readonly #settings: SettingsState;
  readonly #clock: Clock;
  /** Months that there is room for in the last-seen picture. */
  room = $state(24);

  // Each of these changes rarely, and nothing below is worked out anew before one of them does.
  readonly #hour = $derived.by(() => Math.floor(this.#clock.now / hour));
  readonly #inactiveDays = $derived.by(() => this.#settings.current.inactiveDays);
  readonly #ownId = $derived.by(() => this.#source.own.deviceId);
  readonly #ownElsewhere = $derived.by(() => this.#source.own.elsewhere);
  readonly #own: OwnSessions = $derived.by(() => ({
    deviceId: this.#ownId,
    elsewhere: this.#ownElsewhere,
  }));
  readonly #keyBackup = $derived.by(() => this.#source.list.keyBackup);

  readonly all: readonly Session[] = $derived.by(() =>
    [...this.#source.rows.values()].map((row) => row.session),
  );
  readonly moment: Moment = $derived.by(() => ({
    now: this.#hour * hour,
    inactiveDays: this.#inactiveDays,
    own: this.#own,
  }));
  readonly context: AuditContext = $derived.by(() => {
    const { now, inactiveDays, own } = this.moment;
    const state = { ...unknownList, keyBackup: this.#keyBackup };
    const list = { accountId: this.#source.accountId, revision: 0, sessions: this.all, state };
    return auditContext(list, own, { inactiveDays }, now);
  });
  readonly recommendations: readonly Recommendation[] = $derived.by(() =>
    recommendationsOf(this.all, { audit: this.context, list: this.#source.list }),
  );
  /** Those of them that the user has put aside. */
  readonly aside: readonly Recommendation[] = $derived.by(() =>
    this.recommendations.filter((one) => mayPutAside(one) && this.#known(one)),
  );
  /** What the verdict is made of. */
  readonly open: readonly Recommendation[] = $derived.by(() =>
    this.recommendations.filter((one) => !this.aside.includes(one)),
  );
  /** No more than back to the session that was seen longest ago. */
  readonly #months = $derived.by(() =>
    Math.min(this.room, monthsBack(this.all, this.#hour * hour)),
  );
  readonly seen: Histogram = $derived.by(() => this.seenOf(this.all));
  /** What no selection may hold. */
  readonly protections: ReadonlyMap<DeviceId, Protection> = $derived.by(() =>
    protectionsOf(this.all, this.#own),
  );

  constructor(source: AuditedList, settings: SettingsState, clock: Clock) {
    this.#source = source;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Puts one aside until it means anything else. */
  putAside(recommendation: Recommendation): void {
    this.#settings.putAside(asideMark(this.#source.accountId, recommendation));
  }

  /** All of this list that were put aside. */
  bringBack(): void {
    this.#settings.bringBack(this.aside.map((one) => asideMark(this.#source.accountId, one)));
  }

  #known(recommendation: Recommendation): boolean {
    const { putAside } = this.#settings.current;
    return (
      putAside.length > 0 && putAside.includes(asideMark(this.#source.accountId, recommendation))
    );
  }

  seenOf(sessions: readonly Session[]): Histogram {
    return histogramOf(sessions, this.moment.now, this.#months);
  }
}

const fewestMonths = 12;

function monthsBack(sessions: readonly Session[], now: number): number {
  let oldest = now;
  for (const { lastSeenAt } of sessions)
    if (lastSeenAt !== null && lastSeenAt < oldest) oldest = lastSeenAt;
  const [from, to] = [new Date(oldest), new Date(now)];
  const months = (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth();
  return Math.max(fewestMonths, months + 1);
}
