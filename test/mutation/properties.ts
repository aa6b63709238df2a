// For `npm run mutation` alone: a property that fails has noticed the change, and need not look for the
// smallest example of it.
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
