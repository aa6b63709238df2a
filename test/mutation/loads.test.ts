// For `npm run mutation` alone: it takes a test file that can't be loaded for one that notices nothing.
// Here a change that breaks the loading of a module fails a test.
import { expect, it } from 'vitest';

const modules = import.meta.glob([
  '../../electron/{ipc,matrix/uia}/*.ts',
  '../../electron/core/{sign-in,sign-out,tokens}/**/*.ts',
]);

it.each(Object.entries(modules))('%s can be loaded', async (_, load) => {
  expect(await load()).toBeTypeOf('object');
});
