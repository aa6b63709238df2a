// What package-lock.json promises: where each package comes from, that it can't be another, and what
// people get of it. Pure.

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Without a `resolved`, a package comes from the registry that npm is set to, by its hash. */
const REGISTRY = 'https://registry.npmjs.org/';
/** Packages that come with a release, one for each that a user gets on one system. */
const RUNTIME_MAX = 7;

/** One sentence for each fault. */
export function lockfileProblems(lockfile: Lockfile): readonly string[] {
  const locked = Object.entries(lockfile.packages).filter(([path]) => path !== '');
  const runtime = runtimePackages(lockfile);
  return [
    ...locked
      .filter(([, { resolved }]) => resolved?.startsWith(REGISTRY) === false)
      .map(([path]) => `${path} does not come from the npm registry`),
    ...locked
      .filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true)
      .map(([path]) => `${path} has no sha512`),
    ...(runtime.length > RUNTIME_MAX
      ? [
          `${runtime.length} runtime dependencies, ${RUNTIME_MAX} are allowed: ${runtime.join(', ')}`,
        ]
      : []),
  ];
}

/** By name. libsql's binaries count once: a system gets one of them. */
export function runtimePackages({ packages }: Lockfile): readonly string[] {
  const names = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => path.replace(/^.*node_modules\//, '').replace(/^@libsql\/.*/, '@libsql/*'));
  return [...new Set(names)].sort();
}
