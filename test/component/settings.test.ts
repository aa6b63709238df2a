// The settings: each change is saved, within its limits, and says what it does.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { appSnapshot, settings } from '../fixtures/contract-data.ts';
import { openList, type OpenApp } from './open-app.ts';

async function openSettings(app: OpenApp): Promise<HTMLElement> {
  await app.user.click(screen.getByRole('button', { name: 'Settings' }));
  return screen.findByRole('region', { name: 'Settings' });
}

describe('the settings', () => {
  it('save each change with everything else as it was', async () => {
    const app = await openList();
    const view = await openSettings(app);
    const saved = () => app.mock.argumentsOf('settings.save').at(-1);
    await app.user.selectOptions(
      within(view).getByLabelText('Read the lists of all accounts'),
      'every hour',
    );
    await waitFor(() => expect(saved()).toEqual(settings({ watchMinutes: 60 })));
    await within(view).findByText('Saved.');
    await app.user.selectOptions(within(view).getByLabelText('Keep it for'), '5 years');
    await app.user.click(
      within(view).getByRole('checkbox', { name: 'Start Muster when I sign in to this computer' }),
    );
    await waitFor(() =>
      expect(saved()).toEqual(
        settings({ watchMinutes: 60, historyDays: 1_825, startAtLogin: true }),
      ),
    );
  });

  it('take no number that makes no sense, and say which do', async () => {
    const app = await openList();
    const view = await openSettings(app);
    const field = within(view).getByLabelText<HTMLInputElement>(/A session is inactive/);
    await app.user.clear(field);
    await app.user.type(field, '0');
    within(view).getByText('A whole number from 1 to 3,650.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(app.mock.argumentsOf('settings.save')).toEqual([]);
  });

  it('take a word for this computer that fits into a request, and none for its kind', async () => {
    const app = await openList();
    const view = await openSettings(app);
    const saved = () => app.mock.argumentsOf('settings.save').at(-1);
    const field = within(view).getByLabelText<HTMLInputElement>(
      'What servers are told it is called',
    );
    expect(field.value).toBe('');
    expect(field.placeholder).toBe('Linux laptop');
    within(view).getByText(/New sessions of Muster are called “Muster on Linux laptop”/);
    await app.user.type(field, ' Attic 2 ');
    within(view).getByText(/New sessions of Muster are called “Muster on Attic 2”/);
    await waitFor(() => expect(saved()).toEqual(settings({ computerName: 'Attic 2' })));
    await app.user.clear(field);
    await app.user.type(field, 'Büro;');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    within(view).getByText(/Letters a to z, digits/);
    await app.user.clear(field);
    await waitFor(() => expect(saved()).toEqual(settings({ computerName: null })));
    expect(app.mock.argumentsOf('settings.save')).not.toContainEqual(
      expect.objectContaining({ computerName: expect.stringContaining('B') as unknown }),
    );
  });

  it('tell about new sessions only while Muster watches', async () => {
    const app = await openList();
    const view = await openSettings(app);
    const notify = within(view).getByRole('checkbox', { name: 'Tell me about new sessions' });
    expect(notify.hasAttribute('disabled')).toBe(false);
    await app.user.selectOptions(
      within(view).getByLabelText('Read the lists of all accounts'),
      'never',
    );
    expect(notify.hasAttribute('disabled')).toBe(true);
    within(view).getByText(/New sessions are noticed only then/);
  });

  it('offer nothing in a browser that only a desktop can do', async () => {
    const app = await openList({ app: { info: { ...appSnapshot().info, host: 'browser' } } });
    const view = await openSettings(app);
    for (const name of [/Start Muster/, /Keep watching/, /Tell me/])
      expect(within(view).getByRole('checkbox', { name }).hasAttribute('disabled')).toBe(true);
  });
});
