// Pictures of a server's identity providers: each is asked for once, however often it is shown.
import type { Result } from '../../electron/shared/errors.ts';

/** In base64; null where there is none to be had, which is no error. */
type Icon = string | null;

export class ProviderIcons {
  readonly #asked = new Map<string, Promise<Icon>>();

  get(providerId: string, ask: () => Promise<Result<Icon>>): Promise<Icon> {
    const known = this.#asked.get(providerId);
    if (known) return known;
    const icon = ask().then((result) => (result.ok ? result.value : null));
    this.#asked.set(providerId, icon);
    return icon;
  }

  /** Another server may use the same ids. */
  forget(): void {
    this.#asked.clear();
  }
}
