// A report as a PDF: an unseen page that has the report and nothing else. It runs no script, reaches no
// network and leaves nothing on the disk.
import { Readable } from 'node:stream';
import type { Printed } from '../core/ports.ts';
import { createUnseenWindow, loadPage } from './window.ts';

/** As in `CorePorts`. What Chromium says of a failure means nothing to people, and is dropped. */
export async function printReport(
  html: Iterable<string>,
  id: string,
  signal: AbortSignal,
): Promise<Printed> {
  const window = await createUnseenWindow(`report-${id}`, () => answerWith(html));
  const stop = () => window.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await loadPage(window);
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      landscape: true,
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
    });
  } catch {
    return signal.aborted ? 'cancelled' : 'failed';
  } finally {
    signal.removeEventListener('abort', stop);
    if (!window.isDestroyed()) window.destroy();
  }
}

function answerWith(html: Iterable<string>): Response {
  const body = Readable.toWeb(Readable.from(html, { objectMode: false }));
  return new Response(body as ReadableStream<Uint8Array>, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}
