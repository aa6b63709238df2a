// The picture of an identity provider, asked for before anybody is signed in (spec "Content
// repository": for these the calls without a token stay). What comes is bytes from a stranger: small,
// and begun like a thumbnail, which is PNG or JPEG.
import { sendForBytes } from '../http/request.ts';
import type { MatrixPorts } from '../types.ts';
import { endpointUrl } from '../http/url.ts';

const BYTES_MAX = 128 * 1024;
/** In pixels: a mark of 22 on a screen of double density, and a little more. */
const SIZE = '48';

const beginnings: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], // PNG
  [0xff, 0xd8, 0xff], // JPEG
];

/** `icon`: `mxc://server/id` as `GET /login` names it. Null where there is no picture to be had. */
export async function fetchProviderIcon(
  ports: MatrixPorts,
  baseUrl: string,
  icon: string,
): Promise<Uint8Array | null> {
  const [, server = '', id = ''] = /^mxc:\/\/([^/]+)\/([^/]+)$/.exec(icon) ?? [];
  const path = ['_matrix', 'media', 'v3', 'thumbnail', server, id];
  const address = endpointUrl(baseUrl, path);
  if (address === null) return null;
  const query = new URLSearchParams({ width: SIZE, height: SIZE, method: 'scale' });
  const url = `${address}?${query.toString()}`;
  const bytes = await sendForBytes(ports, { method: 'GET', url, token: null }, BYTES_MAX);
  return bytes !== null && beginnings.some((known) => beginsWith(bytes, known)) ? bytes : null;
}

function beginsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}
