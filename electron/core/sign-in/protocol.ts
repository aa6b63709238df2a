// The protocol's functions that a sign-in needs, with their ports given.
import { AccountClient } from '../../matrix/account/client.ts';
import { discover } from '../../matrix/discovery/discover.ts';
import { logIn, loginMethods } from '../../matrix/login/login.ts';
import { exchangeCode, prepareAuthorization, type Authorization } from '../../matrix/oauth/code.ts';
import {
  askForGrant,
  beginDeviceCode,
  type DeviceAnswer,
  type DeviceCode,
} from '../../matrix/oauth/device.ts';
import { fetchAuthMetadata, type AuthMetadata } from '../../matrix/oauth/metadata.ts';
import { revokeTokens } from '../../matrix/oauth/tokens.ts';
import { fetchProviderIcon } from '../../matrix/login/provider-icon.ts';
import type {
  AccessToken,
  DiscoveredServer,
  GrantAnswer,
  LoginOutcome,
  LoginRequest,
  MatrixClient,
  MatrixPorts,
  OAuthServer,
  Tokens,
} from '../../matrix/types.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/ids.ts';
import type { OAuthBinding } from '../../shared/model.ts';
import type { SignInMethods } from '../../shared/sign-in.ts';

export interface SignInProtocol {
  discover(address: string): Promise<Result<DiscoveredServer>>;
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

export function signInProtocol(ports: MatrixPorts): SignInProtocol {
  return {
    discover: (address) => discover(ports, address),
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
