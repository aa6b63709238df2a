// Lint rules. The import rules (lint/layers.js) prove what the folders promise; the restricted
// names keep each dangerous power in the one file that wraps it.
import { fileURLToPath } from 'node:url';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { layersRule } from './lint/layers.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const muster = { rules: { layers: layersRule } };

/** Powers that one wrapper owns: [selector, what to use instead]. */
const powers = [
  [
    'CallExpression[callee.object.name="shell"][callee.property.name="openExternal"]',
    'shell/external-links.ts',
  ],
  ['MemberExpression[object.name="ipcMain"]', 'shell/ipc.ts'],
  ['CallExpression[callee.property.name="loadURL"]', 'shell/window.ts'],
  ['MemberExpression[object.name="safeStorage"]', 'the keychain vault'],
  ['MemberExpression[object.name="net"][property.name="fetch"]', 'shell/homeserver-fetch.ts'],
  ['ExportDefaultDeclaration', 'a named export'],
  ['TSEnumDeclaration', 'a union'],
];

const owners = {
  'electron/shell/external-links.ts': 'shell/external-links.ts',
  'electron/shell/ipc.ts': 'shell/ipc.ts',
  'electron/shell/window.ts': 'shell/window.ts',
  'electron/shell/homeserver-fetch.ts': 'shell/homeserver-fetch.ts',
};

function restricted(owner) {
  return [
    'error',
    ...powers
      .filter(([, instead]) => instead !== owner)
      .map(([selector, instead]) => ({ selector, message: `Use ${instead}.` })),
  ];
}

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'test-results/**', 'node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: root,
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { muster },
    rules: {
      'muster/layers': 'error',
      'no-restricted-syntax': restricted(null),
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: { 'svelte/no-at-html-tags': 'error', 'svelte/no-target-blank': 'error' },
  },
  ...Object.entries(owners).map(([file, owner]) => ({
    files: [file],
    rules: { 'no-restricted-syntax': restricted(owner) },
  })),
  {
    files: ['test/**', 'build/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['**/*.config.ts', 'build/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['electron/**', 'renderer/**', 'build/**'],
    rules: {
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Waits go through the clock, which bounds them. The others wait for a fixed time.
    files: ['electron/**'],
    ignores: [
      'electron/core/host/system.ts',
      'electron/matrix/pacer.ts',
      'electron/shell/connect-probe.ts',
      'electron/loopback/call-socket.ts',
    ],
    rules: { 'no-restricted-globals': ['error', 'setTimeout', 'setInterval'] },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
