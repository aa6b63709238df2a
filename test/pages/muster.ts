// Muster's window as a person uses it: roles and labels only.
import type { Locator, Page } from '@playwright/test';
import type { Credentials } from '../fixtures/sign-in.ts';

export class MusterWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get address(): Locator {
    return this.page.getByLabel('Matrix ID or server name');
  }

  get password(): Locator {
    return this.page.getByLabel('Password');
  }

  get accounts(): Locator {
    return this.page.getByRole('navigation', { name: 'Accounts' });
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Sessions', exact: true });
  }

  get verdict(): Locator {
    return this.page.getByRole('region', { name: 'What stands out' });
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search sessions' });
  }

  get details(): Locator {
    return this.page.getByRole('complementary', { name: 'Session details' });
  }

  get selection(): Locator {
    return this.page.getByRole('group', { name: 'Selection' });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  row(name: string | RegExp): Locator {
    return this.grid.getByRole('row', { name });
  }

  /** How many rows the grid says that it has, without its head. */
  async rowCount(): Promise<number> {
    return Number(await this.grid.getAttribute('aria-rowcount')) - 1;
  }

  /** Types the address and waits for the password step. */
  async findServer(address: string): Promise<void> {
    await this.address.fill(address);
    await this.button('Continue').click();
  }

  /** Signs in from the first screen, or from "Add an account". */
  async signIn({ baseUrl, user, password }: Credentials): Promise<void> {
    await this.findServer(baseUrl);
    await this.page.getByLabel('User').fill(user);
    await this.password.fill(password);
    await this.button('Sign in').click();
  }

  async addAccount(credentials: Credentials): Promise<void> {
    await this.button('Add account').click();
    await this.signIn(credentials);
  }

  async chooseInAccountMenu(item: string): Promise<void> {
    await this.button('Account menu').click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Confirms the list in the dialog, with the tick that some lists take first. */
  async confirmSignOut(): Promise<void> {
    const signOut = this.dialog.getByRole('button', { name: /^Sign out \d/ });
    await signOut.waitFor();
    const looked = this.dialog.getByRole('checkbox', { name: /^I have looked/ });
    if (await looked.isVisible()) await looked.check();
    await signOut.click();
  }

  async answerPassword(password: string): Promise<void> {
    await this.dialog.getByLabel('Password').fill(password);
    await this.dialog.getByLabel('Password').press('Enter');
  }
}
