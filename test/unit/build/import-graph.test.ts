import { describe, expect, it } from 'vitest';
import { findCircle, importsOf, readGraph } from '../../../build/lint/import-graph.js';

const root = new URL('../../../', import.meta.url).pathname;

describe('the imports of a file', () => {
  it('are found in every form, types too', () => {
    const source = `
      import { a } from './a.ts';
      import type { B } from '../b.ts';
      import c, { type D } from "./c.ts";
      export { e } from './e.ts';
      export type { F } from './f.ts';
      export * from './g.ts';
      import './h.css';
      import sql from './i.sql?raw';
      const later = await import('./j.ts');
      type K = import('./k.ts').K;
      import fs from 'node:fs';
      import { z } from 'zod';
      // import './comment.ts';
      const text = "import './string.ts'";
    `;
    expect(importsOf('x/y/z.ts', source).sort()).toEqual(
      [
        'x/b.ts',
        ...['a.ts', 'c.ts', 'e.ts', 'f.ts', 'g.ts', 'h.css', 'i.sql', 'j.ts', 'k.ts'].map(
          (name) => `x/y/${name}`,
        ),
      ].sort(),
    );
  });

  it('are those of the scripts of a component', () => {
    const markup = `<!-- import './no.ts' -->
      <script module lang="ts">import { a } from './a.ts';</script>
      <script lang="ts">import B from '../B.svelte';</script>
      <p>import './text.ts'</p>`;
    expect(importsOf('x/y/Z.svelte', markup)).toEqual(['x/y/a.ts', 'x/B.svelte']);
  });
});

describe('a circle', () => {
  const graphOf = (imports: Readonly<Record<string, readonly string[]>>) =>
    new Map(Object.entries(imports));

  it('is found however long it is, and wherever one comes from', () => {
    const rest = { a: ['b', 'leaf'], b: ['c'], leaf: [] };
    expect(findCircle(graphOf({ ...rest, c: ['leaf', 'b'] }))).toEqual(['b', 'c']);
    expect(findCircle(graphOf({ ...rest, c: ['c'] }))).toEqual(['c']);
    expect(findCircle(graphOf({ ...rest, c: ['a'] }))).toEqual(['a', 'b', 'c']);
  });

  it('is none where two ways lead to one file', () => {
    expect(findCircle(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toBeNull();
  });

  it('is nowhere in the program and its tests', () => {
    const graph = readGraph(root, ['electron', 'renderer', 'build', 'test']);
    expect(graph.get('electron/main.ts')).toContain('electron/compose.ts');
    expect(graph.get('renderer/App.svelte')).toContain('renderer/state/app.svelte.ts');
    expect(graph.get('test/homeserver/server.ts')).toContain('test/homeserver/router.ts');
    expect(findCircle(graph)).toBeNull();
  });
});
