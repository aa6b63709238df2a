// How much of the window the list has, and how much of each name it shows.
import type { Page } from '@playwright/test';
import { openAda } from '../fixtures/first-user.ts';
import { resize } from '../fixtures/window-size.ts';
import { expect, test } from '../fixtures/app.ts';

/** Goes through the whole list and tells the names that don't fit. */
function cutNames(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const scroller = document.querySelector('[role=grid]');
    const [seen, cut] = [new Set<string>(), new Set<string>()];
    const frame = () =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    if (!scroller) return [];
    for (let top = 0; top < scroller.scrollHeight; top += 200) {
      scroller.scrollTop = top;
      await frame();
      for (const row of scroller.querySelectorAll('[data-row]')) {
        const name = row.querySelector('.name b bdi');
        if (!name) continue;
        const key = row.querySelector('code')?.textContent ?? '';
        seen.add(key);
        if (name.scrollWidth > name.clientWidth) cut.add(name.textContent);
      }
    }
    if (seen.size < 150) throw new Error(`only ${seen.size} rows were looked at`);
    return [...cut];
  });
}

test('names have the room of their column, with the pane and in a small window', async ({
  launch,
  homeserver,
}) => {
  const server = await homeserver({ demo: true });
  const opened = await launch();
  const { app, page } = opened;
  await resize(app, 1320, 860);
  const { muster } = await openAda(opened, server);

  const first = await muster.grid.getByRole('row').nth(1).boundingBox();
  expect((first?.y ?? Infinity) / 860).toBeLessThanOrEqual(0.38);

  await muster.grid.getByRole('row').nth(3).click();
  await expect(muster.details).toBeVisible();
  expect((await cutNames(page)).length).toBeLessThanOrEqual(8);
  await page.keyboard.press('Escape');

  await resize(app, 900, 600);
  expect((await cutNames(page)).length).toBeLessThanOrEqual(20);

  const long = muster.row(/the blue laptop in the study/).locator('.name b');
  await muster.search.fill('blue laptop');
  await long.hover();
  await expect(long).toHaveAttribute('title', /last year’s system$/);
});
