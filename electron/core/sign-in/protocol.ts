// The protocol's functions that a sign-in needs, with their ports given.
import { createMatrixClient } from '../../matrix/client.ts';
import { discover } from '../../matrix/discovery.ts';
import { logIn, loginMethods } from '../../matrix/login.ts';
import type {
  AccessToken,
  DiscoveredServer,
  LoginAnswer,
  LoginRequest,
  MatrixClient,
  MatrixPorts,
} from '../../matrix/types.ts';
import type { Result } from '../../shared/errors.ts';
import type { SignInMethods } from '../../shared/model.ts';

export interface SignInProtocol {
  discover(address: string): Promise<Result<DiscoveredServer>>;
  loginMethods(baseUrl: string): Promise<Result<SignInMethods>>;
  login(baseUrl: string, request: LoginRequest): Promise<Result<LoginAnswer>>;
  client(baseUrl: string, token: AccessToken): Pick<MatrixClient, 'logout' | 'whoami'>;
}

export function signInProtocol(ports: MatrixPorts): SignInProtocol {
  return {
    discover: (address) => discover(ports, address),
    loginMethods: (baseUrl) => loginMethods(ports, baseUrl),
    login: (baseUrl, request) => logIn(ports, baseUrl, request),
    client: (baseUrl, token) => createMatrixClient(ports, baseUrl, token),
  };
}
