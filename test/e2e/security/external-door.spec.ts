// Row 15 again, without Muster around it: the check in front of shell.openExternal itself.
import { badAddresses } from '../../fixtures/bad-addresses.ts';
import { expect, test } from '../../fixtures/shell.ts';

test('row 15: the door to the system browser refuses every bad address by itself', async ({
  shell,
}) => {
  // A homeserver on this computer may have its pages there; an account page may not (external-links).
  const refused = badAddresses.filter((address) => address !== 'http://127.0.0.1/');
  const { opened, threw } = await shell.evaluate(async ({ shell: system }, addresses) => {
    const opened: string[] = [];
    system.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
    let threw = 0;
    for (const address of addresses) {
      await globalThis.harness!.openExternal(address).catch(() => threw++);
    }
    await globalThis.harness!.openExternal('HTTPS://Account.example.org?a=b');
    return { opened, threw };
  }, refused);
  expect(threw).toBe(refused.length);
  expect(opened).toEqual(['https://account.example.org/?a=b']);
});

test('says that no browser was opened where the system says so', async ({ shell }) => {
  const answer = await shell.evaluate(({ shell: system }) => {
    system.openExternal = () => Promise.reject(new Error('no application is known'));
    return globalThis.harness!.openExternal('https://account.example.org/');
  });
  expect(answer).toEqual({
    ok: false,
    error: { code: 'browser-not-opened', address: 'https://account.example.org/' },
  });
});
