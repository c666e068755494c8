import { open } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** Beyond what any AWS API takes in one request. */
const MAXIMUM_BODY_BYTES = 100 * 1024 * 1024;

/**
 * The request's body: the text itself, a file's bytes (`@FILE`) or standard input (`@-`).
 * @param json refuse what is not JSON before it is sent
 */
export async function readBody(
  data: string | undefined,
  json: boolean,
  stdin: AsyncIterable<string | Uint8Array>,
): Promise<Buffer> {
  if (data === undefined) return Buffer.alloc(0);
  const body = await readData(data, stdin);
  if (json) requireJson(body);
  return body;
}

async function readData(data: string, stdin: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  if (!data.startsWith('@')) return Buffer.from(data, 'utf8');
  if (data === '@-') return collect(stdin, 'standard input');
  const file = data.slice(1);
  const handle = await open(file).catch(() => {
    throw new UsageError(
      `the file ${JSON.stringify(file)} cannot be read; a body that begins with @ names a file`,
    );
  });
  return collect(handle.createReadStream(), file);
}

async function collect(source: AsyncIterable<string | Uint8Array>, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAXIMUM_BODY_BYTES) {
      throw new UsageError(`${name} has more than ${MAXIMUM_BODY_BYTES} bytes, too many for one request`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function requireJson(body: Buffer): void {
  try {
    JSON.parse(body.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be parsed';
    throw new UsageError(`--json is not given JSON: ${reason}`);
  }
}
