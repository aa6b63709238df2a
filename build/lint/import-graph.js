// Which file imports which, and whether that goes round in a circle. Type-only imports count, too: a
// circle of them is two files that can't be understood apart.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { resolve } from './layers.js';

/** @typedef {ReadonlyMap<string, readonly string[]>} Graph Files by their imports, relative to the root. */

/** The files of the project that `source`, the text of `file`, imports. */
export function importsOf(file, source) {
  const script = file.endsWith('.svelte') ? scriptsOf(source) : source;
  return ts
    .preProcessFile(script, true, true)
    .importedFiles.map(({ fileName }) => resolve(file, fileName))
    .filter((imported) => imported !== null);
}

function scriptsOf(markup) {
  return [...markup.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code).join('\n');
}

/** Of every source file under `folders`. `root`: an absolute path. */
export function readGraph(root, folders) {
  const graph = new Map();
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true })) {
      const file = `${folder}/${name.replaceAll('\\', '/')}`;
      if (/\.(ts|js|svelte)$/.test(file)) {
        graph.set(file, importsOf(file, readFileSync(join(root, file), 'utf8')));
      }
    }
  }
  return graph;
}

/** The files of one circle in the order of their imports, or null where there is none. */
export function findCircle(graph) {
  const done = new Set();
  const path = [];
  const visit = (file) => {
    const at = path.indexOf(file);
    if (at >= 0) return path.slice(at);
    if (done.has(file)) return null;
    path.push(file);
    for (const imported of graph.get(file) ?? []) {
      const circle = visit(imported);
      if (circle) return circle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return null;
}
