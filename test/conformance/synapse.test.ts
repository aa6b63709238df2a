// A real Synapse, where MUSTER_SYNAPSE=1 says that it can be started; `npm test` finds that out.
import { describe } from 'vitest';
import { startSynapse } from '../synapse/synapse-server.ts';
import { describeConformance } from './suite.ts';

describe.skipIf(process.env['MUSTER_SYNAPSE'] !== '1')('real', () => {
  describeConformance('Synapse', 'synapse', startSynapse);
});
