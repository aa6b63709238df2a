// Which operations there are: of several accounts, after a restart, handed over; and what the log says.
import { describe, expect, it } from 'vitest';
import { openAccountPage } from '../../../../electron/core/sign-out/open-account-page.ts';
import type { AccountPage } from '../../../../electron/matrix/types.ts';
import { fail, ok } from '../../../../electron/shared/errors.ts';
import type { AccountId, DeviceId } from '../../../../electron/shared/ids.ts';
import { fakeClock } from '../../matrix/fake-ports.ts';
import {
  account,
  ALICE,
  EARLIER,
  ids,
  PASSWORD,
  timedOut,
  valueOf,
  world,
} from './sign-out-world.ts';

const BOB = 'account-bob' as AccountId;
const bob = { ...account, accountId: BOB, userId: '@bob:example.org' };

describe('operations of several accounts', () => {
  it('are each its own: what ends one leaves the others', async () => {
    const w = world(ids(2));
    w.accounts = [account, bob];
    await w.start(ids(1));
    const other = w.confirm(ids(2), BOB);
    expect(valueOf(await w.clock.until(other))).toMatchObject({ kind: 'needs-password' });
    w.signOut.forgetAccount(ALICE);
    expect(w.signOut.snapshots()).toMatchObject([{ accountId: BOB, kind: 'needs-password' }]);
    w.signOut.close();
    expect(w.signOut.snapshots()).toEqual([]);
    expect(await w.confirm(ids(1), BOB)).toEqual(fail({ code: 'bad-request' }));
  });

  it('are none of an account that went with the last run', () => {
    const left = {
      operationId: EARLIER,
      way: 'guided',
      ids: ids(1),
      skipped: new Set<DeviceId>(),
    } as const;
    expect(world(ids(1), new Map([[BOB, left]])).signOut.snapshots()).toEqual([]);
  });
});

describe('requests that a server refuses', () => {
  const page: AccountPage = { issuer: 'https://id.example.org/', url: null, actions: [] };
  const elsewhere = { code: 'unsupported', what: 'sign-out-here', offered: [] };

  it.each([
    ['has no page', ok(null)],
    ['has one without an address', ok(page)],
    ['has one that must not be opened', ok({ ...page, url: 'https://evil.example/' })],
    ['can not be asked', fail({ code: 'cancelled' } as const)],
  ])('are the end where the server %s', async (_, answer) => {
    const w = world(ids(1));
    w.page = answer;
    w.script = () => ({ kind: 'unrecognized' });
    expect(await w.start(ids(1))).toMatchObject({
      kind: 'finished',
      ending: { kind: 'failed', error: elsewhere },
    });
    expect([w.opened, w.plans.size]).toEqual([[], 0]);
  });
});

describe('the log', () => {
  it('has when a sign-out began and how it ended, in numbers', async () => {
    const w = world(ids(3));
    await w.answer(await w.start(ids(3)), PASSWORD);
    expect(w.logged).toEqual([
      ['sign-out-started', { sessions: 3 }],
      ['sign-out-ended', { ending: 'completed', error: null, gone: 3, still: 0, unknown: 0 }],
    ]);
  });

  it('has why one failed', async () => {
    const w = world(ids(1));
    w.script = () => ({ ...timedOut, error: { code: 'forbidden', serverText: null } }) as never;
    await w.start(ids(1));
    expect(w.logged.at(-1)).toEqual([
      'sign-out-ended',
      { ending: 'failed', error: 'forbidden', gone: 0, still: 1, unknown: 0 },
    ]);
  });
});

describe('the page of an account', () => {
  it('that is gone is not asked for', async () => {
    const ports = {
      clock: fakeClock(),
      accounts: { get: () => undefined },
      client: () => expect.fail('no account'),
      openExternal: () => expect.fail('no page'),
    };
    expect(await openAccountPage(ports, ALICE)).toEqual(fail({ code: 'unknown-subject' }));
  });
});
