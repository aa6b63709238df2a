// Builds and serves the gallery, with the policy that the app has, so that what it forbids shows here.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const root = new URL('.', import.meta.url).pathname;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

export default defineConfig({
  root,
  plugins: [svelte()],
  build: {
    outDir: '../../out/gallery',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'chrome130',
  },
  preview: { port: 4173, strictPort: true, headers: { 'Content-Security-Policy': policy } },
});
