// The files of the window and the headers they go out with, for both hosts: app:// in Electron and
// http on 127.0.0.1. Files are read once and answered from memory, so that no path is ever joined
// with what a page asks for.
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** From "/assets/x.js" to its bytes. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
]);

/** Reads every file below `folder`. A file of an unknown type is a mistake of the build: it throws. */
export async function loadPageFiles(folder: string): Promise<PageFiles> {
  return new Map(await readTree(folder, ''));
}

// Not readdir's `recursive`: inside an asar archive older Electrons don't know it.
async function readTree(folder: string, prefix: string): Promise<[string, PageFile][]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const parts = entries.map(async (entry): Promise<[string, PageFile][]> => {
    const key = `${prefix}/${entry.name}`;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return readTree(path, key);
    const type = types.get(extname(entry.name));
    if (type === undefined) throw new Error(`no content type for ${key}`);
    return [[key, { bytes: new Uint8Array(await readFile(path)), type }]];
  });
  return (await Promise.all(parts)).flat();
}

/**
 * The Content-Security-Policy of the window. `svelte-trusted-html` is the policy that Svelte's own
 * templates create; `{@html}` could use it as well, so lint forbids that.
 */
export function contentSecurityPolicy(connectTo: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src ${connectTo}`,
    "frame-src 'none'",
    "worker-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ');
}

/**
 * Goes out with every answer, refusals too. DNS prefetch has a header of its own because no policy
 * stops it: the name in a link would be asked for.
 */
export function pageHeaders(connectTo: string): Readonly<Record<string, string>> {
  return Object.freeze({
    'Content-Security-Policy': contentSecurityPolicy(connectTo),
    'X-Content-Type-Options': 'nosniff',
    'X-DNS-Prefetch-Control': 'off',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
}
