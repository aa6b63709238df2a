import { describe, expect, it } from 'vitest';
import {
  acceptIdentity,
  identityState,
  seeIdentity,
} from '../../../../electron/core/changes/identity.ts';
import { unknownList } from '../../../../electron/shared/model.ts';
import type { Identity, IdentityState } from '../../../../electron/shared/trust.ts';

const key = (publicKey: string): Identity => ({ kind: 'present', publicKey });
const none: Identity = { kind: 'none' };
const broken: Identity = { kind: 'broken' };
const unchecked: Identity = { kind: 'unchecked' };

/** After seeing these, one after the other: the state, and each change as "from to". */
function after(...seen: readonly Identity[]) {
  let state: IdentityState = unknownList.identity;
  const changes: string[] = [];
  for (const identity of seen) {
    const sight = seeIdentity(state, identity);
    state = sight.state;
    if (sight.change) changes.push(`${sight.change.from} ${sight.change.to}`);
  }
  return { state, changes };
}

describe('an identity', () => {
  it.each([
    ['is pinned on first sight', [key('M')], 'M', false, []],
    ['may come later', [none, key('M')], 'M', false, ['null M']],
    ['that could not be read at first', [unchecked, key('M')], 'M', false, []],
    ['that stays is no alarm', [key('M'), key('M')], 'M', false, []],
    ['that could not be read is no alarm', [key('M'), unchecked], 'M', false, []],
    ['that is another one is', [key('M'), key('N')], 'M', true, ['M N']],
    ['that has gone is', [key('M'), none], 'M', true, ['M null']],
    ['that is broken is', [key('M'), broken], 'M', true, ['M null']],
    [
      'stays an alarm while nothing can be read',
      [key('M'), none, unchecked],
      'M',
      true,
      ['M null'],
    ],
    ['that is back is all-clear', [key('M'), key('N'), key('M')], 'M', false, ['M N', 'N M']],
    ['tells a change once', [key('M'), key('N'), unchecked, key('N')], 'M', true, ['M N']],
    ['that is broken from the beginning is not pinned', [broken], null, false, []],
  ])('%s', (_, seen, pinned, changed, changes) => {
    const end = after(...seen);
    expect(end).toMatchObject({ state: { pinned, changed }, changes });
  });

  it('is another one as soon as the user accepts it, and not before', () => {
    const { state } = after(key('M'), key('N'));
    expect(acceptIdentity(state)).toEqual(identityState(key('N'), 'N'));
    expect(acceptIdentity(state).changed).toBe(false);
  });

  it('that has gone, once accepted, is a first sight when the next one comes', () => {
    const accepted = acceptIdentity(after(key('M'), none).state);
    expect(accepted).toEqual(identityState(none, null));
    expect(seeIdentity(accepted, key('N'))).toEqual({
      state: identityState(key('N'), 'N'),
      change: { kind: 'identity-changed', from: null, to: 'N' },
    });
  });

  it('that was never read can’t be accepted away', () => {
    expect(acceptIdentity(identityState(unchecked, 'M')).pinned).toBe('M');
  });
});
