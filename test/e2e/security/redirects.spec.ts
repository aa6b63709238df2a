// Row 22: a homeserver that redirects a request with a secret in it gets the secret nowhere.
import { expect, test } from '../../fixtures/app.ts';
import { answerQuestions } from '../../fixtures/questions.ts';
import { signIn } from '../../fixtures/sign-in.ts';

const password = 'canary-password-Zq81xLr05tYw';
const users = [{ localpart: 'ada', password, sessions: 3 }];

for (const status of [301, 302, 303, 307, 308]) {
  test(`row 22: a ${status} on login, list and confirmation is refused, not followed`, async ({
    launch,
    homeserver,
  }) => {
    const target = await homeserver({ users });
    const server = await homeserver({ users });
    const { userId } = server.users[0]!;
    const { app, page } = await launch();
    await answerQuestions(app, 'Sign out');
    const credentials = { baseUrl: server.baseUrl, user: userId, password };
    const redirect = (part: string) =>
      server.fault({
        match: (method, path) => path.includes(part) && (method !== 'GET' || part !== '/login'),
        action: { kind: 'redirect', to: `${target.baseUrl}/_matrix/client/v3${part}`, status },
      });

    const endLogin = redirect('/login');
    await expect(signIn(page, credentials)).rejects.toThrow('redirected');
    endLogin();
    const accountId = await signIn(page, credentials);

    const endList = redirect('/devices');
    const refused = await page.evaluate(
      (id) =>
        new Promise((resolve) => {
          const refresh = () => void window.muster!.sessions.refresh({ accountId: id });
          window.muster!.sessions.changed(({ state }) => {
            if (state.refresh.kind === 'failed') resolve(state.refresh.error.code);
            // That one was under way before the redirect was there.
            if (state.refresh.kind === 'idle') refresh();
          });
          refresh();
        }),
      accountId,
    );
    expect(refused).toBe('redirected');
    endList();
    // What is not listed can't be reviewed, and the first reading may have met the redirect.
    await page.evaluate(
      (id) =>
        new Promise<void>((resolve) => {
          window.muster!.sessions.changed(({ state }) => {
            if (state.refresh.kind === 'idle' && state.fetchedAt !== null) resolve();
          });
          void window.muster!.sessions.refresh({ accountId: id });
        }),
      accountId,
    );

    const [first, second] = server.devicesOf(userId);
    const started = await page.evaluate(
      async ([id, ...deviceIds]) => {
        const shown = { accountId: id as never, deviceIds: deviceIds as never };
        const review = await window.muster!.signOut.review(shown);
        return review.ok ? window.muster!.signOut.start({ reviewId: review.value }) : review;
      },
      [accountId, first!, second!],
    );
    if (!started.ok || started.value.kind !== 'needs-password') throw new Error('no question');
    redirect('/delete_devices');
    // It waits, as for a network whose sign-in page is in the way, and says why.
    const [waiting, cancelled] = await page.evaluate(
      async ([operationId, secret]) => {
        const { signOut } = window.muster!;
        const reason = new Promise<unknown>((resolve) =>
          signOut.changed((snapshot) => {
            if (snapshot.kind === 'waiting') resolve(snapshot.error.code);
          }),
        );
        void signOut.answer({
          operationId: operationId as never,
          answer: { kind: 'password', password: secret! },
        });
        return [await reason, await signOut.cancel({ operationId: operationId as never })];
      },
      [started.value.operationId, password],
    );
    expect(waiting).toBe('redirected');
    expect(JSON.stringify(cancelled)).not.toContain(password);
    expect(target.requests).toEqual([]);
  });
}
