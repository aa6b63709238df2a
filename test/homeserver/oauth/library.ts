// Loads oidc-provider, on Node 20 too: all that its entry file adds is a warning there, so the files
// behind it are loaded. It takes a third of a second, so only servers that have OAuth pay for it:
// elsewhere it is imported with `import type`, which leaves nothing to load.
import type { Provider, errors } from 'oidc-provider';

export interface Library {
  readonly Provider: typeof Provider;
  readonly InvalidScope: typeof errors.InvalidScope;
}

export async function loadLibrary(): Promise<Library> {
  supplyUrlParse();
  const [{ Provider }, { InvalidScope }] = await Promise.all([
    import('oidc-provider/lib/provider.js'),
    import('oidc-provider/lib/helpers/errors.js'),
  ]);
  return { Provider, InvalidScope };
}

/** The one thing that the library uses and Node 20 lacks. */
function supplyUrlParse(): void {
  if ('parse' in URL) return;
  const parse = (text: string, base?: string) =>
    URL.canParse(text, base) ? new URL(text, base) : null;
  Object.defineProperty(URL, 'parse', { value: parse, configurable: true, writable: true });
}
