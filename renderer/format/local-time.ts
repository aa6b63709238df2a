// Texts of times in the system's time zone, also after that has changed: what Intl makes keeps the zone
// that it was made in.

type Options = Intl.DateTimeFormatOptions;

/** English, day before month. */
export class LocalTime {
  readonly #options: Options;
  #zone = '';
  #made = new Intl.DateTimeFormat('en-GB');

  constructor(options: Options) {
    this.#options = options;
  }

  /** `at` in milliseconds since 1970. */
  format(at: number): string {
    const zone = zoneNow();
    if (zone !== this.#zone) {
      this.#zone = zone;
      this.#made = new Intl.DateTimeFormat('en-GB', this.#options);
    }
    return this.#made.format(at);
  }
}

/** What tells zones apart, in less time than their name takes: how far they are from UTC over a year. */
function zoneNow(): string {
  const year = new Date().getFullYear();
  return [0, 3, 6, 9].map((month) => new Date(year, month, 1).getTimezoneOffset()).join();
}
