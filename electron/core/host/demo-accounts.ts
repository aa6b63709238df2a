// The demo's accounts, as build/start.ts hands them to the process that it starts. They belong to an
// embedded homeserver that lives as long as the demo does.

import type { DemoAccount } from '../ports.ts';

const variable = 'MUSTER_DEMO';

/** Takes the accounts out of the environment, so that no child process inherits them. */
export function takeDemoAccounts(env: NodeJS.ProcessEnv): readonly DemoAccount[] {
  const text = env[variable];
  Reflect.deleteProperty(env, variable);
  return text === undefined ? [] : (JSON.parse(text) as readonly DemoAccount[]);
}
