// How Linux desktops know Muster: the entry in their menus and its page in software centres. Pure.
import { OZONE_HINT } from '../../../electron/shared/ozone-hint.ts';
import { PACKAGER } from '../../../electron/shared/packager.ts';
import type { Release } from '../changelog.ts';

export const SUMMARY = 'See and sign out the sessions of your Matrix accounts';

export const DESCRIPTION = [
  'Muster shows who is signed in to your Matrix accounts, and signs out what should not be there: one session or ten thousand, on any homeserver.',
  'It says of each session when and from where it was last seen, and whether it is verified. A confirmation lists exactly what goes before anything is sent, and at the end each session is gone, still there, or unknown, by reading the list again.',
];

/** freedesktop.org "Desktop Entry". `program`: a command, without arguments. */
export function desktopEntry(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${PACKAGER.name}`,
    'GenericName=Matrix Session Manager',
    `Comment=${SUMMARY}`,
    `Exec=${program} ${OZONE_HINT}`,
    `Icon=${PACKAGER.appId}`,
    'Terminal=false',
    'Categories=Utility;Security;',
    'Keywords=matrix;session;device;sign out;security;',
    'StartupNotify=true',
    `StartupWMClass=${PACKAGER.name}`,
    '',
  ].join('\n');
}

/** freedesktop.org "AppStream" metadata. */
export function metainfo(releases: readonly Release[]): string {
  const { appId, name, homepage, maintainer } = PACKAGER;
  const picture = (file: string): string => new URL(`screenshots/${file}`, homepage).href;
  return `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>${appId}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>Apache-2.0</project_license>
  <name>${name}</name>
  <summary>${SUMMARY}</summary>
  <description>
${DESCRIPTION.map((paragraph) => `    <p>${paragraph}</p>`).join('\n')}
  </description>
  <developer id="${appId.split('.').slice(0, 2).join('.')}"><name>${maintainer.name}</name></developer>
  <launchable type="desktop-id">${appId}.desktop</launchable>
  <url type="homepage">${homepage}</url>
  <screenshots>
    <screenshot type="default">
      <caption>The sessions of an account, and one of them in detail</caption>
      <image>${picture('main-window-light.png')}</image>
    </screenshot>
    <screenshot>
      <caption>The same in dark colours</caption>
      <image>${picture('main-window-dark.png')}</image>
    </screenshot>
  </screenshots>
  <provides><binary>muster</binary></provides>
  <content_rating type="oars-1.1"/>
  <releases>
${releases.map(release).join('\n')}
  </releases>
</component>
`;
}

function release({ version, date, changes }: Release): string {
  const items = changes.map((change) => `        <li>${escaped(change)}</li>`).join('\n');
  return `    <release version="${version}" date="${date}">
      <description>
      <ul>
${items}
      </ul>
      </description>
    </release>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
