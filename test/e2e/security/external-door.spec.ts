// Row 15 again, without Muster around it: the check in front of shell.openExternal itself.
import { badAddresses } from '../../fixtures/bad-addresses.ts';
import { expect, test } from '../../fixtures/shell.ts';

test('row 15: the door to the system browser refuses every bad address by itself', async ({
  shell,
}) => {
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
  }, badAddresses);
  expect(threw).toBe(badAddresses.length);
  expect(opened).toEqual(['https://account.example.org/?a=b']);
});
