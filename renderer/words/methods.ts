// What servers call their ways to sign in and to confirm, in words. Names that Muster doesn't know
// are shown as the server spelled them.

const logins: ReadonlyMap<string, string> = new Map([
  ['m.login.cas', 'an older kind of web page'],
  ['m.login.application_service', 'bridges and bots'],
  ['org.matrix.login.jwt', 'a signed token'],
]);

const stages: ReadonlyMap<string, string> = new Map([
  ['m.login.password', 'a password'],
  ['m.login.sso', 'its web page'],
  ['org.matrix.login.sso', 'its web page'],
  ['m.login.recaptcha', 'a captcha'],
  ['m.login.email.identity', 'e-mail'],
  ['m.login.msisdn', 'a text message'],
  ['m.login.terms', 'its terms'],
  ['m.login.registration_token', 'a registration token'],
  ['m.oauth', 'its web page'],
]);

/** "bridges and bots". */
export function loginMethod(type: string): string {
  return logins.get(type) ?? `“${type}”`;
}

/** "its web page", after "by". */
export function stage(type: string): string {
  return stages.get(type) ?? `“${type}”`;
}

/** "a, b and c", each once; "nothing that has a name" for none. */
export function listed(items: readonly string[]): string {
  const unique = [...new Set(items)];
  return unique.length === 0
    ? 'nothing that Muster knows'
    : new Intl.ListFormat('en').format(unique);
}
