// Reads CHANGELOG.md, for the packages' own changelogs and for what the system's software centre shows.
// Pure.

export interface Release {
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly changes: readonly string[];
}

/** Newest first. Throws where the newest is not `version`: what is packaged must be told. */
export function readChangelog(text: string, version: string): readonly Release[] {
  const releases = text
    .split(/^## /m)
    .slice(1)
    .map((part): Release => {
      const [, its = '', date = ''] = /^(\S+) \((\d{4}-\d\d-\d\d)\)\n/.exec(part) ?? [];
      const changes = part
        .split(/^- /m)
        .slice(1)
        .map((line) => line.replaceAll(/\s+/g, ' ').trim());
      return { version: its, date, changes };
    });
  if (releases[0]?.version !== version) throw new Error(`CHANGELOG.md doesn't tell of ${version}`);
  return releases;
}
