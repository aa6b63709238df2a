// Mounts the app on a contract mock, with what most tests need prepared.
import { configure, render, screen } from '@testing-library/svelte';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import App from '../../renderer/App.svelte';
import { connect } from '../../renderer/bridge.ts';
import type { Argument } from '../../electron/shared/contract.ts';
import { ok } from '../../electron/shared/errors.ts';
import type { ReviewId } from '../../electron/shared/ids.ts';
import type { AppSnapshot, ListState, Session } from '../../electron/shared/model.ts';
import { appSnapshot, eightSessions, now, sessionList } from '../fixtures/contract-data.ts';
import { createContractMock, type ContractMock } from '../fixtures/contract-mock.ts';

// Roles are slow to compute in happy-dom on a busy machine.
configure({ asyncUtilTimeout: 3_000 });

export interface OpenApp {
  readonly mock: ContractMock;
  readonly user: UserEvent;
  /** Rows on screen by their names, in order, without the header. */
  readonly names: () => readonly string[];
  readonly row: (name: RegExp) => HTMLElement;
}

interface Options {
  readonly app?: Partial<AppSnapshot>;
  readonly sessions?: readonly Session[];
  readonly list?: Partial<ListState>;
  readonly prepare?: (mock: ContractMock) => void;
}

export function openApp(options: Options = {}): OpenApp {
  const mock = createContractMock();
  const sessions = options.sessions ?? eightSessions;
  mock.succeed('app.snapshot', appSnapshot(options.app));
  mock.succeed('sessions.open', sessionList(sessions, options.list));
  mock.on('sessions.detail', ({ deviceId }) => {
    const session = sessions.find((one) => one.deviceId === deviceId);
    return ok(session ? { kind: 'found', session, fetchedAt: now } : { kind: 'gone' });
  });
  mock.succeed('sessions.refresh', null);
  mock.succeed('settings.save', null);
  mock.succeed('sessions.annotate', null);
  mock.succeed('history.ofSession', { events: [], before: null });
  mock.succeed('history.acts', { acts: [], before: null });
  mock.succeed('history.timeline', { step: 'day', points: [] });
  mock.succeed('signIn.cancel', null);
  prepareReviews(mock);
  mock.succeed('signOut.dismiss', null);
  options.prepare?.(mock);
  render(App, { api: connect(mock.api), now: () => now });
  return { mock, user: userEvent.setup(), names, row };
}

/** Opens the app and waits for the rows. */
export async function openList(options: Options = {}): Promise<OpenApp> {
  const app = openApp(options);
  await screen.findByRole('grid');
  return app;
}

function names(): readonly string[] {
  return rows().map((row) => row.querySelector('.name b')?.textContent ?? '');
}

function row(name: RegExp): HTMLElement {
  const found = rows().find((candidate) => name.test(candidate.textContent));
  if (!found) throw new Error(`no row matches ${String(name)}`);
  return found;
}

function rows(): readonly HTMLElement[] {
  return screen.queryAllByRole('row').slice(1);
}

/** Main takes every list that is shown, and gives it a number. */
function prepareReviews(mock: ContractMock): void {
  mock.on('signOut.review', () =>
    ok(String(mock.argumentsOf('signOut.review').length) as ReviewId),
  );
}

/** Every list whose sign-out was asked for. */
export function confirmedLists(mock: ContractMock): readonly Argument<'signOut.review'>[] {
  const shown = mock.argumentsOf('signOut.review');
  return mock
    .argumentsOf('signOut.start')
    .flatMap(({ reviewId }) => shown[Number(reviewId) - 1] ?? []);
}
