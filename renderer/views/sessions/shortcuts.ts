// Keys that work anywhere in the sessions view. Pure.

export type Shortcut =
  | 'search'
  | 'select-all'
  | 'close-detail'
  | 'clear-selection'
  | 'clear-search'
  | 'clear-filters'
  | 'to-list';

interface Situation {
  readonly inspecting: boolean;
  readonly selected: boolean;
  readonly searching: boolean;
  readonly filtered: boolean;
}

/** Null for keys that mean nothing here, or that belong to the field they were typed in. */
export function shortcut(event: KeyboardEvent, situation: Situation): Shortcut | null {
  const target = event.target instanceof Element ? event.target : null;
  const typing = target?.matches(fields) ?? false;
  const inSearch = target?.matches('[role=searchbox]') ?? false;
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const key = event.key.toLowerCase();
  if (command && key === 'f') return 'search';
  if (command && key === 'a') return typing ? null : 'select-all';
  if (key === 'escape') return escape(situation, inSearch);
  if (inSearch) return key === 'arrowdown' || key === 'enter' ? 'to-list' : null;
  return !typing && key === '/' && !event.ctrlKey && !event.metaKey ? 'search' : null;
}

const fields = 'input:not([type=checkbox], [type=radio]), textarea, select';

/** In the search field Esc concerns the search first; elsewhere what lies on top goes first. */
function escape(situation: Situation, inSearch: boolean): Shortcut | null {
  if (inSearch) return situation.searching ? 'clear-search' : 'to-list';
  if (situation.inspecting) return 'close-detail';
  if (situation.selected) return 'clear-selection';
  return situation.filtered ? 'clear-filters' : null;
}
