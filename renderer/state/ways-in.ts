// Which ways into a server Muster offers, and which one it shows first. Pure.
import type { SignInMethods } from '../../electron/shared/sign-in.ts';

/**
 * The ways that a form is made for. `oauth` and `browser` are both a web page of the server, `oauth`
 * the newer one; `code` is entered on any device.
 */
export type Way = 'oauth' | 'code' | 'password' | 'browser' | 'token';

/**
 * What is offered, what suits the server best first. Where the server wants apps that know OAuth to
 * use its page (spec `oauth_aware_preferred`), a password comes last of its ways. A token is one
 * everywhere.
 */
export function waysIn({ oauth, password, sso }: SignInMethods): readonly [Way, ...Way[]] {
  const ways: readonly (Way | false)[] = [
    oauth !== null && 'oauth',
    oauth?.deviceCode === true && 'code',
    password && sso?.preferred !== true && 'password',
    sso !== null && 'browser',
    password && sso?.preferred === true && 'password',
  ];
  const [first, ...others] = ways.filter((way) => way !== false);
  return first === undefined ? ['token'] : [first, ...others, 'token'];
}
