// What every state of the gallery is made with: a contract mock that answers, and clicks after the start.
import { ok, type AppError } from '../../../electron/shared/errors.ts';
import type { AccountId, ReviewId } from '../../../electron/shared/ids.ts';
import type { AppSnapshot, ListState, Session } from '../../../electron/shared/model.ts';
import {
  account,
  appSnapshot,
  eightSessions,
  manySessions,
  now,
  sessionList,
  timeline,
} from '../../fixtures/contract-data.ts';
import { createContractMock, type ContractMock } from '../../fixtures/contract-mock.ts';

export interface Prepared {
  readonly mock: ContractMock;
  readonly act?: (() => Promise<void>) | undefined;
}

interface Options {
  readonly app?: Partial<AppSnapshot>;
  readonly sessions?: readonly Session[];
  readonly list?: Partial<ListState>;
  readonly change?: (mock: ContractMock) => void;
  readonly act?: () => Promise<void>;
}

export const unreachable: AppError = { code: 'unreachable', host: 'matrix.example.org' };

export const accounts = [
  account({ sessionCount: 214 }),
  account({
    accountId: 'account-bridge' as AccountId,
    userId: '@bridge-operations-and-maintenance:corp.example',
    sessionCount: 1_806,
    keptIn: 'this-run',
    status: { kind: 'expired-with-run' },
  }),
  account({
    accountId: 'account-other' as AccountId,
    userId: '@alice:matrix.org',
    sessionCount: null,
  }),
];

export function prepared(options: Options = {}): () => Prepared {
  return () => {
    const mock = createContractMock();
    mock.succeed('app.snapshot', appSnapshot({ accounts, ...options.app }));
    mock.succeed('sessions.open', sessionList(options.sessions ?? manySessions(214), options.list));
    mock.on('sessions.detail', ({ deviceId: id }) => {
      const all = [...(options.sessions ?? []), ...manySessions(214), ...eightSessions];
      const found = all.find((other) => other.deviceId === id);
      return ok(found ? { kind: 'found', session: found, fetchedAt: now } : { kind: 'gone' });
    });
    mock.hold('sessions.refresh');
    mock.succeed('settings.save', null);
    mock.succeed('sessions.annotate', null);
    mock.succeed('history.ofSession', { events: [], before: null });
    mock.succeed('history.acts', { acts: [], before: null });
    mock.succeed('history.timeline', timeline);
    mock.succeed('exports.cancel', null);
    mock.succeed('signOut.review', 'review' as ReviewId);
    mock.hold('signOut.start');
    mock.succeed('signOut.dismiss', null);
    options.change?.(mock);
    return { mock, act: options.act };
  };
}

/** A name in the gallery, and what it shows. */
export type State = readonly [string, () => Prepared];

export function press(...selectors: readonly string[]): () => Promise<void> {
  return async () => {
    for (const selector of selectors) {
      (await find<HTMLElement>(selector)).click();
      await pause();
    }
  };
}

export async function find<E extends Element>(selector: string): Promise<E> {
  for (;;) {
    const found = document.querySelector<E>(selector);
    if (found) return found;
    await pause();
  }
}

export async function type(selector: string, text: string): Promise<void> {
  const field = await find<HTMLInputElement>(selector);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await pause();
}

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 60));
}
