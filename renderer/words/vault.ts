// Words for the keychain: what it is called here, and what can be wrong with it.
import type { VaultProblem } from '../../electron/shared/errors.ts';
import type { Account, AppInfo, KeychainName } from '../../electron/shared/model.ts';

interface Words {
  readonly title: string;
  readonly body: string;
}

const names: Readonly<Record<KeychainName, string>> = {
  'gnome-keyring': 'GNOME Keyring',
  kwallet: 'KWallet',
  keepassxc: 'KeePassXC',
  'secret-service': 'Your keychain',
  macos: 'The macOS keychain',
  windows: 'Windows Credential Manager',
};

/** What can be wrong with the keychain, by its name; null where that isn't known. */
export function vaultWords(reason: VaultProblem, keychain: KeychainName | null): Words {
  const name = keychain === null ? 'Your keychain' : names[keychain];
  switch (reason) {
    case 'unavailable':
      return keychain === null
        ? {
            title: 'No keychain is available.',
            body: "This computer has no keychain that Muster can reach, such as GNOME Keyring or KWallet, so it can't keep sign-ins.",
          }
        : {
            title: `${name} can't be used.`,
            body: "It answers, but Muster can't keep sign-ins in it.",
          };
    case 'no-collection':
      return {
        title: `${name} has no place for new entries.`,
        body: `It has no default ${keychain === 'kwallet' ? 'wallet' : 'keyring'}. Make one in its own settings; Muster goes on by itself.`,
      };
    case 'locked':
      return {
        title: `${name} is locked.`,
        body:
          keychain === null || keychain === 'macos'
            ? 'Unlock it and try again.'
            : 'Unlock it. Muster goes on by itself.',
      };
    case 'no-answer':
      return {
        title: `${name} doesn't answer.`,
        body: 'It may be waiting for its password in another window.',
      };
    case 'locked-or-missing':
      return {
        title: `${name} gave nothing for this account.`,
        body: 'It is locked, or the entry was removed. Unlock it and try again, or sign in again.',
      };
    case 'not-stored':
      return {
        title: `${name} didn't keep the sign-in.`,
        body: 'What it gave back was not what Muster had stored.',
      };
  }
}

/** A call to the keychain is pending. */
export function waitingWords(keychain: KeychainName | null): Words {
  const name =
    keychain === null ? 'your keychain' : names[keychain].replace(/^(?:Your|The) /, lower);
  return {
    title: `Waiting for ${name}.`,
    body: 'It may be asking for its password in another window.',
  };
}

/** "your keychain", by the name that the system gives it. */
export function keychainName(platform: AppInfo['platform']): string {
  switch (platform) {
    case 'win32':
      return 'Windows Credential Manager';
    case 'darwin':
      return 'the macOS keychain';
    case 'linux':
      return 'your keychain';
  }
}

/** How an account's sign-in is kept. */
export function keptWords(account: Account, platform: AppInfo['platform']): string {
  return account.keptIn === 'keychain'
    ? `kept in ${keychainName(platform)}`
    : 'kept for this run only';
}

function lower(word: string): string {
  return word.toLowerCase();
}
