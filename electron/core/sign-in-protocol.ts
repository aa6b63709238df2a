// The protocol's functions that a sign-in needs, with their ports given.
import { createMatrixClient } from '../matrix/client.ts';
import { discover } from '../matrix/discovery.ts';
import { loginMethods, loginWithPassword } from '../matrix/login.ts';
import type {
  AccessToken,
  DiscoveredServer,
  LoginAnswer,
  LoginMethods,
  LoginRequest,
  MatrixClient,
  MatrixPorts,
} from '../matrix/types.ts';
import type { Result } from '../shared/errors.ts';

export interface SignInProtocol {
  discover(address: string): Promise<Result<DiscoveredServer>>;
  loginMethods(baseUrl: string): Promise<Result<LoginMethods>>;
  login(baseUrl: string, request: LoginRequest): Promise<Result<LoginAnswer>>;
  client(baseUrl: string, token: AccessToken): Pick<MatrixClient, 'logout'>;
}

export function signInProtocol(ports: MatrixPorts): SignInProtocol {
  return {
    discover: (address) => discover(ports, address),
    loginMethods: (baseUrl) => loginMethods(ports, baseUrl),
    login: (baseUrl, request) => loginWithPassword(ports, baseUrl, request),
    client: (baseUrl, token) => createMatrixClient(ports, baseUrl, token),
  };
}
