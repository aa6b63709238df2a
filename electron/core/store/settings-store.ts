// What the user chose. A setting that can't be read, or that an older Muster didn't know, has its
// default; the others stay.
import { isAsideMark } from '../../shared/aside-mark.ts';
import { isComputerName } from '../../shared/computer-name.ts';
import type { Result } from '../../shared/errors.ts';
import type { AccountId } from '../../shared/ids.ts';
import {
  HISTORY_DAYS,
  INACTIVE_DAYS,
  isWithin,
  PUT_ASIDE_MAX,
  WATCH_MINUTES,
  type Bounds,
} from '../../shared/limits.ts';
import { groupings, sortColumns, sortDirections, type Settings } from '../../shared/model.ts';
import type { Connection, Database } from './database.ts';
import { readRules } from './saved-rules.ts';
import { jsonOf } from './session-rows.ts';

export const defaultSettings: Settings = {
  selectedAccountId: null,
  sort: { column: 'last-seen', direction: 'descending' },
  grouping: 'none',
  inactiveDays: 90,
  watchMinutes: 30,
  notify: true,
  historyDays: 730,
  startAtLogin: false,
  keepInTray: false,
  putAside: [],
  computerName: null,
  rules: [],
};

/** Under which name each setting is stored, and how its value is read; undefined for one that is none. */
const stored: {
  readonly [K in keyof Settings]: readonly [
    name: string,
    read: (value: unknown) => Settings[K] | undefined,
  ];
} = {
  selectedAccountId: ['selected-account', (value) => nullOr(value, accountId)],
  sort: ['sort', readSort],
  grouping: ['grouping', (value) => groupings.find((known) => known === value)],
  inactiveDays: ['inactive-days', (value) => whole(value, INACTIVE_DAYS)],
  watchMinutes: ['watch-minutes', (value) => nullOr(value, (given) => whole(given, WATCH_MINUTES))],
  notify: ['notify', flag],
  historyDays: ['history-days', (value) => whole(value, HISTORY_DAYS)],
  startAtLogin: ['start-at-login', flag],
  keepInTray: ['keep-in-tray', flag],
  putAside: ['put-aside', marks],
  computerName: ['computer-name', (value) => nullOr(value, computerName)],
  rules: ['rules', readRules],
};

const keys = Object.keys(stored) as readonly (keyof Settings)[];

export class SettingsStore {
  readonly #database: Database;
  readonly #onSaved: (settings: Settings, before: Settings) => void;
  #current: Settings;

  /** `onSaved`: told of each change once it is in use, and of what was before. */
  constructor(
    database: Database,
    onSaved: (settings: Settings, before: Settings) => void = () => undefined,
  ) {
    this.#database = database;
    this.#onSaved = onSaved;
    this.#current = readSettings(database.read(new Map<string, string>(), loadValues));
  }

  current(): Settings {
    return this.#current;
  }

  /** In use even when it can't be stored. */
  save(settings: Settings): Result<null> {
    const before = this.#current;
    this.#current = settings;
    const saved = this.#database.write((connection) => {
      const upsert = connection.prepare(
        `INSERT INTO settings (name, value) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      );
      for (const key of keys) upsert.run(stored[key][0], JSON.stringify(settings[key]));
    });
    this.#onSaved(settings, before);
    return saved;
  }
}

function loadValues(connection: Connection): Map<string, string> {
  const values = new Map<string, string>();
  for (const row of connection.prepare('SELECT name, value FROM settings').raw().all()) {
    if (!Array.isArray(row)) continue;
    const [name, value] = row as readonly unknown[];
    if (typeof name === 'string' && typeof value === 'string') values.set(name, value);
  }
  return values;
}

function readSettings(values: ReadonlyMap<string, string>): Settings {
  const read = <K extends keyof Settings>(key: K): Settings[K] => {
    const [name, readValue] = stored[key];
    const value = readValue(jsonOf(values.get(name)));
    return value === undefined ? defaultSettings[key] : value;
  };
  const settings = Object.fromEntries(keys.map((key) => [key, read(key)]));
  return settings as unknown as Settings;
}

function readSort(value: unknown): Settings['sort'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('column' in value) || !('direction' in value)) return undefined;
  const column = sortColumns.find((known) => known === value.column);
  const direction = sortDirections.find((known) => known === value.direction);
  return column && direction ? { column, direction } : undefined;
}

function accountId(value: unknown): AccountId | undefined {
  return typeof value === 'string' ? (value as AccountId) : undefined;
}

function marks(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > PUT_ASIDE_MAX) return undefined;
  const read = value.filter(
    (mark): mark is string => typeof mark === 'string' && isAsideMark(mark),
  );
  return read.length === value.length ? read : undefined;
}

function computerName(value: unknown): string | undefined {
  return typeof value === 'string' && isComputerName(value) ? value : undefined;
}

function whole(value: unknown, bounds: Bounds): number | undefined {
  return typeof value === 'number' && isWithin(value, bounds) ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function nullOr<T>(value: unknown, read: (value: unknown) => T | undefined): T | null | undefined {
  return value === null ? null : read(value);
}
