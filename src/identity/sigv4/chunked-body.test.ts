import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createAuthenticator } from '../authenticator.ts';
import { readChunkedBody } from './chunked-body.ts';

/** The example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SEED = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];

function example(body: Buffer) {
  const rawHeaders = [
    ...['Host', 's3.amazonaws.com', 'x-amz-date', '20130524T000000Z'],
    ...['x-amz-storage-class', 'REDUCED_REDUNDANCY'],
    ...['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'Content-Encoding', 'aws-chunked'],
    ...['x-amz-decoded-content-length', '66560', 'Content-Length', '66824'],
    'Authorization',
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
      'SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;' +
      `x-amz-decoded-content-length;x-amz-storage-class,Signature=${SEED}`,
  ];
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[(rawHeaders[index] ?? '').toLowerCase()] = rawHeaders[index + 1] ?? '';
  }
  return { method: 'PUT', path: '/examplebucket/chunkObject.txt', query: '', rawHeaders, headers, body };
}

function framed(chunks: readonly [size: number, signature: string | undefined][], fill = 'a'): Buffer {
  const frames = chunks.map(
    ([size, signature]) => `${size.toString(16)};chunk-signature=${signature}\r\n${fill.repeat(size)}\r\n`,
  );
  return Buffer.from(frames.join(''));
}

const BODY = framed([
  [65_536, SIGNATURES[0]],
  [1024, SIGNATURES[1]],
  [0, SIGNATURES[2]],
]);

describe('bodies signed in chunks', () => {
  const authenticator = createAuthenticator({
    credentials: {
      close: () => {},
      resolve: async (accessKeyId) => ({
        secretAccessKey: SECRET,
        caller: {
          principal: {
            type: 'Root',
            account: '123456789012',
            arn: 'arn:aws:iam::123456789012:root',
            userId: '',
          },
          session: { accessKeyId },
        },
      }),
    },
    clock: () => Date.UTC(2013, 4, 24),
    mode: 'enforce',
    account: '123456789012',
  });
  const verify = async (body: Buffer) => {
    const result = await authenticator.authenticate(example(body), { service: 's3', region: 'us-east-1' });
    return result.ok ? 'ok' : result.failure.kind;
  };

  test("are verified: AWS's example", async () => {
    assert.equal(BODY.length, 66_824);
    assert.equal(await verify(BODY), 'ok');
  });

  test('are refused when a chunk is another, is missing, or comes after the last', async () => {
    const other = Buffer.from(BODY);
    other[70_000 - 4000] = 0x62;
    assert.equal(await verify(other), 'payload-mismatch');
    assert.equal(
      await verify(
        framed([
          [65_536, SIGNATURES[0]],
          [0, SIGNATURES[2]],
        ]),
      ),
      'payload-mismatch',
    );
    assert.equal(await verify(BODY.subarray(0, -90)), 'payload-mismatch');
    assert.equal(await verify(Buffer.concat([BODY, Buffer.from('x-amz-meta-a:b\r\n')])), 'payload-mismatch');
  });
});

test('trailers are read, with and without a last line end', () => {
  for (const end of ['', '\r\n']) {
    const body = Buffer.from(`3\r\nabc\r\n0\r\nX-Amz-Checksum-Crc32: AAAA\r\n${end}`);
    const read = readChunkedBody(body);
    assert.deepEqual(read?.trailers, ['x-amz-checksum-crc32', 'AAAA']);
    assert.equal(Buffer.concat(read?.chunks.map(({ data }) => data) ?? []).toString(), 'abc');
  }
});

test('anything else is no body in chunks', () => {
  for (const text of [
    '',
    '3\r\nab',
    '3\r\nabcd\r\n0\r\n\r\n',
    '-1\r\n',
    'fffffffff\r\n',
    '0',
    '3\r\nabc\r\n',
  ]) {
    assert.equal(readChunkedBody(Buffer.from(text)), undefined, JSON.stringify(text));
  }
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void readChunkedBody(bytes)));
});

test('a body of many chunks is refused', () => {
  assert.equal(readChunkedBody(Buffer.from(`${'1\r\na\r\n'.repeat(20_000)}0\r\n\r\n`)), undefined);
});
