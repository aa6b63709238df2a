// Rows 1 and 23: the process, with all its children, calls nobody but the homeserver of an account,
// and asks for no name. In a network of its own, where everything that it sends is counted. Ten
// minutes each with `npm test -- --long`, else as long as it takes to see what a start asks for.
import { test as base } from '@playwright/test';
import { runLonely } from '../../fixtures/lonely-network.ts';
import { startDisplay } from '../../fixtures/display.ts';
import { startKeyring } from '../../fixtures/keyring.ts';

const lasts = process.env['MUSTER_LONG'] === '1' ? 600_000 : 15_000;

const test = base.extend<{ surroundings: NodeJS.ProcessEnv }>({
  surroundings: async ({}, use) => {
    const display = await startDisplay();
    const keyring = await startKeyring('unlocked');
    await use(keyring.env);
    await keyring.stop();
    await display.stop();
  },
});

test.setTimeout(lasts + 60_000);

const nobody = { names: [], strangers: [], packets: 0, ranToTheEnd: true };

test('without an account it calls nobody', async ({ surroundings }) => {
  const seen = await runLonely({ demo: false, lasts, language: 'de' }, surroundings);
  test.expect(seen).toEqual({ ...nobody, connections: 0, toHomeserver: 0, requests: 0 });
});

test('with accounts it calls their homeserver alone', async ({ surroundings }) => {
  const seen = await runLonely({ demo: true, lasts, language: 'de' }, surroundings);
  test.expect(seen).toMatchObject({ ...nobody, connections: seen.toHomeserver });
  test.expect(seen.requests, 'lists were read').toBeGreaterThan(4);
});
