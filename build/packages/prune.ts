// What a copied runtime has and a package must not: Electron's own demo, its version file, execute
// bits of libraries, and the template's requests for camera, microphone and unencrypted addresses.
import type { AfterPackContext } from 'electron-builder';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import plist from 'plist';

/** electron-builder's `afterPack`: before fuses are burnt and anything is signed. */
export async function prune({
  appOutDir,
  electronPlatformName,
  packager,
}: AfterPackContext): Promise<void> {
  const contents = join(appOutDir, `${packager.appInfo.productFilename}.app/Contents`);
  const resources = electronPlatformName === 'darwin' ? `${contents}/Resources` : 'resources';
  await rm(join(appOutDir, 'version'), { force: true });
  await rm(join(appOutDir, resources, 'default_app.asar'), { force: true });
  if (electronPlatformName === 'linux') await setModes(appOutDir);
  if (electronPlatformName === 'darwin') await cleanPlist(join(contents, 'Info.plist'));
}

/** Programs of a Linux runtime. With the setuid bit the sandbox needs no user namespaces. */
const programs: ReadonlyMap<string, number> = new Map([
  ['muster', 0o755],
  ['chrome_crashpad_handler', 0o755],
  ['chrome-sandbox', 0o4755],
]);

/** The same modes whatever the runtime's archive and the umask said. */
async function setModes(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else
      await chmod(path, (path === join(folder, entry.name) && programs.get(entry.name)) || 0o644);
  }
}

/** What the template asks for, and Muster doesn't. Its requests go out by Electron's own network stack. */
const unwanted =
  /^NS(?:Camera|Microphone|AudioCapture|Bluetooth\w*)UsageDescription$|^NSAppTransportSecurity$/;

async function cleanPlist(file: string): Promise<void> {
  const entries = Object.entries(plist.parse(await readFile(file, 'utf8')));
  const kept = entries.filter(([key]) => !unwanted.test(key));
  await writeFile(file, plist.build(Object.fromEntries(kept)));
}
