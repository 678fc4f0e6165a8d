import { after, before, test } from 'node:test';
import { type BareAndThrough, startBareAndThrough } from '../../support/bare-and-through.ts';
import { cases } from './page-attacks.ts';

let both: BareAndThrough;
before(async () => {
  both = await startBareAndThrough();
});
after(() => both?.close());

for (const [at, [name, pageCase]] of Object.entries(cases).entries())
  test(name, async () => void (await both.check(`attack/${at}`, pageCase)));
