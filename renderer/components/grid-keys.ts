// What a key means in the grid, on a row and in its head. Pure.

export type GridStep =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'extend'; readonly to: number }
  | { readonly kind: 'head' | 'toggle' | 'open' | 'rename' | 'expand' | 'collapse' | 'parent' };

/** What the keyboard is on: a session by itself or in a group, or a group. */
export type OnLine = 'session' | 'member' | 'closed-group' | 'open-group';

export type HeadStep =
  { readonly kind: 'control'; readonly to: number } | { readonly kind: 'rows' };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Null for keys that mean nothing here. `to` is within the list. Groups: the ARIA treegrid pattern. */
export function gridStep(
  key: Key,
  on: OnLine,
  active: number,
  count: number,
  page: number,
): GridStep | null {
  if (isShortcut(key)) return null;
  if (key.key === 'ArrowUp' && active === 0 && !key.shiftKey) return { kind: 'head' };
  const to = target(key.key, active, count, page);
  if (to !== null) return { kind: key.shiftKey ? 'extend' : 'move', to: within(to, count) };
  switch (key.key) {
    case ' ':
      return { kind: 'toggle' };
    case 'Enter':
      return { kind: onEnter[on] };
    case 'ArrowRight':
      if (on === 'open-group') return { kind: 'move', to: within(active + 1, count) };
      return on === 'closed-group' ? { kind: 'expand' } : null;
    case 'ArrowLeft':
      if (on === 'member') return { kind: 'parent' };
      return on === 'open-group' ? { kind: 'collapse' } : null;
    case 'F2':
      return on === 'session' || on === 'member' ? { kind: 'rename' } : null;
    default:
      return null;
  }
}

const onEnter = {
  session: 'open',
  member: 'open',
  'closed-group': 'expand',
  'open-group': 'collapse',
} as const satisfies Readonly<Record<OnLine, GridStep['kind']>>;

/** In the head there are `count` controls; Space and Enter are their own business. */
export function headStep(key: Key, active: number, count: number): HeadStep | null {
  if (isShortcut(key)) return null;
  switch (key.key) {
    case 'ArrowLeft':
      return { kind: 'control', to: within(active - 1, count) };
    case 'ArrowRight':
      return { kind: 'control', to: within(active + 1, count) };
    case 'Home':
      return { kind: 'control', to: 0 };
    case 'End':
      return { kind: 'control', to: count - 1 };
    case 'ArrowDown':
      return { kind: 'rows' };
    default:
      return null;
  }
}

/** Ctrl goes with Home and End in a grid (ARIA grid pattern), and with nothing else. */
function isShortcut({ key, altKey, ctrlKey, metaKey }: Key): boolean {
  return altKey || ((ctrlKey || metaKey) && key !== 'Home' && key !== 'End');
}

function within(index: number, count: number): number {
  return Math.max(0, Math.min(index, count - 1));
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
