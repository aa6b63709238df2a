// The protocol's functions that a sign-in needs, with their ports given.
import { AccountClient } from '../../matrix/account/client.ts';
import { discover } from '../../matrix/discovery/discover.ts';
import { askBefore } from '../../matrix/discovery/inside.ts';
import { logIn, loginMethods } from '../../matrix/login/login.ts';
import { exchangeCode, prepareAuthorization, type Authorization } from '../../matrix/oauth/code.ts';
import {
  askForGrant,
  beginDeviceCode,
  type DeviceAnswer,
  type DeviceCode,
} from '../../matrix/oauth/device.ts';
import {
  fetchAuthMetadata,
  namedAddresses,
  type AuthMetadata,
} from '../../matrix/oauth/metadata.ts';
import { revokeTokens } from '../../matrix/oauth/tokens.ts';
import { fetchProviderIcon } from '../../matrix/login/provider-icon.ts';
import type {
  AccessToken,
  DiscoveredServer,
  DiscoveryPorts,
  GrantAnswer,
  LoginOutcome,
  LoginRequest,
  MatrixClient,
  OAuthServer,
  Tokens,
} from '../../matrix/types.ts';
import type { LeadsInside, Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import type { SignInMethods } from '../../shared/sign-in.ts';

export interface SignInProtocol {
  discover(address: string, agreedTo: readonly string[]): Promise<Result<DiscoveredServer>>;
  /** As `askBefore`, of all that the homeserver names for OAuth 2.0. */
  leadsInside(
    baseUrl: string,
    server: OAuthServer,
    agreedTo: readonly string[],
  ): Promise<LeadsInside | null>;
  loginMethods(baseUrl: string): Promise<Result<SignInMethods>>;
  authMetadata(baseUrl: string): Promise<Result<AuthMetadata | null>>;
  providerIcon(baseUrl: string, icon: string): Promise<Uint8Array | null>;
  login(baseUrl: string, request: LoginRequest): Promise<LoginOutcome>;
  prepareAuthorization(
    server: OAuthServer,
    asked: { readonly redirectUrl: string; readonly deviceId: DeviceId },
  ): Promise<Result<Authorization>>;
  exchangeCode(authorization: Authorization, parameters: URLSearchParams): Promise<GrantAnswer>;
  beginDeviceCode(
    server: OAuthServer,
    asked: { readonly baseUrl: string; readonly deviceId: DeviceId },
  ): Promise<Result<DeviceCode>>;
  askForGrant(code: DeviceCode): Promise<DeviceAnswer>;
  revoke(binding: OAuthBinding, tokens: Tokens): Promise<Result<null>>;
  client(
    baseUrl: string,
    token: AccessToken,
  ): Pick<MatrixClient, 'logout' | 'whoami' | 'listDevices'>;
}

export function signInProtocol(ports: DiscoveryPorts): SignInProtocol {
  return {
    discover: (address, agreedTo) => discover(ports, address, agreedTo),
    async leadsInside(baseUrl, server, agreedTo) {
      const found = await Promise.all(
        namedAddresses(server).map((address) => askBefore(ports, baseUrl, address, agreedTo)),
      );
      return found.find((inside) => inside !== null) ?? null;
    },
    loginMethods: (baseUrl) => loginMethods(ports, baseUrl),
    authMetadata: (baseUrl) => fetchAuthMetadata(ports, baseUrl),
    providerIcon: (baseUrl, icon) => fetchProviderIcon(ports, baseUrl, icon),
    login: (baseUrl, request) => logIn(ports, baseUrl, request),
    prepareAuthorization: (server, asked) => prepareAuthorization(ports, server, asked),
    exchangeCode: (authorization, parameters) => exchangeCode(ports, authorization, parameters),
    beginDeviceCode: (server, asked) => beginDeviceCode(ports, server, asked),
    askForGrant: (code) => askForGrant(ports, code),
    revoke: (binding, tokens) => revokeTokens(ports, binding, tokens),
    client: (baseUrl, token) => new AccountClient(ports, baseUrl, token),
  };
}
