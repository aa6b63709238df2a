// The whole server behind app://: exact paths of one origin, by GET. Pure; app-protocol.ts plugs it in.
import { pageHeaders, type PageFiles } from '../core/host/page-files.ts';
import { appOrigin } from './app-address.ts';

/** The window has no network at all: what it asks for, it asks main. */
const headers = pageHeaders("'none'");

export function answer(files: PageFiles, request: { method: string; url: string }): Response {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers });
  const file = request.url.startsWith(`${appOrigin}/`)
    ? files.get(request.url.slice(appOrigin.length))
    : undefined;
  if (!file) return new Response(null, { status: 404, headers });
  return new Response(file.bytes, { headers: { ...headers, 'Content-Type': file.type } });
}
