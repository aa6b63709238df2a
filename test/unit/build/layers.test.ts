import { describe, expect, it } from 'vitest';
import { judgeImport, tiers } from '../../../build/lint/layers.js';

/** [file, import as written, resolved path or null for a package, allowed?] */
const table: readonly (readonly [string, string, string | null, boolean])[] = [
  ['electron/shared/model.ts', './ids.ts', 'electron/shared/ids.ts', true],
  ['electron/shared/model.ts', 'zod', null, false],
  ['electron/shared/model.ts', '../matrix/types.ts', 'electron/matrix/types.ts', false],
  ['electron/matrix/account/wire.ts', 'zod', null, true],
  ['electron/matrix/oauth/grant.ts', '../login/wire.ts', 'electron/matrix/login/wire.ts', true],
  ['electron/matrix/login/login.ts', '../oauth/code.ts', 'electron/matrix/oauth/code.ts', false],
  ['electron/matrix/http/request.ts', '../uia/uia.ts', 'electron/matrix/uia/uia.ts', false],
  ['electron/matrix/trust/trust.ts', '../http/call.ts', 'electron/matrix/http/call.ts', false],
  ['electron/matrix/http/request.ts', 'node:fs', null, false],
  ['electron/matrix/http/request.ts', '../core/log.ts', 'electron/core/log.ts', false],
  ['electron/core/store/database.ts', 'libsql', null, true],
  ['electron/core/store/database.ts', 'node:fs', null, true],
  ['electron/core/accounts/accounts.ts', 'electron', null, false],
  ['electron/core/accounts/accounts.ts', '../../shell/ipc.ts', 'electron/shell/ipc.ts', false],
  [
    'electron/core/sessions/sessions.ts',
    '../store/session-store.ts',
    'electron/core/store/session-store.ts',
    true,
  ],
  [
    'electron/core/store/session-store.ts',
    '../sessions/sessions.ts',
    'electron/core/sessions/sessions.ts',
    false,
  ],
  ['electron/core/log.ts', './host/log-file.ts', 'electron/core/host/log-file.ts', false],
  [
    'electron/ipc/handlers.ts',
    '../core/sign-in/sign-in.ts',
    'electron/core/sign-in/sign-in.ts',
    true,
  ],
  ['electron/ipc/schemas.ts', 'zod', null, true],
  ['electron/ipc/schemas.ts', '../matrix/types.ts', 'electron/matrix/types.ts', false],
  ['electron/shell/window.ts', 'electron', null, true],
  ['electron/shell/window.ts', '../../renderer/main.ts', 'renderer/main.ts', false],
  ['electron/preload.ts', 'electron', null, true],
  ['electron/preload.ts', './core/log.ts', 'electron/core/log.ts', false],
  ['electron/loopback/server.ts', 'electron', null, false],
  ['electron/loopback/browser-bridge.ts', 'ws', null, false],
  ['renderer/bridge.ts', '../electron/shared/api.ts', 'electron/shared/api.ts', true],
  ['renderer/bridge.ts', '../electron/core/log.ts', 'electron/core/log.ts', false],
  ['renderer/state/app.svelte.ts', 'zod', null, false],
  ['renderer/state/app.svelte.ts', 'node:path', null, false],
  ['renderer/ui/Icon.svelte', '@lucide/svelte/icons/x', null, true],
  ['electron/core/accounts/accounts.ts', '../../run.ts', 'test/run.ts', false],
];

describe('what a folder may import', () => {
  it.each(table)('%s importing %s', (file, source, resolved, allowed) => {
    expect(judgeImport(file, source, resolved) === null).toBe(allowed);
  });

  it('gives the electron package to the shell, the preload and main alone', () => {
    const importers = tiers.filter((tier) => tier.packages.includes('electron'));
    expect(importers.map((tier) => tier.folder)).toEqual([
      'electron/shell',
      'electron/preload.ts',
      'electron/main.ts',
    ]);
  });

  it('gives the network-free renderer no package that could open a connection', () => {
    const renderer = tiers.find((tier) => tier.folder === 'renderer');
    expect(renderer?.packages).toEqual(['svelte', 'bits-ui', '@lucide/svelte', 'uqr']);
  });
});
