// Given to Electron with `-r` in development, for runtimes whose starter loads main only after
// Electron is ready. Electron's own starter doesn't need it. Not part of a package.
import { prepareBeforeReady } from '../electron/shell/before-ready.ts';

prepareBeforeReady();
