// A server on the internet that sends Muster on to this computer: asked about before anything is sent.
import { expect, test } from '../fixtures/app.ts';
import { NAMED, namedIsHere, startInternet } from '../fixtures/internet.ts';
import { MusterWindow } from '../pages/muster.ts';

const ada = { localpart: 'ada', password: 'correct horse', sessions: 3 };

for (const [by, hostname] of [
  ['its address', '127.0.0.1'],
  ['a name', NAMED],
] as const) {
  test(`asks before it goes inside, by ${by}: Back sends nothing, Go on signs in`, async ({
    launch,
  }) => {
    const internet = await startInternet({ users: [ada] });
    internet.name(`https://${hostname}:${internet.port}`);
    const { app, page } = await launch({ args: [namedIsHere] });
    await internet.reach(app);
    const muster = new MusterWindow(page);
    await muster.findServer('example.org');
    await expect(
      page.getByRole('heading', { name: 'This server leads to this computer' }),
    ).toBeVisible();
    await expect(page.getByText('You typed example.org.')).toContainText(
      `${hostname}:${internet.port}`,
    );
    await muster.button('Back').click();
    await expect(muster.address).toBeVisible();
    const asked = () => new Set(internet.server.requests.map(({ path }) => path));
    expect(asked()).toEqual(new Set(['/.well-known/matrix/client']));
    await muster.findServer('example.org');
    await muster.button('Go on').click();
    await page.getByLabel('User').fill('ada');
    await muster.password.fill(ada.password);
    await muster.button('Sign in').click();
    await expect(muster.row(/Muster on /)).toBeVisible();
    await internet.close();
  });
}
