// What Electron must hear before it is ready.
import { app, protocol } from 'electron';

/** The trace that registering a scheme leaves on Electron's own command line. */
const trace = 'standard-schemes';

/**
 * Turns the sandbox on for every process and makes app:// an origin of its own, without service
 * workers, CORS or a way around the policy. A second time, in development, it does nothing: see
 * build/late-runtime.ts.
 */
export function prepareBeforeReady(): void {
  if (!MUSTER_PACKAGED && app.commandLine.hasSwitch(trace)) return;
  // Enabling takes `--no-sandbox` back, and then nothing starts as root. Packages refuse it anyway.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true } },
  ]);
}
