// Draws a picture of a stranger on a canvas: the policy of the page lets no address load one.
import { pictureSize, type PictureSize } from './picture-size.ts';

/** Longest side of a picture that is decoded, in pixels. */
const SIDE_MAX = 1_024;

/** Draws it as large as the canvas takes it, in the middle. False where it can't be drawn. */
export async function drawPicture(canvas: HTMLCanvasElement, base64: string): Promise<boolean> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const size = pictureSize(bytes);
  const context = canvas.getContext('2d');
  if (size === null || !context || Math.max(size.width, size.height) > SIDE_MAX) return false;
  const { width, height } = fitted(size, canvas);
  const bitmap = await decoded(bytes, { width, height });
  if (bitmap === null) return false;
  context.drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2);
  bitmap.close();
  return true;
}

function fitted({ width, height }: PictureSize, into: PictureSize): PictureSize {
  const scale = Math.min(into.width / width, into.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function decoded(
  bytes: Uint8Array<ArrayBuffer>,
  { width, height }: PictureSize,
): Promise<ImageBitmap | null> {
  return createImageBitmap(new Blob([bytes]), {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  }).catch(() => null);
}
