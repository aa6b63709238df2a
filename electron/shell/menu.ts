// The application menu: what people expect of their system, and nothing that a page could misuse.
import { Menu, type MenuItemConstructorOptions } from 'electron';

/** Copy and paste need the edit menu on macOS. Reload and developer tools are for development only. */
export function setMenu(): void {
  const mac = process.platform === 'darwin';
  const development: MenuItemConstructorOptions[] = MUSTER_PACKAGED
    ? []
    : [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }];
  const menus: MenuItemConstructorOptions[] = [
    mac ? { role: 'appMenu' } : { label: 'File', submenu: [{ role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        ...development,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(menus));
}
