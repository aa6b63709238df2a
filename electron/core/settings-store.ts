// What the user chose about the window's content. A setting that can't be read falls back to its
// default; the others stay.
import type { Result } from '../shared/errors.ts';
import type { AccountId } from '../shared/ids.ts';
import type { Settings } from '../shared/model.ts';
import type { Connection, Database } from './database.ts';

export interface SettingsStore {
  current(): Settings;
  /** In use even when it can't be stored. */
  save(settings: Settings): Result<null>;
}

const defaults: Settings = {
  selectedAccountId: null,
  sort: { column: 'last-seen', direction: 'descending' },
};

const columns = ['name', 'last-seen', 'address'] as const;
const directions = ['ascending', 'descending'] as const;

export function createSettingsStore(database: Database): SettingsStore {
  let current = readSettings(database.read(new Map<string, string>(), loadValues));
  return {
    current: () => current,
    save(settings) {
      current = settings;
      return database.write((connection) => {
        const upsert = connection.prepare(
          `INSERT INTO settings (name, value) VALUES (?, ?)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        );
        upsert.run('selected-account', JSON.stringify(settings.selectedAccountId));
        upsert.run('sort', JSON.stringify(settings.sort));
      });
    },
  };
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
  const selected = parse(values.get('selected-account'));
  return {
    selectedAccountId: typeof selected === 'string' ? (selected as AccountId) : null,
    sort: readSort(parse(values.get('sort'))) ?? defaults.sort,
  };
}

function readSort(value: unknown): Settings['sort'] | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('column' in value) || !('direction' in value)) return null;
  const column = columns.find((known) => known === value.column);
  const direction = directions.find((known) => known === value.direction);
  return column && direction ? { column, direction } : null;
}

function parse(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
