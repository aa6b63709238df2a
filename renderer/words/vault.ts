// Words for the keychain: what it is called here, and what can be wrong with it.
import type { VaultProblem } from '../../electron/shared/errors.ts';
import type { Account, AppInfo } from '../../electron/shared/model.ts';

export const vaultProblem: Readonly<
  Record<VaultProblem, { readonly title: string; readonly body: string }>
> = {
  unavailable: {
    title: 'No keychain is available.',
    body: "This computer has no keychain that Muster can reach, so it can't keep sign-ins.",
  },
  locked: {
    title: 'Your keychain is locked.',
    body: 'Unlock it and try again.',
  },
  'no-answer': {
    title: "Your keychain doesn't answer.",
    body: 'It may be waiting for its password in another window.',
  },
  'locked-or-missing': {
    title: 'Your keychain gave nothing for this account.',
    body: 'It is locked, or the entry was removed. Unlock it and try again, or sign in again.',
  },
  'not-stored': {
    title: "Your keychain didn't keep the sign-in.",
    body: 'What it gave back was not what Muster had stored.',
  },
};

/** "your keychain", by the name that the system gives it. */
export function keychainName(platform: AppInfo['platform']): string {
  return platform === 'win32' ? 'Windows Credential Manager' : 'your keychain';
}

/** How an account's sign-in is kept. */
export function keptWords(account: Account, platform: AppInfo['platform']): string {
  return account.keptIn === 'keychain'
    ? `kept in ${keychainName(platform)}`
    : 'kept for this run only';
}
