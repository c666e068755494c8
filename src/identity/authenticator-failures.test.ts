import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  Bench,
  KEY,
  REQUEST,
  received,
  SIGNED_AT,
  shown,
  signed,
  withHeader,
} from './authenticator.fixture.ts';
import type { SignableRequest } from './sigv4/sign.ts';

describe("authenticator gives AWS's answer to", () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(() => bench.close());

  it('an unsigned request', async () => {
    const unsigned = received(REQUEST);
    const result = await bench.authenticate(unsigned);
    assert.ok(!result.ok && result.failure.kind === 'missing');
    const code = 'MissingAuthenticationToken';
    assert.equal(shown(result), `403 ${code}Exception: Missing Authentication Token`);
    assert.equal(shown(result, 'restJson1'), `403 ${code}Exception: Missing Authentication Token`);
    assert.equal(shown(result, 'awsJson1_1'), `400 ${code}Exception: Missing Authentication Token`);
    assert.equal(shown(result, 'awsQuery'), `403 ${code}: Request is missing Authentication Token`);
  });

  it('a wrong secret', async () => {
    const wrong = signed({ ...KEY, secretAccessKey: 'x' });
    const text = await bench.answer(wrong);
    assert.ok(
      text.startsWith(
        "403 InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'POST\n/prod/items\na=1\ncontent-type:application/json\nhost:api.example\nx-amz-date:20150830T123600Z\n\ncontent-type;host;x-amz-date\n",
      ),
      text,
    );
    assert.match(
      text,
      /'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20150830T123600Z\n20150830\/us-east-1\/execute-api\/aws4_request\n[0-9a-f]{64}'\n$/,
    );
    assert.match(
      await bench.answer(wrong, 'awsQuery'),
      /^403 SignatureDoesNotMatch: The request signature we/,
    );
    assert.match(
      await bench.answer(wrong, 'awsJson1_0'),
      /^400 InvalidSignatureException: The request signature we/,
    );
    const result = await bench.authenticate(wrong);
    assert.ok(!result.ok && !result.failure.message.includes('\n'));
  });

  it('a body that is not the one signed', async () => {
    const tampered = { ...signed(), body: Buffer.from('{"name":"Mallory"}') };
    assert.match(await bench.answer(tampered), /^403 InvalidSignatureException: The request signature we/);
  });

  it('a signature too old or of the future, with the tolerance of each service', async () => {
    bench.now = SIGNED_AT + 300_000;
    assert.ok((await bench.authenticate(signed())).ok);
    bench.now = SIGNED_AT + 301_000;
    assert.equal(
      await bench.answer(signed()),
      '403 InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)',
    );
    const iam = { service: 'iam', region: 'us-east-1' };
    assert.ok((await bench.authenticate(signed(KEY, iam), iam)).ok);
    bench.now = SIGNED_AT + 901_000;
    assert.equal(
      await bench.answer(signed(KEY, iam), 'awsQuery', iam),
      '403 SignatureDoesNotMatch: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)',
    );
    bench.now = SIGNED_AT - 301_000;
    assert.equal(
      await bench.answer(signed()),
      '403 InvalidSignatureException: Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)',
    );
    bench.options = { skewMs: 600_000 };
    assert.ok((await bench.authenticate(signed())).ok);
  });

  it('a presigned URL out of its time', async () => {
    const presigned = signed(KEY, { form: 'query', expiresIn: 3600 });
    bench.now = SIGNED_AT + 3_600_000;
    assert.ok((await bench.authenticate(presigned)).ok);
    bench.now += 1000;
    assert.match(
      await bench.answer(presigned),
      /Signature expired: 20150830T123600Z is now earlier than .* - 60 min\.\)$/,
    );
    bench.now = SIGNED_AT;
    for (const [expires, text] of [
      [
        604_801,
        'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
      ],
      [-1, 'X-Amz-Expires must be non-negative'],
      [1e300, 'X-Amz-Expires should be a number'],
    ] as const) {
      const refused = await bench.answer(signed(KEY, { form: 'query', expiresIn: expires }));
      assert.equal(refused, `403 IncompleteSignatureException: ${text}`);
    }
    const sts = { service: 'sts', region: 'us-east-1' };
    bench.now = SIGNED_AT + 800_000;
    assert.ok((await bench.authenticate(signed(KEY, { ...sts, form: 'query', expiresIn: 60 }), sts)).ok);
  });

  it('a scope that is not that of the request, in one sentence for each part', async () => {
    const iam = { service: 'iam', region: 'us-east-1' };
    assert.equal(
      await bench.answer(signed(KEY, { region: 'eu-west-1' }), 'awsQuery', iam),
      "403 SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'iam'. ",
    );
    const authorization = signed().headers.authorization ?? '';
    const odd = authorization.replace('20150830/', '20150831/').replace('aws4_request', 'aws5_request');
    assert.equal(
      await bench.answer(withHeader(signed(), 'authorization', odd)),
      "403 InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'.",
    );
  });

  it('an Authorization header that lacks parts or is of another scheme', async () => {
    const hashed = '(Hashed with SHA-256 and encoded with Base64) Authorization=';
    const bare = withHeader(received(REQUEST), 'authorization', 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e');
    assert.match(
      await bench.answer(bare, 'awsQuery'),
      /^400 IncompleteSignature: Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. \(Hashed/,
    );
    const jwt = withHeader(received(REQUEST), 'authorization', 'eyJhbGciOiJIUzI1NiJ9.secret');
    const text = await bench.answer(jwt);
    assert.ok(
      text.startsWith("403 IncompleteSignatureException: Authorization header requires 'Credential'"),
    );
    assert.ok(text.includes(hashed) && !text.includes('secret'), text);
    assert.match(
      await bench.answer(withHeader(received(REQUEST), 'authorization', 'Bearer sometoken')),
      /^403 IncompleteSignatureException: Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed with SHA-256 and encoded with Base64\): '[A-Za-z0-9+/]{43}='\.$/,
    );
    assert.equal(
      await bench.answer(withHeader(received(REQUEST), 'authorization', 'Bearer sometoken'), 'restJson1'),
      '403 MissingAuthenticationTokenException: Missing Authentication Token',
    );
  });

  it('malformed parts', async () => {
    const authorization = signed().headers.authorization ?? '';
    const edited = (from: string | RegExp, to: string): Promise<string> =>
      bench.answer(withHeader(signed(), 'authorization', authorization.replace(from, to)), 'awsQuery');
    assert.equal(
      await edited('AKIAIOSFODNN7EXAMPLE', 'AKIA/KEY'),
      "400 IncompleteSignature: Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIA/KEY/20150830/us-east-1/execute-api/aws4_request'",
    );
    assert.equal(
      await edited('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'),
      "400 IncompleteSignature: Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ",
    );
    assert.equal(
      await edited('host;', ''),
      "403 SignatureDoesNotMatch: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
    assert.equal(
      await bench.answer(withHeader(signed(), 'x-amz-date', '2015-08-30'), 'awsQuery'),
      "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got '2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601",
    );
    assert.equal(
      await bench.answer(withHeader(signed(), 'x-amz-date', '20150230T250000Z'), 'awsQuery'),
      "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got '20150230T250000Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    );
    const presigned = signed(KEY, { form: 'query' });
    assert.equal(
      await bench.answer({ ...presigned, query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x' }),
      "403 IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    );
    assert.match(
      await bench.answer({ ...presigned, query: `${presigned.query}&X-Amz-Credential=x` }),
      /must include 'X-Amz-Credential'/,
    );
    assert.equal(
      await bench.answer(withHeader(presigned, 'authorization', authorization)),
      "403 InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  });

  it('payloads that are unsigned, of another hash, or signed in chunks', async () => {
    const s3 = { service: 's3', region: 'us-east-1' };
    const announcing = (hash: string): SignableRequest => ({
      ...REQUEST,
      headers: [...REQUEST.headers, 'x-amz-content-sha256', hash],
    });
    const chunked = signed(KEY, s3, announcing('STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD'));
    assert.match(
      await bench.answer(chunked, 'restJson1', s3),
      /^501 NotImplemented: A body signed in chunks/,
    );
    assert.match(
      await bench.answer(signed(KEY, s3, announcing('0'.repeat(64))), 'restJson1', s3),
      /^400 XAmzContentSHA256Mismatch: The provided 'x-amz-content-sha256' header does not match/,
    );
    assert.ok((await bench.authenticate(signed(KEY, { ...s3, form: 'query' }), s3)).ok);
  });

  it('requests that are too large to be verified', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => `p${index}`).join('&');
    assert.match(await bench.answer({ ...signed(), query: many }), /too many or too long query parameters/);
    const long = `AWS4-HMAC-SHA256 Credential=${'x'.repeat(9000)}`;
    assert.match(await bench.answer(withHeader(signed(), 'authorization', long)), /Authorization parameters/);
    const names = Array.from({ length: 101 }, (_, index) => `h${index}`).join(';');
    const authorization = signed().headers.authorization?.replace('host;', `host;${names};`);
    assert.match(await bench.answer(withHeader(signed(), 'authorization', authorization)), /signed headers/);
    const headers = Array.from({ length: 501 }, (_, index) => [`h${index}`, 'x']).flat();
    const crowded = signed();
    assert.match(
      await bench.answer({ ...crowded, rawHeaders: [...crowded.rawHeaders, ...headers] }),
      /too many or too long headers/,
    );
  });
});
