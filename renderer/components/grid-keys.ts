// What a key means on a row of the grid. Pure.

export type GridStep =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'extend'; readonly to: number }
  | { readonly kind: 'toggle' | 'open' | 'rename' };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Null for keys that mean nothing here. `to` is within the list. */
export function gridStep(key: Key, active: number, count: number, page: number): GridStep | null {
  if (key.altKey || key.ctrlKey || key.metaKey) return null;
  const to = target(key.key, active, count, page);
  if (to !== null)
    return { kind: key.shiftKey ? 'extend' : 'move', to: Math.max(0, Math.min(to, count - 1)) };
  switch (key.key) {
    case ' ':
      return { kind: 'toggle' };
    case 'Enter':
      return { kind: 'open' };
    case 'F2':
      return { kind: 'rename' };
    default:
      return null;
  }
}

function target(key: string, active: number, count: number, page: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return active - 1;
    case 'ArrowDown':
      return active + 1;
    case 'PageUp':
      return active - page;
    case 'PageDown':
      return active + page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
