// Mounts the app without accounts, and leads to the ways in of a server.
import { screen } from '@testing-library/svelte';
import type { SignInMethods } from '../../electron/shared/sign-in.ts';
import { readyToSignIn } from '../fixtures/contract-data.ts';
import type { ContractMock } from '../fixtures/contract-mock.ts';
import { openApp, type OpenApp } from './open-app.ts';

/** Types an address, on a server with these ways in; `prepare` says what happens then. */
export async function openServer(
  methods: SignInMethods,
  prepare: (mock: ContractMock) => void = () => undefined,
): Promise<OpenApp> {
  const app = openApp({
    app: { accounts: [] },
    prepare(mock) {
      mock.succeed('signIn.begin', readyToSignIn({ methods }));
      prepare(mock);
    },
  });
  await app.user.type(
    await screen.findByLabelText('Matrix ID or server name'),
    'example.org{Enter}',
  );
  await screen.findByRole('button', { name: 'Back' });
  return app;
}
