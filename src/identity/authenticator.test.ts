import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  ACCOUNT,
  ALICE,
  Bench,
  EXPECTED,
  KEY,
  REQUEST,
  received,
  signed,
  withHeader,
} from './authenticator.fixture.ts';
import { parseQuery } from './sigv4/canonical-query.ts';
import { canonicalRequest } from './sigv4/canonical-request.ts';
import { hashPayload } from './sigv4/payload-hash.ts';
import { computeSignature, stringToSign } from './sigv4/signature.ts';
import type { SignedRequest } from './sigv4/signed-request.ts';
import { deriveSigningKey } from './sigv4/signing-key.ts';

describe('authenticator', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.open();
  });

  afterEach(() => bench.close());

  it('knows the user whose key signed, in both forms', async () => {
    const principal = {
      type: 'User',
      account: ACCOUNT,
      arn: ALICE.arn,
      userId: ALICE.id,
      userName: 'Alice',
    };
    assert.deepEqual(await bench.authenticate(signed()), {
      ok: true,
      caller: { principal, session: { accessKeyId: KEY.accessKeyId } },
      signedHeaders: ['content-type', 'host', 'x-amz-date'],
    });
    assert.equal(await bench.answer(signed(KEY, { form: 'query' })), `accepted ${ALICE.arn}`);
  });

  it('takes the Date header when there is no X-Amz-Date', async () => {
    // "Handling dates in Signature Version 4", AWS General Reference.
    const rawHeaders = [...REQUEST.headers, 'Date', 'Sun, 30 Aug 2015 12:36:00 GMT'];
    const scope = { ...EXPECTED, date: '20150830' };
    const canonical = canonicalRequest({
      ...REQUEST,
      query: parseQuery(REQUEST.query) ?? [],
      rawHeaders,
      signedHeaders: ['date', 'host'],
      payloadHash: hashPayload(REQUEST.body),
      service: EXPECTED.service,
    });
    const key = deriveSigningKey(KEY.secretAccessKey, scope);
    const signature = computeSignature(key, stringToSign('20150830T123600Z', scope, canonical)).toString(
      'hex',
    );
    const authorization = `AWS4-HMAC-SHA256 Credential=${KEY.accessKeyId}/20150830/us-east-1/execute-api/aws4_request,SignedHeaders=date;host,Signature=${signature}`;
    const request = received({ ...REQUEST, headers: rawHeaders }, ['Authorization', authorization]);
    assert.equal(await bench.answer(request), `accepted ${ALICE.arn}`);
    assert.match(await bench.answer(withHeader(request, 'date', 'yesterday')), /Date must be in ISO-8601/);
    assert.match(
      await bench.answer(withHeader(request, 'date', 'Sun, 30 Aug 2015 12:36:01 GMT')),
      /does not match the signature/,
    );
  });

  describe('in trust mode', () => {
    it('takes any key for root of the account that it names, or of the configured one', async () => {
      bench.options = { mode: 'trust' };
      const forged = (accessKeyId: string): SignedRequest =>
        signed({ accessKeyId, secretAccessKey: 'anything' }, { region: 'mars-north-1', now: 0 });
      assert.equal(await bench.answer(forged('test')), `accepted arn:aws:iam::${ACCOUNT}:root`);
      assert.equal(await bench.answer(forged('000000000000')), 'accepted arn:aws:iam::000000000000:root');
      assert.equal(await bench.answer(forged('00000000000a')), `accepted arn:aws:iam::${ACCOUNT}:root`);
    });

    it('still wants a key', async () => {
      bench.options = { mode: 'trust' };
      assert.match(await bench.answer(received(REQUEST)), /Missing Authentication Token/);
    });
  });
});
