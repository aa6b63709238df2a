// Keys that work anywhere in the sessions view. Pure.

export type Shortcut =
  'search' | 'select-all' | 'close-detail' | 'clear-selection' | 'clear-search' | 'to-list';

interface Situation {
  readonly inspecting: boolean;
  readonly selected: boolean;
  readonly searching: boolean;
}

/** Null for keys that mean nothing here, or that belong to the text field they were typed in. */
export function shortcut(event: KeyboardEvent, situation: Situation): Shortcut | null {
  const typing =
    event.target instanceof Element && event.target.matches('input:not([type=checkbox])');
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const key = event.key.toLowerCase();
  if (command && key === 'f') return 'search';
  if (command && key === 'a') return typing ? null : 'select-all';
  if (key === 'escape') return escape(situation, typing);
  if (typing) return key === 'arrowdown' || key === 'enter' ? 'to-list' : null;
  return key === '/' && !event.ctrlKey && !event.metaKey ? 'search' : null;
}

/** In the search field Esc concerns the search first; elsewhere what lies on top goes first. */
function escape(situation: Situation, typing: boolean): Shortcut | null {
  if (typing) return situation.searching ? 'clear-search' : 'to-list';
  if (situation.inspecting) return 'close-detail';
  if (situation.selected) return 'clear-selection';
  return situation.searching ? 'clear-search' : null;
}
