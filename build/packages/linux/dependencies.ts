// What the runtime and the keychain module link to, by the names of packages. Debian 13 and Ubuntu
// 24.04 renamed some ("t64"); Debian 12 and Ubuntu 22.04 have the old names.

export const debDepends: readonly string[] = [
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatk1.0-0t64 | libatk1.0-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libc6 (>= 2.31)',
  'libcairo2',
  'libcups2t64 | libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libglib2.0-0t64 | libglib2.0-0',
  'libgtk-3-0t64 | libgtk-3-0',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libsecret-1-0',
  'libstdc++6',
  'libudev1',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  'xdg-utils',
];

/** A Secret Service to keep sign-ins in, and what shows notices. */
export const debRecommends: readonly string[] = [
  'gnome-keyring | kwalletmanager | keepassxc',
  'libnotify4',
];

/** Fedora. rpm packages of other distributions call some of them differently: they are sonames there. */
export const rpmDepends: readonly string[] = [
  'alsa-lib',
  'at-spi2-core',
  'cairo',
  'cups-libs',
  'dbus-libs',
  'expat',
  'glib2',
  'gtk3',
  'libX11',
  'libXcomposite',
  'libXdamage',
  'libXext',
  'libXfixes',
  'libXrandr',
  'libdrm',
  'libsecret',
  'libxcb',
  'libxkbcommon',
  'mesa-libgbm',
  'nspr',
  'nss',
  'pango',
  'systemd-libs',
  'xdg-utils',
];

export const rpmRecommends: readonly string[] = ['gnome-keyring', 'libnotify'];
