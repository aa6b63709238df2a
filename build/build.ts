// `npm run build`: builds every part into dist/.
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import {
  bridgeConfig,
  keychainConfig,
  lateRuntimeConfig,
  loopbackConfig,
  mainConfig,
  packagedMainConfig,
  preloadConfig,
  rendererConfig,
} from './vite.ts';

const configs = [
  mainConfig,
  packagedMainConfig,
  keychainConfig,
  preloadConfig,
  rendererConfig,
  lateRuntimeConfig,
  loopbackConfig,
  bridgeConfig,
];

export async function buildAll(): Promise<void> {
  await Promise.all(configs.map((config) => build(config)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAll();
