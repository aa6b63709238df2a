// A script in the window signs out nothing that was not reviewed, and nothing without a press that main saw or a yes
// to main's own question.
import { expect, test } from '../../fixtures/app.ts';
import { answerQuestions, questionsAsked } from '../../fixtures/questions.ts';
import { signIn } from '../../fixtures/sign-in.ts';

const password = 'canary-password-Tg52mKd93vQe';
const users = [{ localpart: 'ada', password, sessions: 3 }];

test('a script in the window signs out nothing by itself', async ({ launch, homeserver }) => {
  const server = await homeserver({ users });
  const { userId } = server.users[0]!;
  const { app, page } = await launch();
  const accountId = await signIn(page, { baseUrl: server.baseUrl, user: userId, password });
  const deviceIds = server.devicesOf(userId).slice(0, 2);
  const deletions = () => server.requests.filter(({ path }) => path.includes('delete_devices'));
  const start = (reviewId: string) =>
    page.evaluate((id) => window.muster!.signOut.start({ reviewId: id as never }), reviewId);
  const review = async () => {
    const opened = await page.evaluate(
      ([id, ...shown]) =>
        window.muster!.signOut.review({ accountId: id as never, deviceIds: shown as never }),
      [accountId, ...deviceIds] as string[],
    );
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  const refused = { ok: false, error: { code: 'bad-request' } };

  expect(await start(''), 'without a review').toEqual(refused);
  expect(await start(crypto.randomUUID()), 'with one that main never made').toEqual(refused);

  await answerQuestions(app, 'Cancel');
  const declined = await review();
  expect(await start(declined)).toEqual({ ok: false, error: { code: 'cancelled' } });
  expect(await start(declined), 'with one that was used').toEqual(refused);
  expect(await questionsAsked(app)).toEqual([expect.stringContaining('Sign out 2 sessions?')]);
  // What the page makes by itself is no press.
  const faked = await review();
  await page.evaluate(() => {
    document.body.click();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  });
  expect(await start(faked)).toMatchObject({ error: { code: 'cancelled' } });
  expect(deletions()).toEqual([]);

  // Main sees a mouse and a key, and asks nothing then.
  for (const press of [() => page.mouse.click(5, 5), () => page.keyboard.press('Shift')]) {
    const pressed = await review();
    await press();
    const started = await start(pressed);
    if (!started.ok) throw new Error(started.error.code);
    const { operationId } = started.value;
    await page.evaluate(async (id) => {
      await window.muster!.signOut.cancel({ operationId: id });
      await window.muster!.signOut.dismiss({ operationId: id });
    }, operationId);
  }
  expect(await questionsAsked(app)).toHaveLength(2);
  expect(deletions().length).toBeGreaterThan(0);
});
