// The kinds of what happened, where they come as text from a file or the window.
import type { HistoryKind } from '../../shared/history.ts';

const known: Readonly<Record<HistoryKind, true>> = {
  appeared: true,
  gone: true,
  'listed-again': true,
  replaced: true,
  'signed-out': true,
  renamed: true,
  'address-changed': true,
  'seen-again': true,
  'trust-changed': true,
  'identity-changed': true,
};

export const historyKinds = Object.keys(known) as readonly HistoryKind[];

export function readHistoryKind(value: unknown): HistoryKind | undefined {
  return historyKinds.find((kind) => kind === value);
}
