// How large a picture says it is, read from its first bytes. A small file can hold a picture that
// fills the memory, so it is asked before anything decodes it. Pure.

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * In pixels. Null for what is neither PNG nor JPEG, the formats of thumbnails, and for a JPEG that
 * decoders could read in another way.
 */
export function pictureSize(bytes: Uint8Array<ArrayBuffer>): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 24) return null;
  if (view.getUint32(0) === 0x89504e47)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  return view.getUint16(0) === 0xffd8 ? jpegSize(view) : null;
}

/** Goes from segment to segment until one begins a frame (SOF, ITU T.81 table B.1). */
function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (!hasLength(marker)) return null;
    if (beginsFrame(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** Not so the restart markers, the end, and bytes that only fill. */
function hasLength(marker: number): boolean {
  return (marker >= 0xc0 && marker < 0xd0) || (marker >= 0xda && marker < 0xff);
}

function beginsFrame(marker: number): boolean {
  return marker >= 0xc0 && marker < 0xd0 && ![0xc4, 0xc8, 0xcc].includes(marker);
}
