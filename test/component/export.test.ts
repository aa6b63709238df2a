// Exporting: what, how, with addresses or not; the progress, its end, and what went wrong.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../electron/shared/errors.ts';
import { appSnapshot, manySessions, accountId } from '../fixtures/contract-data.ts';
import { openList, type OpenApp } from './open-app.ts';

async function openExport({ user }: OpenApp): Promise<HTMLElement> {
  await user.click(screen.getByRole('button', { name: 'Export…' }));
  return screen.findByRole('dialog', { name: 'Export sessions' });
}

describe('an export', () => {
  it('is of everything, without addresses, unless the user says otherwise', async () => {
    const app = await openList({
      prepare: (mock) =>
        mock.succeed('exports.save', { kind: 'saved', fileName: 'muster.html', sessions: 8 }),
    });
    const dialog = await openExport(app);
    expect(dialog.textContent).toContain('personal data');
    await app.user.click(within(dialog).getByRole('button', { name: 'Save…' }));
    expect(app.mock.argumentsOf('exports.save')).toEqual([
      { accountId, deviceIds: null, format: 'html', withAddresses: false },
    ]);
    await within(dialog).findByText(/8 sessions written to/);
    within(dialog).getByText('muster.html');
    await app.user.click(within(dialog).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('takes what the list shows, in its order', async () => {
    const app = await openList({ prepare: (mock) => void mock.hold('exports.save') });
    await app.user.type(screen.getByRole('searchbox'), 'element');
    const dialog = await openExport(app);
    const shown = within(dialog).getByRole<HTMLInputElement>('radio', { name: /shows now/ });
    expect(shown.checked).toBe(true);
    await app.user.click(within(dialog).getByRole('radio', { name: 'Table' }));
    await app.user.click(within(dialog).getByRole('checkbox', { name: 'With IP addresses' }));
    await app.user.click(within(dialog).getByRole('button', { name: 'Save…' }));
    expect(app.mock.argumentsOf('exports.save')).toEqual([
      {
        accountId,
        deviceIds: ['QBUAZIFURK', 'AUIECTSRND'],
        format: 'csv',
        withAddresses: true,
      },
    ]);
  });

  it('offers a PDF where it can be printed, and of no more than fits into one', async () => {
    const app = await openList({ sessions: manySessions(5_001) });
    const dialog = await openExport(app);
    await app.user.click(within(dialog).getByRole('radio', { name: 'Printed report' }));
    within(dialog).getByText(/too much for a PDF/);
    const save = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Save…' });
    expect(save.disabled).toBe(true);
    await app.user.click(within(dialog).getByRole('radio', { name: 'Report' }));
    expect(save.disabled).toBe(false);
  });

  it('offers no PDF in a browser, which prints by itself', async () => {
    const app = await openList({ app: { info: { ...appSnapshot().info, host: 'browser' } } });
    const dialog = await openExport(app);
    expect(within(dialog).queryByRole('radio', { name: 'Printed report' })).toBeNull();
  });

  it('shows how far it is, and can be cancelled with the button or Esc', async () => {
    let settle: ((result: never) => void) | undefined;
    const app = await openList({
      prepare: (mock) => {
        settle = mock.hold('exports.save');
        mock.succeed('exports.cancel', null);
      },
    });
    const dialog = await openExport(app);
    await app.user.click(within(dialog).getByRole('button', { name: 'Save…' }));
    within(dialog).getByText(/Choose where to save it/);
    app.mock.emit('exports.progress', { done: 40_000, total: 100_000 });
    await within(dialog).findByText('40,000 of 100,000 sessions written.');
    const bar = within(dialog).getByRole<HTMLProgressElement>('progressbar');
    expect([bar.value, bar.max]).toEqual([40_000, 100_000]);
    await app.user.keyboard('{Escape}');
    expect(app.mock.argumentsOf('exports.cancel')).toEqual([null]);
    settle?.(ok({ kind: 'cancelled' }) as never);
    await within(dialog).findByText('Cancelled. Nothing was written.');
  });

  it('says what went wrong with the file, and can be tried again', async () => {
    const app = await openList({
      prepare: (mock) => mock.on('exports.save', () => fail({ code: 'file', reason: 'disk-full' })),
    });
    const dialog = await openExport(app);
    await app.user.click(within(dialog).getByRole('button', { name: 'Save…' }));
    await within(dialog).findByText('The file was not saved.');
    app.mock.succeed('exports.save', { kind: 'saved', fileName: 'a.html', sessions: 8 });
    await app.user.click(within(dialog).getByRole('button', { name: 'Save…' }));
    await within(dialog).findByText(/8 sessions written to/);
  });
});
