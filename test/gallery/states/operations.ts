// Confirming and signing out, and removing an account.
import type { OperationSnapshot } from '../../../electron/shared/operation.ts';
import {
  account,
  appSnapshot,
  deviceId,
  eightSessions,
  now,
  operation,
} from '../../fixtures/contract-data.ts';
import { unreachable, accounts, prepared, press, type Prepared, type State } from './prepared.ts';

function shown(snapshot: OperationSnapshot): () => Prepared {
  return prepared({ sessions: eightSessions, app: { operations: [snapshot] } });
}

const ids = eightSessions.slice(1).map((one) => one.deviceId);

export const operationStates: readonly State[] = [
  ['confirm', prepared({ act: press('[aria-label="Select all that are shown"]', '.bar .danger') })],
  [
    'confirm-last-verified',
    prepared({
      sessions: eightSessions,
      list: { keyBackup: 'none' },
      act: press('[aria-label="Select all that are shown"]', '.bar .danger'),
    }),
  ],
  [
    'confirm-only-last-verified',
    prepared({
      sessions: eightSessions,
      act: press('[aria-rowindex="4"]', 'aside .danger'),
    }),
  ],
  ['confirm-one', prepared({ act: press('[aria-rowindex="3"]', 'aside .danger') })],
  ['rename', prepared({ act: press('[aria-rowindex="3"]', 'aside .actions button:nth-child(2)') })],
  [
    'remove',
    prepared({
      app: { accounts: [account({ status: { kind: 'expired-with-run' } })] },
      act: press('.place button'),
    }),
  ],
  [
    'remove-borrowed',
    prepared({
      app: { accounts: [account({ borrowed: true })] },
      act: press('[aria-label="Account menu"]', '.menu-item:last-child'),
    }),
  ],
  [
    'remove-borrowed-insist',
    prepared({
      app: { accounts: [account({ borrowed: true })] },
      change: (mock) =>
        mock.succeed('accounts.remove', { kind: 'still-signed-in', error: unreachable }),
      act: press('[aria-label="Account menu"]', '.menu-item:last-child', 'dialog .danger'),
    }),
  ],
  [
    'remove-insist',
    prepared({
      app: { accounts: [account({ status: { kind: 'ended', softLogout: false } })] },
      change: (mock) =>
        mock.succeed('accounts.remove', { kind: 'still-signed-in', error: unreachable }),
      act: press('.place button', 'dialog .danger'),
    }),
  ],
  [
    'op-starting',
    prepared({ act: press('[aria-rowindex="3"]', 'aside .danger', 'dialog .danger') }),
  ],
  ['op-working', shown(operation({ kind: 'working', step: 'signing-out' }, 58, 20))],
  [
    'op-password',
    shown(
      operation(
        {
          kind: 'needs-password',
          reason: 'server-asked',
          host: 'matrix.example.org',
          serverText: null,
          alternatives: [],
        },
        58,
      ),
    ),
  ],
  [
    'op-rejected',
    shown(
      operation(
        {
          kind: 'needs-password',
          reason: 'rejected',
          host: 'matrix.example.org',
          serverText: 'Invalid username or password',
          alternatives: [],
        },
        58,
      ),
    ),
  ],
  [
    'op-browser',
    shown(
      operation(
        {
          kind: 'needs-browser',
          stage: 'm.login.sso',
          opened: true,
          reason: 'not-yet',
          host: 'matrix.example.org',
          serverText: null,
          alternatives: ['m.login.password', 'm.login.recaptcha'],
        },
        58,
      ),
    ),
  ],
  [
    'op-consent',
    shown(
      operation(
        {
          kind: 'needs-consent',
          policies: [
            { name: 'Privacy policy', url: 'https://matrix.example.org/_matrix/consent?v=1.0' },
            { name: 'Rules of the house', url: null },
          ],
          reason: 'server-asked',
          host: 'matrix.example.org',
          serverText: null,
          alternatives: [],
        },
        58,
      ),
    ),
  ],
  [
    'op-guided',
    shown(
      operation(
        {
          kind: 'guided',
          gone: 0,
          skipped: 0,
          current: deviceId('QBUAZIFURK'),
          paused: true,
          page: null,
          problem: null,
        },
        12,
      ),
    ),
  ],
  [
    'op-guided-open',
    prepared({
      sessions: eightSessions,
      change: (mock) =>
        mock.succeed('app.snapshot', {
          ...appSnapshot({ accounts }),
          operations: [
            operation(
              {
                kind: 'guided',
                gone: 5,
                skipped: 1,
                current: deviceId('HCXKZLWMQP'),
                paused: false,
                page: { host: 'account.example.org', direct: false, stillListed: false },
                problem: unreachable,
              },
              12,
            ),
          ],
        }),
    }),
  ],
  [
    'op-waiting',
    shown(
      operation(
        {
          kind: 'waiting',
          until: now + 42_000,
          error: { code: 'rate-limited', retryAt: now + 42_000 },
        },
        58,
        20,
      ),
    ),
  ],
  [
    'op-waiting-network',
    shown(operation({ kind: 'waiting', until: now + 42_000, error: unreachable }, 58, 20)),
  ],
  ['op-interrupted', shown(operation({ kind: 'interrupted' }, 58))],
  [
    'op-done',
    shown(
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', asked: false },
          outcomes: { gone: ids, goneBefore: [], stillThere: [], unknown: [] },
        },
        ids.length,
        ids.length,
      ),
    ),
  ],
  [
    'op-mixed',
    shown(
      operation(
        {
          kind: 'finished',
          ending: { kind: 'completed', asked: true },
          outcomes: {
            gone: ids.slice(0, 5),
            goneBefore: [],
            stillThere: ids.slice(5),
            unknown: [],
          },
        },
        ids.length,
        ids.length,
      ),
    ),
  ],
  [
    'op-failed',
    shown(
      operation(
        {
          kind: 'finished',
          ending: {
            kind: 'failed',
            error: { code: 'unsupported', what: 'sign-out-here', offered: [] },
          },
          outcomes: {
            gone: [],
            goneBefore: [],
            stillThere: ids,
            unknown: [deviceId('GONE')].slice(1),
          },
        },
        ids.length,
      ),
    ),
  ],
];
