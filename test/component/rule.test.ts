// "Select by rule": previewed before anything is selected, and never a session that is protected.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { day, now, session, settings, verified } from '../fixtures/contract-data.ts';
import { openList, type OpenApp } from './open-app.ts';

const sessions = [
  session('MUSTRQ7KD2', { displayName: 'Muster on thinkpad', trust: { kind: 'no-encryption' } }),
  session('BOT1', { displayName: 'matrix-nio', lastSeenAt: now - 400 * day }),
  session('BOT2', { displayName: 'Matrix-NIO', lastSeenAt: now - 300 * day }),
  session('BOT3', { displayName: 'matrix-nio', lastSeenAt: now - 200 * day, pinned: true }),
  session('STORE', {
    displayName: 'matrix-nio',
    trust: verified('STORE'),
    dehydrated: true,
    lastSeenAt: now - 500 * day,
  }),
  session('PHONE', { trust: verified('PHONE'), lastSeenAt: now - 250 * day }),
  session('UNKNOWN', { lastSeenAt: null }),
];

async function openRule(app: OpenApp): Promise<HTMLElement> {
  await app.user.click(screen.getByRole('button', { name: 'Select by rule…' }));
  return screen.findByRole('dialog', { name: 'Select by rule' });
}

function listed(dialog: HTMLElement, name: string): readonly (string | null | undefined)[] {
  const list = within(dialog).queryByRole('list', { name });
  if (!list) return [];
  return within(list)
    .getAllByRole('listitem')
    .map((item) => item.querySelector('code')?.textContent);
}

describe('a rule', () => {
  it('asks nothing at first, and can’t be used then', async () => {
    const app = await openList({ sessions });
    const dialog = await openRule(app);
    within(dialog).getByText('Tick what the sessions have in common.');
    expect(
      within(dialog)
        .getByRole('button', { name: /^Select \d/ })
        .hasAttribute('disabled'),
    ).toBe(true);
  });

  it('describes its fields with what is there, whatever is ticked and typed', async () => {
    const app = await openList({ sessions });
    const dialog = await openRule(app);
    const described = () =>
      [...dialog.querySelectorAll('[aria-describedby]')].map(
        (field) =>
          document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent,
      );
    expect(described()).toEqual([]);
    const name = within(dialog).getByRole('textbox', { name: 'Name, * stands for anything' });
    await app.user.type(name, 'x');
    expect(described()).toEqual([expect.stringContaining('* stands for anything')]);
    await app.user.clear(name);
    expect(described()).toEqual(['Type a name, or a part of it with *.']);
    await app.user.click(within(dialog).getByRole('checkbox', { name: 'Name' }));
    await app.user.type(within(dialog).getByRole('textbox', { name: 'Days' }), 'x');
    expect(described()).toEqual(['A whole number of days, from 1 to 36,500.']);
  });

  it('shows what it selects, and what it leaves out and why, before it does', async () => {
    const app = await openList({ sessions });
    const dialog = await openRule(app);
    await app.user.click(within(dialog).getByRole('checkbox', { name: 'Not seen for more than' }));
    within(dialog).getByText('2 of 7 sessions');
    expect(listed(dialog, 'Sessions that the rule selects')).toEqual(['BOT1', 'BOT2']);
    const kept = within(dialog).getByRole('list', { name: 'Sessions that the rule leaves out' });
    expect(
      within(kept)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual([
      expect.stringMatching(/BOT3.*Pinned by you/),
      expect.stringMatching(/STORE.*Offline key store/),
      expect.stringMatching(/PHONE.*Last verified session/),
    ]);
    expect(screen.queryByRole('group', { name: 'Selection' })).toBeNull();
    await app.user.click(within(dialog).getByRole('button', { name: 'Select 2 sessions' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    screen.getByText('2 selected');
    expect(app.mock.argumentsOf('signOut.start')).toEqual([]);
  });

  it('adds to what is selected already', async () => {
    const app = await openList({ sessions });
    const [box] = within(app.row(/UNKNOWN/)).getAllByRole('gridcell');
    if (box) await app.user.click(box);
    const dialog = await openRule(app);
    await app.user.type(within(dialog).getByLabelText(/^Name, \*/), 'matrix*');
    await app.user.click(within(dialog).getByRole('button', { name: 'Select 2 sessions' }));
    await screen.findByText('3 selected');
  });

  it('is ticked by typing, names are compared without case, and all that is ticked must hold', async () => {
    const app = await openList({ sessions });
    const dialog = await openRule(app);
    await app.user.type(within(dialog).getByLabelText(/^Name, \*/), 'MATRIX-nio');
    expect(listed(dialog, 'Sessions that the rule selects')).toEqual(['BOT1', 'BOT2']);
    const days = within(dialog).getByLabelText('Days');
    await app.user.clear(days);
    await app.user.type(days, '350');
    expect(listed(dialog, 'Sessions that the rule selects')).toEqual(['BOT1']);
  });

  it('that can’t be meant is explained at its place', async () => {
    const app = await openList({ sessions });
    const dialog = await openRule(app);
    const field = within(dialog).getByLabelText('Address or network');
    await app.user.type(field, '300.1.1.1/99');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const hint = document.getElementById(field.getAttribute('aria-describedby') ?? '');
    expect(hint?.textContent).toContain('203.0.113.0/24');
    expect(
      within(dialog)
        .getByRole('button', { name: /^Select \d/ })
        .hasAttribute('disabled'),
    ).toBe(true);
  });
});

describe('saved rules', () => {
  const rules = [{ name: 'Old bots', rule: { notSeenForDays: 350, name: 'matrix-nio' } }];

  it('fill the form again', async () => {
    const app = await openList({ sessions, app: { settings: settings({ rules }) } });
    const dialog = await openRule(app);
    await app.user.click(within(dialog).getByRole('button', { name: 'Old bots' }));
    expect(within(dialog).getByLabelText<HTMLInputElement>('Days').value).toBe('350');
    expect(listed(dialog, 'Sessions that the rule selects')).toEqual(['BOT1']);
  });

  it('are kept under a name, replaced under the same one, and deleted', async () => {
    const app = await openList({ sessions, app: { settings: settings({ rules }) } });
    const dialog = await openRule(app);
    const name = within(dialog).getByLabelText('Name of the rule');
    const saved = () => app.mock.argumentsOf('settings.save').at(-1)?.rules;
    await app.user.click(within(dialog).getByRole('checkbox', { name: /^Never used/ }));
    await app.user.type(name, '  Never used {Enter}');
    const neverUsed = { name: 'Never used', rule: { neverUsed: true } };
    await waitFor(() => expect(saved()).toEqual([...rules, neverUsed]));
    await app.user.type(name, 'Old bots');
    await app.user.click(within(dialog).getByRole('button', { name: 'Replace' }));
    await waitFor(() =>
      expect(saved()).toEqual([{ name: 'Old bots', rule: { neverUsed: true } }, neverUsed]),
    );
    await app.user.click(
      within(dialog).getByRole('button', { name: 'Delete the rule “Old bots”' }),
    );
    await waitFor(() => expect(saved()).toEqual([neverUsed]));
  });
});
