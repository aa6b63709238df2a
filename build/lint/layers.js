// ESLint rule `muster/layers`: a folder's name is a promise about what its files may import.
// Pure decision in `judgeImport`, so that a test can go through the table without ESLint.

/**
 * What each tier may import: other tiers, packages, and whether `node:` modules are allowed.
 * A file belongs to the tier with the longest matching folder. `folder/**` also allows the tiers below.
 */
export const tiers = [
  { folder: 'electron/shared', tiers: [], packages: [], node: false },
  {
    folder: 'electron/matrix',
    tiers: ['electron/shared'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'electron/matrix/http',
    tiers: ['electron/shared', 'electron/matrix'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'electron/matrix/discovery',
    tiers: ['electron/shared', 'electron/matrix', 'electron/matrix/http'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'electron/matrix/login',
    tiers: ['electron/shared', 'electron/matrix', 'electron/matrix/http'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'electron/matrix/oauth',
    tiers: [
      'electron/shared',
      'electron/matrix',
      'electron/matrix/http',
      'electron/matrix/discovery',
      'electron/matrix/login',
    ],
    packages: ['zod', 'oauth4webapi'],
    node: false,
  },
  {
    folder: 'electron/matrix/uia',
    tiers: ['electron/shared', 'electron/matrix', 'electron/matrix/http'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'electron/matrix/trust',
    tiers: ['electron/shared', 'electron/matrix'],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/matrix/account',
    tiers: [
      'electron/shared',
      'electron/matrix',
      'electron/matrix/http',
      'electron/matrix/oauth',
      'electron/matrix/uia',
    ],
    packages: ['zod'],
    node: false,
  },
  { folder: 'electron/audit', tiers: ['electron/shared'], packages: [], node: false },
  {
    folder: 'electron/core',
    tiers: ['electron/shared', 'electron/matrix/**'],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/core/host',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/core'],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/core/changes',
    tiers: ['electron/shared', 'electron/matrix/**'],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/core/store',
    tiers: ['electron/shared', 'electron/audit', 'electron/core', 'electron/core/changes'],
    packages: ['libsql'],
    node: true,
  },
  {
    folder: 'electron/core/tokens',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/core'],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/core/keychain',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/core', 'electron/core/tokens'],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/core/accounts',
    tiers: [
      'electron/shared',
      'electron/matrix/**',
      'electron/core',
      'electron/core/store',
      'electron/core/tokens',
    ],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/core/sessions',
    tiers: [
      'electron/shared',
      'electron/matrix/**',
      'electron/audit',
      'electron/core',
      'electron/core/changes',
      'electron/core/store',
      'electron/core/tokens',
      'electron/core/accounts',
    ],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/core/history',
    tiers: [
      'electron/shared',
      'electron/matrix/**',
      'electron/core',
      'electron/core/changes',
      'electron/core/store',
    ],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/core/watch',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/audit', 'electron/core'],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/core/sign-in',
    tiers: [
      'electron/shared',
      'electron/matrix/**',
      'electron/core',
      'electron/core/tokens',
      'electron/core/accounts',
    ],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/core/sign-out',
    tiers: [
      'electron/shared',
      'electron/matrix/**',
      'electron/audit',
      'electron/core',
      'electron/core/store',
      'electron/core/accounts',
    ],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/core/exports',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/audit', 'electron/core'],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/ipc',
    tiers: ['electron/shared', 'electron/core/**', 'electron/audit'],
    packages: ['zod'],
    node: false,
  },
  {
    folder: 'electron/shell',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/core/**', 'electron/ipc'],
    packages: ['electron'],
    node: true,
  },
  {
    folder: 'electron/loopback',
    tiers: [
      'electron/shared',
      'electron/matrix/**',
      'electron/core/**',
      'electron/ipc',
      'electron/compose.ts',
    ],
    packages: ['ws'],
    node: true,
  },
  {
    folder: 'electron/loopback/browser-bridge.ts',
    tiers: ['electron/shared'],
    packages: [],
    node: false,
  },
  {
    folder: 'electron/preload.ts',
    tiers: ['electron/shared'],
    packages: ['electron'],
    node: false,
  },
  {
    folder: 'electron/compose.ts',
    tiers: ['electron/shared', 'electron/matrix/**', 'electron/core/**', 'electron/ipc'],
    packages: [],
    node: true,
  },
  {
    folder: 'electron/keychain.ts',
    tiers: ['electron/core', 'electron/core/keychain'],
    packages: ['keytar'],
    node: false,
  },
  {
    folder: 'electron/main.ts',
    tiers: [
      'electron/shared',
      'electron/core/**',
      'electron/ipc',
      'electron/shell',
      'electron/compose.ts',
    ],
    packages: ['electron'],
    node: true,
  },
  {
    folder: 'renderer',
    tiers: ['electron/shared', 'electron/audit'],
    packages: ['svelte', 'bits-ui', '@lucide/svelte', 'uqr'],
    node: false,
  },
];

/** The tier of a path relative to the root, or undefined for files that no tier covers. */
export function tierOf(path) {
  return tiers
    .filter((tier) => path === tier.folder || path.startsWith(`${tier.folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
}

/**
 * Why `file` may not import `source`, or null if it may. Both paths relative to the root;
 * `resolved` is the imported file's path, or null for a package.
 */
export function judgeImport(file, source, resolved) {
  const tier = tierOf(file);
  if (!tier) return null;
  if (resolved !== null) {
    if (resolved.startsWith('test/')) return `${tier.folder} must not import tests`;
    const target = tierOf(resolved);
    if (target === tier) return null;
    if (target && tier.tiers.some((allowed) => covers(allowed, target.folder))) return null;
    return `${tier.folder} must not import ${target ? target.folder : resolved}`;
  }
  if (source.startsWith('node:'))
    return tier.node ? null : `${tier.folder} must not import ${source}`;
  const name = source.startsWith('@')
    ? source.split('/').slice(0, 2).join('/')
    : source.split('/')[0];
  return tier.packages.includes(name) ? null : `${tier.folder} must not import the package ${name}`;
}

function covers(allowed, folder) {
  if (!allowed.endsWith('/**')) return allowed === folder;
  const top = allowed.slice(0, -'/**'.length);
  return folder === top || folder.startsWith(`${top}/`);
}

/** The path of what `file` imports as `source`, relative to the root; null for a package. */
export function resolve(file, source) {
  if (!source.startsWith('.')) return null;
  const parts = file.split('/').slice(0, -1);
  for (const part of source.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/').replace(/\?.*$/, '');
}

/** @type {import('eslint').Rule.RuleModule} */
export const layersRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename.slice(context.cwd.length + 1).replaceAll('\\', '/');
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const message = judgeImport(file, node.source.value, resolve(file, node.source.value));
      if (message) context.report({ node: node.source, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
