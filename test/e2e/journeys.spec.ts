// What people do with Muster, on each kind of homeserver: sign in, list, rename, sign out one and several,
// with a session that goes and a server that restarts in the middle, sign in again, remove, paste a token.
import { expect, test } from '../fixtures/app.ts';
import { goThroughBrowser } from '../fixtures/oauth-sign-in.ts';
import { watchDoor, type Door } from '../fixtures/system-browser.ts';
import { personalities, traits } from '../homeserver/personality.ts';
import type { Homeserver } from '../homeserver/server.ts';
import { MusterWindow } from '../pages/muster.ts';

// Each is many journeys in one window, which takes its time on a busy machine.
test.setTimeout(180_000);

const adaId = '@ada:demo.muster.test';
const names = ['Phone', 'Tablet', 'Web', 'Desk'];
const ada = {
  localpart: 'ada',
  password: 'correct horse',
  sessions: names.map((name) => ({ deviceId: name.toUpperCase(), displayName: name })),
};

/** What differs between servers that ask for a password and those that have pages for it. */
interface Ways {
  signIn(): Promise<void>;
  signInAgain(): Promise<void>;
  /** The confirmed sign-out of one session is done. */
  endOne(): Promise<void>;
  /** The same of several, while `meanwhile` happens. */
  endSeveral(meanwhile: () => Promise<void> | void): Promise<void>;
}

for (const personality of personalities)
  test(`the journeys on ${personality}`, async ({ launch, homeserver }) => {
    const server = await homeserver({ personality, users: [ada] });
    const { app, page } = await launch();
    const muster = new MusterWindow(page);
    const world = { muster, server, door: await watchDoor(app) };
    const ways = traits[personality].oauth ? byPage(world) : byPassword(world);
    const own = muster.row(/this session/);

    await muster.findServer(server.baseUrl);
    await ways.signIn();
    await expect(own).toBeVisible();
    expect(await muster.rowCount()).toBe(names.length + 1);

    await muster.row(/Desk/).click();
    await muster.details.getByRole('button', { name: 'Rename' }).click();
    await muster.dialog.getByLabel('Name').fill('Desk at home');
    await page.keyboard.press('Enter');
    await expect(muster.row(/Desk at home/)).toBeVisible();

    await muster.details.getByRole('button', { name: 'Sign out…' }).click();
    await confirm(muster);
    await ways.endOne();
    await expect(muster.dialog).toContainText('1 session signed out');
    await muster.dialog.getByRole('button', { name: 'Done' }).click();
    expect(server.devicesOf(adaId)).not.toContain('DESK');

    await muster.chooseInAccountMenu('Sign out all others…');
    await confirm(muster);
    await ways.endSeveral(() => server.revoke(adaId, 'WEB'));
    const outcome = traits[personality].oauth ? '3 sessions signed out' : 'One was gone already';
    await expect(muster.dialog).toContainText(outcome);
    await muster.dialog.getByRole('button', { name: 'Done' }).click();
    expect(server.devicesOf(adaId)).toHaveLength(1);

    for (const name of ['NEW', 'NEWER']) server.addSession(adaId, { deviceId: name });
    await muster.button('Refresh').click();
    await expect(muster.row(/NEWER/)).toBeVisible();
    await muster.chooseInAccountMenu('Sign out all others…');
    await confirm(muster);
    await ways.endSeveral(() => server.restart());
    await expect(muster.dialog).toContainText('2 sessions signed out');
    await muster.dialog.getByRole('button', { name: 'Done' }).click();

    const [mine = ''] = server.devicesOf(adaId);
    server.revoke(adaId, mine);
    await muster.button('Refresh').click();
    await expect(page.getByText('This sign-in has ended.').first()).toBeVisible();
    await muster.button('Sign in again').last().click();
    await ways.signInAgain();
    await expect.poll(() => server.devicesOf(adaId)).toEqual([mine]);
    await expect(own).toBeVisible();
    await expect(page.getByText('This sign-in has ended.')).toHaveCount(0);

    await muster.chooseInAccountMenu('Remove account…');
    await muster.dialog.getByRole('button', { name: 'Remove account' }).click();
    await expect(muster.address).toBeVisible();
    expect(server.devicesOf(adaId)).toEqual([]);

    await muster.findServer(server.baseUrl);
    await muster.button('Use an access token').click();
    await page.getByLabel('Access token').fill(await tokenOfAnother(server));
    await muster.button('Use this token').click();
    await expect(muster.row(/Another client/)).toContainText('this session');
  });

interface World {
  readonly muster: MusterWindow;
  readonly server: Homeserver;
  readonly door: Door;
}

function byPassword({ muster }: Pick<World, 'muster'>): Ways {
  const signIn = async (): Promise<void> => {
    await muster.password.fill(ada.password);
    await muster.button('Sign in').click();
  };
  return {
    async signIn() {
      await muster.page.getByLabel('User').fill('ada');
      await signIn();
    },
    signInAgain: signIn,
    endOne: () => muster.answerPassword(ada.password),
    async endSeveral(meanwhile) {
      await muster.answerPassword('wrong');
      await expect(muster.dialog.getByRole('alert')).toContainText("wasn't accepted");
      await meanwhile();
      await muster.answerPassword(ada.password);
    },
  };
}

/** No password is ever asked for there; the user's pages do what is asked. */
function byPage({ muster, server, door }: World): Ways {
  const link = 'Continue as ada';
  let opened = 0;
  const signIn = async (): Promise<void> => {
    await goThroughBrowser(muster, door, { link, opened });
    opened += 1;
  };
  /** Removes the session of the page that was opened next. */
  const endNext = async (): Promise<void> => {
    const address = new URL(await door.next(opened));
    opened += 1;
    server.revoke(adaId, address.searchParams.get('device_id') ?? '');
  };
  const openPage = () => muster.dialog.getByRole('button', { name: 'Open the page' }).click();
  return {
    signIn,
    signInAgain: signIn,
    async endOne() {
      await openPage();
      await endNext();
    },
    async endSeveral(meanwhile) {
      await openPage();
      await meanwhile();
      const finished = muster.dialog.getByRole('button', { name: 'Done' });
      while (server.devicesOf(adaId).length > 1) await endNext();
      await expect(finished).toBeVisible({ timeout: 30_000 });
    },
  };
}

/** On servers with pages, nothing but going through them is confirmed. */
async function confirm(muster: MusterWindow): Promise<void> {
  const through = muster.dialog.getByRole('button', { name: /^Go through/ });
  const looked = muster.dialog.getByRole('checkbox', { name: /^I have looked/ });
  const signOut = muster.dialog.getByRole('button', { name: /^Sign out/ });
  await expect(through.or(signOut)).toBeVisible();
  if (await looked.isVisible()) await looked.check();
  await through.or(signOut).click();
}

/** The access token of a session that another client has begun. */
async function tokenOfAnother({ baseUrl }: Homeserver): Promise<string> {
  const answer = await fetch(`${baseUrl}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify({
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: 'ada' },
      password: ada.password,
      initial_device_display_name: 'Another client',
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
