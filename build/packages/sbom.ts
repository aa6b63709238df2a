// The software bill of materials of a package: CycloneDX 1.6, with what is bundled and the runtime. Pure.
import type { Component } from './components.ts';

export interface Bill {
  readonly version: string;
  /** Of Electron. */
  readonly runtime: string;
  readonly components: readonly Component[];
  /** Milliseconds since 1970: when the commit was made, so that the same commit gives the same bill. */
  readonly time: number;
}

export function sbom({ version, runtime, components, time }: Bill): object {
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(time).toISOString(),
      component: {
        type: 'application',
        'bom-ref': `muster@${version}`,
        name: 'muster',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components: [
      { ...library('electron', runtime, 'MIT'), type: 'framework' },
      ...components.map(({ name, version: its, licence }) => library(name, its, licence)),
    ],
  };
}

function library(name: string, version: string, licence: string) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    licenses: [{ license: { id: licence } }],
    purl,
  };
}
