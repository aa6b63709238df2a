// Signs the demo's accounts in, with tokens that are kept for this run.
import type { DemoAccount } from '../ports.ts';
import type { SignIn } from './sign-in.ts';

/** Throws on failure. */
export async function signInDemo(
  signIn: Pick<SignIn, 'begin' | 'password'>,
  demoAccounts: readonly DemoAccount[],
): Promise<void> {
  const keptIn = 'this-run';
  for (const { baseUrl, user, password } of demoAccounts) {
    const begun = await signIn.begin({ address: baseUrl });
    if (!begun.ok || begun.value.kind !== 'ready') throw new Error('the demo server is missing');
    const { attemptId } = begun.value;
    const identifier = { kind: 'user', user } as const;
    const signedIn = await signIn.password({ attemptId, identifier, password, keptIn });
    if (!signedIn.ok || signedIn.value.kind !== 'signed-in') {
      throw new Error('the demo server refuses its own account');
    }
  }
}
