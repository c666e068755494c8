import { isTrustworthy } from './issuer-url.ts';

const MAXIMUM_BYTES = 100 * 1024;
const MAXIMUM_REDIRECTS = 3;

/** What an address answered: the JSON of an answer with status 200, or another status. */
export type FetchedJson =
  | { readonly status: 200; readonly json: unknown }
  | { readonly status: number; readonly json: undefined };

/**
 * Reads a small JSON document. Redirects lead within the same origin or nowhere. Rejects with an Error whose message
 * says what is wrong, and not what was answered.
 */
export async function fetchJson(address: URL, signal: AbortSignal): Promise<FetchedJson> {
  let url = address;
  for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects++) {
    if (!isTrustworthy(url)) throw new Error(`${url.origin} is not asked: neither https nor this machine`);
    const response = await fetch(url, {
      signal,
      redirect: 'manual',
      credentials: 'omit',
      headers: { accept: 'application/json' },
    });
    const location = response.status >= 300 && response.status < 400 && response.headers.get('location');
    if (typeof location === 'string') {
      await response.body?.cancel();
      url = redirected(url, location);
      continue;
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      return { status: response.status, json: undefined };
    }
    const text = await readText(response, url);
    try {
      return { status: 200, json: JSON.parse(text) };
    } catch {
      throw new Error(`${url.href} answers with what is no JSON`);
    }
  }
  throw new Error(`${address.href} redirects too often`);
}

function redirected(from: URL, location: string): URL {
  const to = URL.parse(location, from);
  if (to?.origin !== from.origin) throw new Error(`${from.href} redirects elsewhere`);
  return to;
}

async function readText(response: Response, { href }: URL): Promise<string> {
  const tooLarge = () => new Error(`${href} answers with more than ${MAXIMUM_BYTES} bytes`);
  if (Number(response.headers.get('content-length')) > MAXIMUM_BYTES) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by an error cancels the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAXIMUM_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
