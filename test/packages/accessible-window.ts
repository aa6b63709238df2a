// The window of an installed Muster as a person has it: found by what a screen reader is told, driven
// by a synthetic mouse and keyboard. A release has no other door.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { OrdinaryUser } from './ordinary-user.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How long something may take to appear. */
const PATIENCE = 40_000;

export class AccessibleWindow {
  readonly #user: OrdinaryUser;
  readonly #reader: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;

  constructor(user: OrdinaryUser) {
    this.#user = user;
    // Its text, because the user may not be able to read the checkout.
    const script = readFileSync(new URL('accessible-window.py', import.meta.url), 'utf8');
    this.#reader = user.spawn('python3', ['-W', 'ignore', '-c', script]);
    this.#lines = createInterface({ input: this.#reader.stdout });
  }

  close(): void {
    this.#reader.kill();
  }

  /** Waits until it is shown. Roles are AT-SPI's: "push button", "entry", "table row". */
  async find(role: string, name: RegExp): Promise<Place> {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      const place = await this.#ask(role, name);
      if (place !== null) return place;
      await pause(250);
    }
    throw new Error(`no ${role} ${name.source} came`);
  }

  async click(role: string, name: RegExp): Promise<void> {
    const { x, y, width, height } = await this.#atRest(role, name);
    const at = [Math.round(x + width / 2), Math.round(y + height / 2)].map(String);
    await this.#input('mousemove', ...at, 'click', '1');
  }

  /** Where it stays: what comes in late, like the verdict on a list, moves what is below it. */
  async #atRest(role: string, name: RegExp): Promise<Place> {
    const end = Date.now() + PATIENCE;
    let place = await this.find(role, name);
    while (Date.now() < end) {
      await pause(600);
      const later = await this.find(role, name);
      if (later.x === place.x && later.y === place.y) return later;
      place = later;
    }
    throw new Error(`${role} ${name.source} did not come to rest`);
  }

  async type(text: string): Promise<void> {
    await this.#input('type', '--delay', '15', text);
  }

  async press(key: string): Promise<void> {
    await this.#input('key', key);
  }

  async #ask(role: string, name: RegExp): Promise<Place | null> {
    const answer = once(this.#lines, 'line') as Promise<[string]>;
    this.#reader.stdin.write(`${JSON.stringify({ role, name: name.source })}\n`);
    const [line] = await answer;
    return JSON.parse(line) as Place | null;
  }

  async #input(...args: readonly string[]): Promise<void> {
    await this.#user.run('xdotool', args);
  }
}
