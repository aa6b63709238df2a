// The columns of lists of sessions, and how one of them says that it is sorted by. Pure.
import type { Settings, SortColumn } from '../../electron/shared/model.ts';

export const columns: readonly { readonly column: SortColumn; readonly label: string }[] = [
  { column: 'name', label: 'Session' },
  { column: 'last-seen', label: 'Last seen' },
  { column: 'address', label: 'Address' },
  { column: 'trust', label: 'Trust' },
];

/** For `aria-sort`. */
export function sortState(
  sort: Settings['sort'],
  column: SortColumn,
): 'ascending' | 'descending' | undefined {
  return sort.column === column ? sort.direction : undefined;
}
