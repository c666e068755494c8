import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { RestApiSnapshot } from '../../../definitions/rest-api.ts';
import { clientFunctions, javascriptClient } from './javascript-client.ts';
import { javascriptReadme } from './javascript-readme.ts';

/** The folder in AWS's zip files. */
const FOLDER = 'apiGateway-js-sdk';

/** Files of the client's core by what they are made of. The names are those that pages load from AWS's SDKs. */
const CORE: Readonly<Record<string, readonly string[]>> = {
  'utils.js': ['utils'],
  'sigV4Client.js': ['sha256', 'sig-v4-client'],
  'apiGatewayClient.js': ['api-gateway-client'],
  'simpleHttpClient.js': ['simple-http-client'],
};

/** The files of the core never change while the program runs. */
let core: Promise<[name: string, text: string][]> | undefined;

/**
 * The zip file of a JavaScript client. An API with nothing but ANY methods has no `apigClient.js`, as with AWS.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-generate-sdk-javascript.html
 */
export async function javascriptSdk(
  snapshot: RestApiSnapshot,
  invokeUrl: string,
  time: Date,
): Promise<Buffer> {
  core ??= readCore();
  const functions = clientFunctions(snapshot);
  const client = javascriptClient(functions, invokeUrl);
  return zip(
    [
      ...(functions.length === 0 ? [] : [['apigClient.js', client] as const]),
      ['README.md', javascriptReadme(functions, invokeUrl)],
      ['package.json', '{ "private": true, "type": "commonjs", "main": "apigClient.js" }\n'],
      ...(await core),
    ],
    time,
  );
}

async function readCore(): Promise<[string, string][]> {
  const files = Object.entries(CORE).map(async ([name, sources]): Promise<[string, string]> => {
    const texts = sources.map((source) =>
      readFile(new URL(`javascript/${source}.cjs`, import.meta.url), 'utf8'),
    );
    return [`lib/apiGatewayCore/${name}`, (await Promise.all(texts)).join('\n')];
  });
  return Promise.all(files);
}

async function zip(files: readonly (readonly [name: string, text: string])[], time: Date): Promise<Buffer> {
  const { ZipFile } = await import('yazl');
  const archive = new ZipFile();
  for (const [name, text] of files)
    archive.addBuffer(Buffer.from(text), `${FOLDER}/${name}`, { mtime: time, mode: 0o100644 });
  archive.end();
  const failed = once(archive, 'error').then(([error]) => Promise.reject(error));
  return Promise.race([buffer(archive.outputStream), failed]);
}
