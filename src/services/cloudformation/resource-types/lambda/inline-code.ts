import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { HandlerError } from '../resource-type.ts';

/**
 * The zip file of a function's code that is written in its template: `index.js` for Node.js, `index.py` for Python. The
 * same code gives the same bytes, so that unchanged code stays unchanged code.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 *
 * @param runtime e.g. `nodejs22.x`. Throws HandlerError for runtimes whose code can't be inline.
 */
export async function inlineCode(source: string, runtime: string): Promise<Uint8Array> {
  const file = fileName(runtime);
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(source), file, {
    mtime: new Date(1980, 0, 1),
    forceDosTimestamp: true,
    mode: 0o100644,
  });
  zip.end();
  const failed = once(zip, 'error').then(([error]) => Promise.reject(error));
  return Promise.race([buffer(zip.outputStream), failed]);
}

function fileName(runtime: string): string {
  if (runtime.startsWith('nodejs')) return 'index.js';
  if (runtime.startsWith('python')) return 'index.py';
  throw new HandlerError(
    'InvalidRequest',
    `ZipFile can only be used when Runtime is set to either of nodejs or python, not to ${runtime || 'none'}.`,
  );
}
