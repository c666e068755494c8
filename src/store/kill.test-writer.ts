import { openSqliteStore } from './sqlite-store.ts';

/**
 * The process that the kill -9 test kills: commits pairs of records and a deletion without end, several at once, and
 * prints the number of every pair that was acknowledged. Arguments: file, first number.
 */
const [path = '', first = '0'] = process.argv.slice(2);
const store = openSqliteStore(path);
const collection = store.collection<{ n: number; padding: string }>({ name: 'kill-pairs', version: 1 });
const scope = { account: '111111111111', region: 'eu-west-1' };
let next = Number(first);

async function writer(): Promise<never> {
  for (;;) {
    const n = next++;
    const value = { n, padding: 'x'.repeat(n % 3000) };
    await store.commit([
      collection.putting(scope, `left/${n}`, value, 0),
      collection.putting(scope, `right/${n}`, value, 0),
      collection.putting(scope, 'latest', { n, padding: '' }),
      collection.deleting(scope, `left/${n - 50}`),
      collection.deleting(scope, `right/${n - 50}`),
    ]);
    process.stdout.write(`${n}\n`);
  }
}

await Promise.all([writer(), writer(), writer()]);
