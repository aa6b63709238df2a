// The system's "Save as" dialog: the user names the one file that Muster may write outside its folder.
import { app, dialog, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import type { ExportFormat } from '../shared/model.ts';

const filters: Readonly<Record<ExportFormat, { name: string; extensions: string[] }>> = {
  csv: { name: 'CSV, for spreadsheets', extensions: ['csv'] },
  json: { name: 'JSON, for programs', extensions: ['json'] },
  pdf: { name: 'PDF, for printing and passing on', extensions: ['pdf'] },
  html: { name: 'Web page, for reading and printing', extensions: ['html'] },
};

/** The absolute path, or null when the user cancels; the system has asked whether to replace. */
export async function chooseFile(
  window: BrowserWindow | null,
  defaultName: string,
  format: ExportFormat,
): Promise<string | null> {
  if (!window) return null;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Export sessions',
    defaultPath: join(app.getPath('documents'), defaultName),
    filters: [filters[format]],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}
