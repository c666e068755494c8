import type { IncomingMessage, ServerResponse } from 'node:http';
import { CODE_DOWNLOAD_PATH, type CodeDownloads } from '../lambda/code-downloads.ts';

/**
 * What `/_alicorn/` answers: whether the gateway is there, and the code of functions to those who have a URL for it. Needs
 * no credentials, tells nothing else about what it holds.
 */
export async function handleInternal(
  request: IncomingMessage,
  response: ServerResponse,
  url: { readonly path: string; readonly query: string },
  downloads: CodeDownloads,
): Promise<void> {
  request.resume();
  const answer = await answerTo(request.method, url, downloads);
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

const NOT_FOUND: Answer = { status: 404, type: 'application/json', body: '{"message":"Not Found"}' };

async function answerTo(
  method: string | undefined,
  { path, query }: { readonly path: string; readonly query: string },
  downloads: CodeDownloads,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return NOT_FOUND;
  if (path === '/_alicorn/health') return { status: 200, type: 'application/json', body: '{"status":"ok"}' };
  if (!path.startsWith(CODE_DOWNLOAD_PATH)) return NOT_FOUND;
  const zip = await downloads.open(path, query);
  return zip === undefined ? NOT_FOUND : { status: 200, type: 'application/zip', body: zip };
}
