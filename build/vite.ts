// How each part is built: one Vite config for each file or folder in dist/.
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { InlineConfig } from 'vite';
import { recordPackages } from './bundled-packages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist`;

const common = {
  root,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
  define: { MUSTER_PACKAGED: 'false' },
} as const satisfies InlineConfig;

/** Where a build of four seconds spends its time is no warning. */
const checks = { pluginTimings: false };

/** A program for Node or Electron's main: one ES module. `kept` stays a package of its own. */
export function program(entry: string, file: string, kept: readonly string[]): InlineConfig {
  return {
    ...common,
    ssr: { target: 'node', noExternal: true, external: [...kept] },
    build: {
      ssr: entry,
      outDir: dist,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        checks,
        external: [...kept],
        output: { format: 'es', entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

/** A script that something else loads: one file in an older format. */
function script(entry: string, file: string, format: 'cjs' | 'iife'): InlineConfig {
  return {
    ...common,
    build: {
      lib: { entry, formats: [format], fileName: () => file, name: 'muster' },
      outDir: dist,
      emptyOutDir: false,
      target: 'chrome130',
      minify: false,
      rolldownOptions: { checks, external: ['electron'] },
    },
  };
}

/** What each part of a package was made of: see bundled-packages.ts. */
export const records = {
  main: `${dist}/notices/main.json`,
  preload: `${dist}/notices/preload.json`,
  renderer: `${dist}/notices/renderer.json`,
} as const;

// Native modules and Electron can't be bundled.
export const mainConfig = program('electron/main.ts', 'main.js', ['electron', 'libsql']);

/** The keychain's library is loaded in a process of its own, and nowhere else. */
export const keychainConfig = program('electron/keychain.ts', 'keychain.js', ['keytar']);

/** The one file in which what people install differs from a checkout. */
export const packagedMainConfig: InlineConfig = {
  ...mainConfig,
  plugins: [recordPackages(records.main)],
  define: { MUSTER_PACKAGED: 'true' },
  build: { ...mainConfig.build, outDir: `${dist}/packaged` },
};

/** A sandboxed preload must be one CommonJS file. */
export const preloadConfig: InlineConfig = {
  ...script('electron/preload.ts', 'preload.cjs', 'cjs'),
  plugins: [recordPackages(records.preload)],
};

/** For development: the part of main that a late runtime must be given early. */
export const lateRuntimeConfig = script('build/late-runtime.ts', 'late-runtime.cjs', 'cjs');

/** No inline script, style or source map: the window's policy allows none, and packages need none. */
export const rendererConfig: InlineConfig = {
  ...common,
  root: `${root}renderer`,
  base: './',
  plugins: [svelte({ configFile: false }), recordPackages(records.renderer)],
  build: {
    outDir: `${dist}/renderer`,
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: { checks },
  },
};

/** The second host and its page script; not part of a package. */
export const loopbackConfig = program('electron/loopback/host.ts', 'loopback.js', ['libsql', 'ws']);
export const bridgeConfig = script(
  'electron/loopback/browser-bridge.ts',
  'browser-bridge.js',
  'iife',
);
