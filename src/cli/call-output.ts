import { once } from 'node:events';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Writable } from 'node:stream';

/** Longest JSON answer that is laid out for reading; longer ones pass as they are. */
const MAXIMUM_PRETTY_BYTES = 1024 * 1024;

/**
 * Writes the response as it comes, so that an answer of any size can be had. Whoever reads stdout may stop reading
 * (`| head`): then the rest is not fetched.
 */
export async function printResponse(
  response: IncomingMessage,
  stdout: Writable,
  include: boolean,
): Promise<void> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    response.destroy();
  };
  stdout.on('error', stop);
  try {
    if (include) await write(stdout, head(response));
    await printBody(response, stdout);
  } catch (error) {
    if (!stopped) throw error;
  } finally {
    stdout.off('error', stop);
  }
}

async function printBody(response: IncomingMessage, stdout: Writable): Promise<void> {
  const pretty = isTerminal(stdout) && isJson(response.headers['content-type']);
  let held: Buffer[] | undefined = pretty ? [] : undefined;
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (held) held.push(bytes);
    else await write(stdout, bytes);
    if (held && size > MAXIMUM_PRETTY_BYTES) {
      await write(stdout, Buffer.concat(held));
      held = undefined;
    }
  }
  if (held && size > 0) await write(stdout, indent(Buffer.concat(held)));
}

function head(response: IncomingMessage): string {
  const status = response.statusCode ?? 0;
  let text = `HTTP/${response.httpVersion} ${status} ${response.statusMessage || STATUS_CODES[status] || ''}\n`;
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    text += `${response.rawHeaders[index]}: ${response.rawHeaders[index + 1]}\n`;
  }
  return `${text}\n`;
}

function isTerminal(stdout: Writable): boolean {
  return 'isTTY' in stdout && stdout.isTTY === true;
}

function isJson(contentType: string | undefined): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type === 'application/json' || type.startsWith('application/x-amz-json') || type.endsWith('+json');
}

function indent(body: Buffer): string | Buffer {
  try {
    return `${JSON.stringify(JSON.parse(body.toString('utf8')), null, 2)}\n`;
  } catch {
    return body;
  }
}

async function write(stdout: Writable, bytes: string | Uint8Array): Promise<void> {
  if (!stdout.write(bytes)) await once(stdout, 'drain');
}
