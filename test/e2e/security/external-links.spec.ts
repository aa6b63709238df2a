// Row 15: what reaches the system browser. The window names an account, never an address; the
// address is the homeserver's word, which is not believed.
import { badAddresses } from '../../fixtures/bad-addresses.ts';
import { expect, test } from '../../fixtures/app.ts';
import { signIn } from '../../fixtures/sign-in.ts';
import { watchDoor } from '../../fixtures/system-browser.ts';

test('row 15: no bad address of a homeserver is opened, and its good one is', async ({
  launch,
  homeserver,
}) => {
  const password = 'a password';
  const server = await homeserver({ personality: 'mas', users: [{ localpart: 'ada', password }] });
  const { app, page } = await launch();
  const credentials = { baseUrl: server.baseUrl, user: server.users[0]!.userId, password };
  const accountId = await signIn(page, credentials);
  const { opened } = await watchDoor(app);
  const open = async (address: string) => {
    const end = server.fault({
      match: (_method, path) => path.includes('auth_metadata'),
      action: {
        kind: 'answer',
        status: 200,
        body: JSON.stringify({
          issuer: 'https://account.example.org/',
          account_management_uri: address,
        }),
      },
    });
    const result = await page.evaluate(
      (id) => window.muster!.accounts.openAccountPage({ accountId: id }),
      accountId,
    );
    end();
    return result;
  };
  const others = ['https://example.org/', 'https://account.example.org.evil/', server.baseUrl];
  for (const address of [...badAddresses, ...others]) {
    const result = await open(address);
    expect(result.ok, address).toBe(false);
  }
  expect(await opened()).toEqual([]);
  expect(await open('https://account.example.org/account/')).toEqual({ ok: true, value: null });
  expect(await opened()).toEqual(['https://account.example.org/account/']);
});
