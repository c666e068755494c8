import { type LibraryInstance, serveLibrary } from './serve-library.ts';

/** A library that does what its request's body says. */
async function open({ account }: { readonly account: string }): Promise<LibraryInstance> {
  return {
    async answer({ body }) {
      const word = Buffer.from(body).toString();
      if (word === 'hang') for (;;);
      if (word === 'crash') {
        setImmediate(() => {
          throw new Error('crashed');
        });
        await new Promise(() => {});
      }
      if (word === 'fail') throw new Error('failed');
      return { status: 200, rawHeaders: [], body: Buffer.from(`${account} ${word}`) };
    },
    async close() {},
  };
}

serveLibrary(open);
