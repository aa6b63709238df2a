// Where a key leads from a bar of the last-seen picture. Pure.

/** Null for keys that mean nothing here. */
export function barStep(key: string, current: number, bars: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, current - 1);
    case 'ArrowRight':
      return Math.min(bars - 1, current + 1);
    case 'Home':
      return 0;
    case 'End':
      return bars - 1;
    default:
      return null;
  }
}
