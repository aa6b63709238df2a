import { describe, expect, it } from 'vitest';
import {
  FEW_PATIENCE,
  judgeList,
  MANY_PATIENCE,
  type Missing,
} from '../../../../electron/core/changes/list-doubt.ts';
import type { DeviceId } from '../../../../electron/shared/ids.ts';

const ids = (...names: readonly string[]) => names as readonly DeviceId[];
const OWN = 'OWN' as DeviceId;
const many = Array.from({ length: 30 }, (_, index) => `D${index}`);

/** Judges lists one after the other: each as [when, what is in it]. */
function judge(
  known: readonly string[],
  lists: readonly (readonly [now: number, listed: readonly string[]])[],
  {
    own = OWN,
    pending = [],
  }: { readonly own?: DeviceId | null; readonly pending?: readonly string[] } = {},
) {
  let missing: Missing = new Map();
  return lists.map(([now, listed]) => {
    const judged = judgeList({
      known: ids(...known),
      listed: new Set(ids(...listed)),
      own,
      isPending: (id) => pending.includes(id),
      missing,
      now,
    });
    ({ missing } = judged);
    const { verdict } = judged;
    return verdict.kind === 'doubtful' ? verdict.lacks : verdict.kind;
  });
}

describe('a list', () => {
  it('is believed where all are there, whatever came', () => {
    expect(judge(['OWN', 'A'], [[0, ['OWN', 'A', 'B']]])).toEqual(['believed']);
    expect(judge([], [[0, ['OWN']]])).toEqual(['believed']);
    expect(judge([], [[0, []]], { own: null })).toEqual(['believed']);
  });

  it("is never believed without Muster's own session, however often it comes, not even the first", () => {
    const lists = [0, 1e5, 1e6].map((now) => [now, ['A', 'B']] as const);
    expect(judge(['OWN', 'A'], lists)).toEqual(['own', 'own', 'own']);
    expect(judge([], lists)).toEqual(['own', 'own', 'own']);
  });

  it('that lacks a few is believed once they have been missing for a moment', () => {
    const lists = [0, FEW_PATIENCE - 1, FEW_PATIENCE].map((now) => [now, ['OWN', 'A']] as const);
    expect(judge(['OWN', 'A', 'B', 'C'], lists)).toEqual(['look-again', 'look-again', 'believed']);
  });

  it('begins anew with each session that is there again, and each that is missing only now', () => {
    expect(
      judge(
        ['OWN', 'A', 'B'],
        [
          [0, ['OWN', 'A']],
          [FEW_PATIENCE, ['OWN', 'B']],
          [2 * FEW_PATIENCE, ['OWN', 'A']],
        ],
      ),
    ).toEqual(['look-again', 'look-again', 'look-again']);
  });

  it('that lacks most of many is doubtful for longer', () => {
    const lists = [0, FEW_PATIENCE, MANY_PATIENCE].map((now) => [now, ['OWN']] as const);
    expect(judge(['OWN', ...many], lists)).toEqual(['many', 'many', 'believed']);
  });

  it('that is empty is doubtful, even where nobody knows which session is the own one', () => {
    expect(judge(['A'], [[0, []]], { own: null })).toEqual(['many']);
  });

  it('may lack what Muster has signed out', () => {
    expect(judge(['OWN', ...many], [[0, ['OWN']]], { pending: many })).toEqual(['believed']);
  });
});
