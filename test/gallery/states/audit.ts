// What the audit shows: hostile names, findings, filters, alarms, rules, export, history, settings.
import { fail, ok } from '../../../electron/shared/errors.ts';
import type { Timeline } from '../../../electron/shared/history.ts';
import type { Session } from '../../../electron/shared/model.ts';
import {
  appSnapshot,
  day,
  deviceId,
  eightSessions,
  historyAct,
  historyEvent,
  hour,
  identityState,
  now,
  otherIdentityKey,
  session,
  settings,
} from '../../fixtures/contract-data.ts';
import type { ContractMock } from '../../fixtures/contract-mock.ts';
import { prepared, press, type, type State } from './prepared.ts';

const hostile: readonly Session[] = [
  ...eightSessions.slice(0, 1),
  session('evil\u202Egnp.exe', { displayName: 'Element \u202Egnitseuqer\u200B on iPhone' }),
  session('../../_matrix', { displayName: '<img src=x onerror=alert(1)>' }),
  session('__proto__', { displayName: 'a\u0000b\nc\tand a tab' }),
  session('L'.repeat(600), { displayName: 'Long '.repeat(200), lastSeenIp: '9'.repeat(128) }),
  session('ZALGO', { displayName: 'Z\u0351\u036B\u0343a\u0334\u0315l\u0321g\u0362o' }),
  session('EMOJI', { displayName: '👩‍👩‍👧 family phone ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿' }),
  session('RTL', { displayName: 'הטלפון של דנה' }),
  session('BLANK', { displayName: '   ' }),
];

const events = [
  historyEvent(61, { kind: 'address-changed', from: '185.15.59.20', to: '185.15.59.77' }),
  historyEvent(
    58,
    { kind: 'trust-changed', from: 'not-verified', to: 'verified' },
    { deviceId: deviceId('AUIECTSRND'), displayName: 'Element X Android' },
  ),
  historyEvent(
    57,
    { kind: 'identity-changed', from: identityState().pinned, to: otherIdentityKey },
    { deviceId: null, displayName: null },
  ),
  historyEvent(40, { kind: 'renamed', from: 'Element \u202Ebeew', to: 'Element Web on Firefox' }),
  historyEvent(
    31,
    { kind: 'seen-again', previouslyAt: now - 200 * day },
    { deviceId: deviceId('HCXKZLWMQP'), displayName: null },
  ),
  ...Array.from({ length: 12 }, (_, index) =>
    historyEvent(
      20 - index,
      { kind: index % 3 === 0 ? 'gone' : 'signed-out' },
      { deviceId: deviceId(`BOT${index}`), displayName: 'matrix-nio' },
    ),
  ),
  historyEvent(3, { kind: 'appeared' }),
];

const signedOut = Array.from({ length: 157 }, (_, index) =>
  historyEvent(
    200 + index,
    { kind: 'signed-out' },
    { deviceId: deviceId(`BOT${index}`), displayName: 'matrix-nio', at: now - 3 * 3_600_000 },
  ),
);

const withHistory = (mock: ContractMock): void => {
  mock.on('history.ofSession', ({ deviceId: id }) =>
    ok({ events: events.filter((event) => event.deviceId === id), before: null }),
  );
  const acts = [
    historyAct(signedOut.slice(0, 3), { count: 157, total: 157 }),
    ...events.map((event) => historyAct([event])),
  ];
  mock.on('history.acts', ({ filter: { kinds, text } }) =>
    ok({
      acts: acts.filter(
        ({ kind, events: [first] }) =>
          (kinds.length === 0 || kinds.includes(kind)) &&
          (first?.displayName ?? '').toLowerCase().includes(text.toLowerCase()),
      ),
      before: text === '' ? 3 : null,
    }),
  );
  mock.on('history.ofAct', () => ok({ events: signedOut.slice(0, 20), after: 219 }));
};

/** An account that was added this morning. */
const youngTimeline: Timeline = {
  step: 'hour',
  points: [
    { at: now - 5 * 3_600_000, sessions: 371, appeared: 1, gone: 0, signedOut: 0 },
    { at: now - 3 * 3_600_000, sessions: 214, appeared: 0, gone: 0, signedOut: 157 },
    { at: now - 3_600_000, sessions: 216, appeared: 2, gone: 0, signedOut: 0 },
  ],
};

/** Many of one name at a steady pace, some pinned, the last verified one. */
const clustered: readonly Session[] = [
  ...eightSessions,
  ...Array.from({ length: 60 }, (_, index) =>
    session(`NIO${String(index).padStart(4, '0')}`, {
      displayName: 'matrix-nio',
      lastSeenAt: now - index * 30 * hour,
      trust: { kind: 'no-encryption' },
      pinned: index === 3 || index === 9,
    }),
  ),
];

const changed = identityState({
  current: { kind: 'present', publicKey: otherIdentityKey },
  changed: true,
});

const rules = [
  { name: 'Old bots', rule: { notSeenForDays: 30, name: 'matrix-nio*' } },
  { name: 'Everything unverified that is old', rule: { trust: ['not-verified'] as const } },
];

/** What narrows the list to one of the recommendations. */
function card(place: number): string {
  return `[aria-label="What stands out"] li:nth-child(${place}) .what`;
}

export const auditStates: readonly State[] = [
  ['hostile', prepared({ sessions: hostile, act: press('[aria-rowindex="3"]') })],
  ['hostile-long', prepared({ sessions: hostile, act: press('[aria-rowindex="6"]') })],
  ['detail-own-cluster', prepared({ sessions: clustered, act: press('[aria-rowindex="8"]') })],
  [
    'detail-history',
    prepared({
      sessions: eightSessions,
      change: withHistory,
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  ['detail-key-store', prepared({ sessions: eightSessions, act: press('[aria-rowindex="8"]') })],
  [
    'detail-last-verified',
    prepared({ sessions: eightSessions, act: press('[aria-rowindex="4"]') }),
  ],
  [
    'note-saving',
    prepared({
      sessions: eightSessions,
      change: (mock) => void mock.hold('sessions.annotate'),
      async act() {
        await press('[aria-rowindex="3"]')();
        await type('textarea', 'It is the laptop in the kitchen.');
      },
    }),
  ],
  ['card-inactive', prepared({ act: press(card(3)) })],
  ['card-not-verified', prepared({ act: press(card(4)) })],
  [
    'filters',
    prepared({
      async act() {
        await press(card(3), '[data-bar="5"]')();
        await type('[role=searchbox]', 'element');
      },
    }),
  ],
  [
    'unchecked',
    prepared({
      sessions: eightSessions.map((one) => ({ ...one, trust: { kind: 'unchecked' } as const })),
      list: {
        trustCheckedAt: null,
        identity: identityState({ current: { kind: 'unchecked' }, pinned: null }),
        keyBackup: 'unchecked',
        lookedAt: null,
      },
    }),
  ],
  [
    'no-identity',
    prepared({
      sessions: eightSessions.map((one) =>
        one.trust.kind === 'verified' || one.trust.kind === 'not-verified'
          ? { ...one, trust: { ...one.trust, kind: 'no-identity' } as const }
          : one,
      ),
      list: { identity: identityState({ current: { kind: 'none' }, pinned: null }) },
      act: press('[aria-rowindex="3"]'),
    }),
  ],
  ['alarm', prepared({ sessions: eightSessions, list: { identity: changed } })],
  [
    'alarm-gone',
    prepared({
      sessions: eightSessions,
      list: { identity: identityState({ current: { kind: 'none' }, changed: true }) },
    }),
  ],
  [
    'alarm-accept',
    prepared({
      sessions: eightSessions,
      list: { identity: changed },
      act: press('.alarm button'),
    }),
  ],
  [
    'unlisted',
    prepared({
      sessions: eightSessions,
      list: { unlisted: ['AAAABBBB', 'evil\u202Eid', 'CCCCDDDD'].map(deviceId) },
      act: press('.names .link'),
    }),
  ],
  ['cluster', prepared({ sessions: clustered })],
  ['rule', prepared({ sessions: clustered, act: press('.tools > button:nth-of-type(1)') })],
  [
    'rule-preview',
    prepared({
      sessions: clustered,
      app: { settings: settings({ rules }) },
      async act() {
        await press('.tools > button:nth-of-type(1)')();
        await type('[aria-label="Name, * stands for anything"]', 'matrix-nio*');
      },
    }),
  ],
  [
    'rule-wrong',
    prepared({
      sessions: clustered,
      async act() {
        await press('.tools > button:nth-of-type(1)')();
        await type('[aria-label="Address or network"]', '300.1.1.1/99');
      },
    }),
  ],
  ['export', prepared({ act: press('.title > button') })],
  [
    'export-working',
    prepared({
      change(mock) {
        mock.hold('exports.save');
        setTimeout(() => mock.emit('exports.progress', { done: 40_000, total: 100_000 }), 1_200);
      },
      act: press('.title > button', 'dialog .primary'),
    }),
  ],
  [
    'export-saved',
    prepared({
      change: (mock) =>
        mock.succeed('exports.save', {
          kind: 'saved',
          fileName: 'muster-alice-example.org-2026-11-24.html',
          sessions: 214,
        }),
      act: press('.title > button', 'dialog .primary'),
    }),
  ],
  [
    'export-failed',
    prepared({
      change: (mock) => mock.on('exports.save', () => fail({ code: 'file', reason: 'disk-full' })),
      act: press('.title > button', 'dialog .primary'),
    }),
  ],
  ['history', prepared({ change: withHistory, act: press('.link:nth-last-of-type(2)') })],
  [
    'history-act',
    prepared({
      change: (mock) => {
        withHistory(mock);
        mock.succeed('history.timeline', youngTimeline);
      },
      act: async () => {
        await press('.link:nth-last-of-type(2)')();
        await press('button[aria-expanded]')();
      },
    }),
  ],
  ['history-empty', prepared({ act: press('.link:nth-last-of-type(2)') })],
  [
    'history-failed',
    prepared({
      change: (mock) => mock.on('history.acts', () => fail({ code: 'store', reason: 'failed' })),
      act: press('.link:nth-last-of-type(2)'),
    }),
  ],
  ['settings', prepared({ act: press('.link:nth-last-of-type(1)') })],
  [
    'settings-browser',
    prepared({
      app: {
        info: { ...appSnapshot().info, host: 'browser' },
        settings: settings({ watchMinutes: null }),
      },
      async act() {
        await press('.link:nth-last-of-type(1)')();
        await type('.number', '0');
      },
    }),
  ],
  [
    'begun-anew',
    prepared({
      app: {
        accounts: [],
        store: { kind: 'begun-anew', fileName: 'muster.sqlite.damaged-2026-11-24' },
      },
    }),
  ],
];
