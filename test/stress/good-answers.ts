// What a good homeserver says at each endpoint that Muster uses: what is bent in mutate.ts.

export interface GoodAnswer {
  readonly path: RegExp;
  readonly status: number;
  readonly json: unknown;
}

const user = '@alice:example.org';
const key = 'x'.repeat(43);
const device = (id: string) => ({
  device_id: id,
  display_name: `Session ${id}`,
  last_seen_ts: 1_700_000_000_000,
  last_seen_ip: '192.0.2.1',
});
const keys = (id: string) => ({
  user_id: user,
  device_id: id,
  algorithms: ['m.olm.v1.curve25519-aes-sha2'],
  keys: { [`curve25519:${id}`]: key, [`ed25519:${id}`]: key },
  signatures: { [user]: { [`ed25519:${id}`]: 'y'.repeat(86), [`ed25519:${key}`]: 'z'.repeat(86) } },
  unsigned: { device_display_name: id },
});
const crossSigning = (usage: string) => ({
  user_id: user,
  usage: [usage],
  keys: { [`ed25519:${key}`]: key },
  signatures: { [user]: { [`ed25519:${key}`]: 'z'.repeat(86) } },
});
const ids = ['AAAA', 'BBBB', 'CCCC'];

/** The first one whose path fits. `base`: where the server is. */
export function goodAnswers(base: string): readonly GoodAnswer[] {
  const page = (name: string) => `${base}/${name}`;
  return [
    { path: /well-known/, status: 200, json: { 'm.homeserver': { base_url: base } } },
    { path: /versions$/, status: 200, json: { versions: ['v1.11', 'v1.18'] } },
    {
      path: /\/login$/,
      status: 200,
      json: {
        flows: [
          { type: 'm.login.password' },
          { type: 'm.login.sso', identity_providers: [{ id: 'a', name: 'A', brand: 'google' }] },
        ],
        user_id: user,
        device_id: 'AAAA',
        access_token: 'syt_a',
        refresh_token: 'syr_a',
        expires_in_ms: 300_000,
      },
    },
    {
      path: /refresh$/,
      status: 200,
      json: { access_token: 'a', refresh_token: 'b', expires_in_ms: 1_000 },
    },
    { path: /whoami$/, status: 200, json: { user_id: user, device_id: 'AAAA' } },
    { path: /devices$/, status: 200, json: { devices: ids.map(device) } },
    {
      path: /delete_devices$|devices\/DELETE/,
      status: 401,
      json: {
        session: 's',
        completed: [],
        flows: [{ stages: ['m.login.password'] }, { stages: ['m.login.sso', 'm.login.terms'] }],
        params: {
          'm.login.terms': { policies: { p: { en: { name: 'P', url: 'https://example.org/p' } } } },
        },
      },
    },
    { path: /devices\//, status: 200, json: device('AAAA') },
    {
      path: /keys\/query$/,
      status: 200,
      json: {
        device_keys: { [user]: Object.fromEntries(ids.map((id) => [id, keys(id)])) },
        master_keys: { [user]: crossSigning('master') },
        self_signing_keys: { [user]: crossSigning('self_signing') },
        failures: {},
      },
    },
    { path: /room_keys/, status: 200, json: { version: '1', auth_data: {}, count: 3, etag: 'e' } },
    { path: /dehydrated/, status: 200, json: { device_id: 'DDDD', device_data: {} } },
    {
      path: /sync$/,
      status: 200,
      json: {
        account_data: {
          events: ids.map((id) => ({
            type: `io.element.matrix_client_information.${id}`,
            content: { name: 'Element', version: '1', url: 'https://app.element.io' },
          })),
        },
      },
    },
    {
      path: /auth_metadata$/,
      status: 200,
      json: {
        issuer: page(''),
        account_management_uri: page('account'),
        account_management_actions_supported: ['org.matrix.device_delete'],
        authorization_endpoint: page('authorize'),
        token_endpoint: page('token'),
        revocation_endpoint: page('revoke'),
        registration_endpoint: page('register'),
        device_authorization_endpoint: page('device'),
        code_challenge_methods_supported: ['S256'],
        response_types_supported: ['code'],
        grant_types_supported: ['urn:ietf:params:oauth:grant-type:device_code'],
      },
    },
    {
      path: /./,
      status: 400,
      json: { errcode: 'M_UNKNOWN', error: 'No', retry_after_ms: 5, soft_logout: false },
    },
  ];
}
