// Lists in every condition, and single sessions.
import { fail } from '../../../electron/shared/errors.ts';
import {
  account,
  appSnapshot,
  day,
  eightSessions,
  hour,
  manySessions,
  now,
  settings,
} from '../../fixtures/contract-data.ts';
import { unreachable, accounts, prepared, press, type State } from './prepared.ts';

export const listStates: readonly State[] = [
  ['starting', prepared({ change: (mock) => void mock.hold('app.snapshot') })],
  [
    'start-failed',
    prepared({
      change: (mock) =>
        mock.on('app.snapshot', () => fail({ code: 'internal', reference: '7f3a91' })),
    }),
  ],
  ['list', prepared({ sessions: eightSessions, app: { accounts: accounts.slice(0, 1) } })],
  ['list-214', prepared({ list: { dropped: 3 } })],
  ['by-name', prepared({ app: { settings: settings({ grouping: 'name' }) } })],
  [
    'by-app-open',
    prepared({
      app: { settings: settings({ grouping: 'app' }) },
      act: press('[aria-rowindex="3"]', '[aria-rowindex="4"] [data-box]'),
    }),
  ],
  ['by-network', prepared({ app: { settings: settings({ grouping: 'network' }) } })],
  ['list-10000', prepared({ sessions: manySessions(10_000) })],
  ['list-100000', prepared({ sessions: manySessions(100_000) })],
  [
    'selected',
    prepared({
      sessions: eightSessions,
      act: press(
        '[aria-rowindex="5"] [data-box]',
        '[aria-rowindex="6"] [data-box]',
        '[aria-rowindex="7"] [data-box]',
        '[aria-rowindex="3"]',
      ),
    }),
  ],
  ['selected-all', prepared({ act: press('[aria-label="Select all that are shown"]') })],
  ['detail', prepared({ act: press('[aria-rowindex="3"]') })],
  ['detail-own', prepared({ sessions: eightSessions, act: press('[aria-rowindex="2"]') })],
  [
    'detail-gone',
    prepared({
      change: (mock) => mock.succeed('sessions.detail', { kind: 'gone' }),
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  [
    'detail-failed',
    prepared({
      change: (mock) => mock.on('sessions.detail', () => fail(unreachable)),
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  ['empty', prepared({ sessions: [] })],
  [
    'loading',
    prepared({ sessions: [], list: { fetchedAt: null, refresh: { kind: 'refreshing' } } }),
  ],
  ['cached', prepared({ list: { fetchedAt: now - 2 * day, refresh: { kind: 'refreshing' } } })],
  [
    'offline',
    prepared({
      list: {
        fetchedAt: now - 5 * hour,
        refresh: { kind: 'failed', error: unreachable, retryAt: now + 30_000 },
      },
    }),
  ],
  ['clock-behind', prepared({ sessions: eightSessions, list: { serverAhead: 30 * hour } })],
  ['clock-ahead', prepared({ sessions: eightSessions, list: { serverAhead: -100 * day } })],
  [
    'server-failed',
    prepared({
      sessions: [],
      list: {
        fetchedAt: null,
        refresh: {
          kind: 'failed',
          error: { code: 'server-failed', status: 502, serverText: 'upstream gone \u202Eaway' },
          retryAt: null,
        },
      },
    }),
  ],
  [
    'open-failed',
    prepared({
      change: (mock) => mock.on('sessions.open', () => fail({ code: 'store', reason: 'failed' })),
    }),
  ],
  [
    'ended',
    prepared({ app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] } }),
  ],
  [
    'expired-with-run',
    prepared({ app: { accounts: [account({ status: { kind: 'expired-with-run' } })] } }),
  ],
  [
    'no-own-session',
    prepared({
      app: { accounts: [account({ deviceId: null })] },
      act: press('[aria-label="Select all that are shown"]'),
    }),
  ],
  [
    'trouble',
    prepared({
      app: {
        vault: { kind: 'waiting', keychain: 'gnome-keyring' },
        store: { kind: 'failed', reason: 'disk-full' },
        info: { ...appSnapshot().info, demo: true, host: 'browser' },
      },
      change: (mock) =>
        mock.on('sessions.refresh', () => fail({ code: 'internal', reference: '' })),
      act: press('[aria-label="Refresh"]'),
    }),
  ],
  ['menu', prepared({ act: press('[aria-label="Account menu"]') })],
];
