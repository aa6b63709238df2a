// What electron-builder is told: how one platform's runtime and Muster's files become a folder or an
// application. Linux's packages are made of that folder (linux/); installers of Windows and images of
// macOS are electron-builder's own.
import type { Configuration } from 'electron-builder';
import { PACKAGER } from '../../electron/shared/packager.ts';
import type { FileSet } from './files.ts';
import { fuses } from './fuses.ts';
import { prune } from './prune.ts';
import type { Runtime } from './runtime.ts';

export interface BuilderOptions {
  readonly files: readonly FileSet[];
  /** The file with the third-party notices. */
  readonly notices: string;
  /** Where everything is written, relative to the checkout. */
  readonly output: string;
  readonly runtime: Exclude<Runtime, { readonly kind: 'none' }>;
  /** The tests' own build: see fuses.ts. */
  readonly driven: boolean;
  /** The system that builds. */
  readonly host: NodeJS.Platform;
}

/** Muster speaks English. */
const LANGUAGES = ['en-US'];

export function builderConfiguration(options: BuilderOptions): Configuration {
  const { files, notices, output, runtime, driven, host } = options;
  return {
    appId: PACKAGER.appId,
    productName: PACKAGER.name,
    copyright: `Copyright ${PACKAGER.maintainer.name}`,
    directories: { output, buildResources: 'build/packages' },
    // Names what it isn't: a list without a plain pattern would begin with everything.
    files: ['!**/*', 'package.json', ...files.map((set) => ({ ...set, filter: [...set.filter] }))],
    extraResources: [{ from: notices, to: 'THIRD-PARTY-NOTICES.txt' }],
    extraMetadata: {
      author: PACKAGER.maintainer,
      homepage: PACKAGER.homepage,
      // Wayland finds the menu entry, and so the icon, by it.
      desktopName: `${PACKAGER.appId}.desktop`,
    },
    asar: { smartUnpack: false },
    asarUnpack: ['**/*.node'],
    electronLanguages: LANGUAGES,
    electronFuses: {
      ...fuses(driven, runtime.version),
      // An edited program has no valid signature, and Apple's processors start none without one.
      resetAdHocDarwinSignature: host === 'darwin',
    },
    electronVersion: runtime.version,
    ...(runtime.kind === 'folder' ? { electronDist: runtime.folder } : {}),
    npmRebuild: false,
    publish: null,
    afterPack: prune,
    linux: { executableName: 'muster', category: 'Utility', executableArgs: [], target: 'dir' },
    win: {
      icon: 'build/packages/icons/muster.ico',
      legalTrademarks: PACKAGER.name,
      requestedExecutionLevel: 'asInvoker',
    },
    nsis: {
      oneClick: true,
      perMachine: false,
      allowElevation: false,
      deleteAppDataOnUninstall: false,
      artifactName: '${productName}-${version}-${arch}-setup.${ext}',
    },
    portable: { artifactName: '${productName}-${version}-${arch}-portable.${ext}' },
    mac: {
      icon: 'build/packages/icons/muster.icns',
      category: 'public.app-category.utilities',
      hardenedRuntime: true,
      entitlements: 'build/packages/entitlements.plist',
      entitlementsInherit: 'build/packages/entitlements.plist',
      // Where there is no certificate, electron-builder signs nothing and says so.
      notarize: (process.env['APPLE_API_KEY'] ?? '') !== '',
      x64ArchFiles: '**/*.node',
      artifactName: '${productName}-${version}-${arch}.${ext}',
    },
    dmg: { sign: false },
  };
}
