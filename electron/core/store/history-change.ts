// What an event of the history tells, as the columns of its row and back.
import type { HistoryChange } from '../../shared/history.ts';
import { jsonOf } from './session-rows.ts';
import { readTrustKind } from '../changes/trust-kinds.ts';

/** JSON of all but the kind; null where there is nothing more. */
export function writeDetail(change: HistoryChange): string | null {
  switch (change.kind) {
    case 'appeared':
    case 'gone':
    case 'listed-again':
    case 'replaced':
    case 'signed-out':
      return null;
    case 'seen-again':
      return JSON.stringify({ previouslyAt: change.previouslyAt });
    case 'renamed':
    case 'address-changed':
    case 'identity-changed':
    case 'trust-changed':
      return JSON.stringify({ from: change.from, to: change.to });
  }
}

/** Null for what this version doesn't know or can't read. */
export function readChange(kind: unknown, detail: unknown): HistoryChange | null {
  const { from, to, previouslyAt } = (jsonOf(detail) ?? {}) as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'appeared':
    case 'gone':
    case 'listed-again':
    case 'replaced':
    case 'signed-out':
      return { kind };
    case 'renamed':
    case 'address-changed':
    case 'identity-changed':
      return { kind, from: textOrNull(from), to: textOrNull(to) };
    case 'seen-again':
      return typeof previouslyAt === 'number' ? { kind, previouslyAt } : null;
    case 'trust-changed': {
      const [before, after] = [readTrustKind(from), readTrustKind(to)];
      return before && after ? { kind, from: before, to: after } : null;
    }
    default:
      return null;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
