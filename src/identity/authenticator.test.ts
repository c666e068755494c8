import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { type CollectionDefinition, GLOBAL_REGION, type Store } from '../store/store.ts';
import {
  type Authentication,
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
  failureFor,
  type Surface,
} from './authenticator.ts';
import { type Credentials, createCredentials } from './credentials.ts';
import type { AssumedRolePrincipal } from './principal.ts';
import {
  type AccessKeyRecord,
  accessKeys,
  type RoleRecord,
  roles,
  type UserRecord,
  users,
} from './records.ts';
import { ensureRootKey } from './root-key.ts';
import { createSessionTokens, type SessionTokens } from './session-token.ts';
import { parseQuery } from './sigv4/canonical-query.ts';
import { canonicalRequest } from './sigv4/canonical-request.ts';
import { hashPayload } from './sigv4/payload-hash.ts';
import { type SignableRequest, type SigningCredentials, type SigningOptions, sign } from './sigv4/sign.ts';
import { computeSignature, stringToSign } from './sigv4/signature.ts';
import type { SignedRequest } from './sigv4/signed-request.ts';
import { deriveSigningKey } from './sigv4/signing-key.ts';

const ACCOUNT = '111122223333';
const SCOPE = { account: ACCOUNT, region: GLOBAL_REGION };
const EXPECTED = { service: 'execute-api', region: 'us-east-1' };
const SIGNED_AT = Date.UTC(2015, 7, 30, 12, 36);

const KEY: AccessKeyRecord = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  userName: 'Alice',
  status: 'Active',
  createdAt: 0,
};

const ALICE: UserRecord = {
  name: 'Alice',
  path: '/',
  arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
  id: 'AIDAALICE',
  createdAt: 0,
  inlinePolicies: {},
  attachedPolicies: [],
  groups: [],
  tags: [],
};

const ROLE: RoleRecord = {
  name: 'Unicorn',
  path: '/',
  arn: `arn:aws:iam::${ACCOUNT}:role/Unicorn`,
  id: 'AROAUNICORN',
  createdAt: 0,
  inlinePolicies: {},
  attachedPolicies: [],
  assumeRolePolicyDocument: '{}',
  maxSessionDuration: 3600,
  tags: [],
};

const ROLE_SESSION: AssumedRolePrincipal = {
  type: 'AssumedRole',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Unicorn/one`,
  userId: 'AROAUNICORN:one',
  roleArn: ROLE.arn,
  roleName: 'Unicorn',
  sessionName: 'one',
};

const REQUEST: SignableRequest = {
  method: 'POST',
  path: '/prod/items',
  query: 'a=1',
  headers: ['Host', 'api.example', 'Content-Type', 'application/json'],
  body: Buffer.from('{"name":"Calypso"}'),
};

function received(
  request: SignableRequest,
  more: readonly string[] = [],
  query = request.query,
): SignedRequest {
  const rawHeaders = [...request.headers, ...more];
  const headers: IncomingHttpHeaders = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers[(rawHeaders[index] ?? '').toLowerCase()] = rawHeaders[index + 1];
  }
  return { ...request, query, rawHeaders, headers };
}

function signed(
  credentials: SigningCredentials = KEY,
  options: Partial<SigningOptions> = {},
  request: SignableRequest = REQUEST,
): SignedRequest {
  const made = sign(request, credentials, { ...EXPECTED, now: SIGNED_AT, ...options });
  return received(request, made.headers, made.query);
}

function withHeader(request: SignedRequest, name: string, value: string | undefined): SignedRequest {
  const rawHeaders: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const field = request.rawHeaders[index] ?? '';
    if (field.toLowerCase() === name) continue;
    rawHeaders.push(field, request.rawHeaders[index + 1] ?? '');
  }
  if (value !== undefined) rawHeaders.push(name, value);
  return { ...request, rawHeaders, headers: { ...request.headers, [name]: value } };
}

function shown(result: Authentication, surface: Surface = 'execute-api'): string {
  if (result.ok) return `accepted ${result.caller.principal.arn}`;
  const { code, statusCode, message } = failureFor(surface, result.failure);
  return `${statusCode} ${code}: ${message}`;
}

describe('authenticator', () => {
  let store: Store;
  let now: number;
  let credentials: Credentials;
  let tokens: SessionTokens;
  let authenticator: Authenticator;

  const create = (more: Partial<AuthenticatorOptions> = {}): Authenticator =>
    createAuthenticator({ credentials, clock: () => now, mode: 'enforce', account: ACCOUNT, ...more });
  const authenticate = (request: SignedRequest, expected = EXPECTED): Promise<Authentication> =>
    authenticator.authenticate(request, expected);
  const answer = async (request: SignedRequest, surface?: Surface, expected = EXPECTED): Promise<string> =>
    shown(await authenticate(request, expected), surface);

  beforeEach(async () => {
    now = SIGNED_AT;
    store = openSqliteStore(':memory:');
    tokens = createSessionTokens(store, () => now);
    credentials = createCredentials({ store, clock: () => now, sessionTokens: tokens });
    authenticator = create();
    await store.collection(users).put(SCOPE, 'alice', ALICE);
    await store.collection(roles).put(SCOPE, 'unicorn', ROLE);
    await store.collection(accessKeys).put(SCOPE, KEY.accessKeyId, KEY);
  });

  afterEach(async () => {
    credentials.close();
    await store.close();
  });

  it('knows the user whose key signed, in both forms', async () => {
    const principal = {
      type: 'User',
      account: ACCOUNT,
      arn: ALICE.arn,
      userId: ALICE.id,
      userName: 'Alice',
    };
    assert.deepEqual(await authenticate(signed()), {
      ok: true,
      caller: { principal, session: { accessKeyId: KEY.accessKeyId } },
      signedHeaders: ['content-type', 'host', 'x-amz-date'],
    });
    assert.equal(await answer(signed(KEY, { form: 'query' })), `accepted ${ALICE.arn}`);
  });

  it('knows the root by its key, which is made once', async () => {
    const [root, again] = await Promise.all([
      ensureRootKey(store, ACCOUNT, () => now),
      ensureRootKey(store, ACCOUNT, () => now),
    ]);
    assert.deepEqual(root, again);
    assert.deepEqual(await ensureRootKey(store, ACCOUNT, () => now + 1), root);
    assert.match(root.accessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.equal(await answer(signed(root)), `accepted arn:aws:iam::${ACCOUNT}:root`);
    await store.collection(accessKeys).delete(SCOPE, root.accessKeyId);
    const next = await ensureRootKey(store, ACCOUNT, () => now);
    assert.notEqual(next.accessKeyId, root.accessKeyId);
  });

  describe('with long-term keys', () => {
    const unknown = '403 UnrecognizedClientException: The security token included in the request is invalid.';

    it('refuses a key nobody has', async () => {
      assert.equal(await answer(signed({ ...KEY, accessKeyId: 'AKIANOBODY' })), unknown);
      const long = await answer(signed({ ...KEY, accessKeyId: 'A'.repeat(1000) }));
      assert.equal(long, unknown);
    });

    it('counts a deactivated, changed or deleted key at once', async () => {
      const keys = store.collection(accessKeys);
      assert.equal(await answer(signed()), `accepted ${ALICE.arn}`);
      await keys.put(SCOPE, KEY.accessKeyId, { ...KEY, status: 'Inactive' });
      assert.equal(await answer(signed()), unknown);
      await keys.put(SCOPE, KEY.accessKeyId, KEY);
      assert.equal(await answer(signed()), `accepted ${ALICE.arn}`);
      await keys.delete(SCOPE, KEY.accessKeyId);
      assert.equal(await answer(signed()), unknown);
    });

    it('counts a renamed or deleted user at once', async () => {
      assert.equal(await answer(signed()), `accepted ${ALICE.arn}`);
      const moved = { ...ALICE, arn: `arn:aws:iam::${ACCOUNT}:user/team/Alice` };
      await store.collection(users).put(SCOPE, 'alice', moved);
      assert.equal(await answer(signed()), `accepted ${moved.arn}`);
      await store.collection(users).delete(SCOPE, 'alice');
      assert.equal(await answer(signed()), unknown);
    });

    it('remembers a key until then, without asking the store', async () => {
      let reads = 0;
      const counting: Store = {
        blobs: store.blobs,
        collection<T>(definition: CollectionDefinition<T>) {
          reads++;
          return store.collection(definition);
        },
        commit: (changes) => store.commit(changes),
        subscribe: (listener) => store.subscribe(listener),
        close: () => store.close(),
      };
      credentials.close();
      credentials = createCredentials({ store: counting, clock: () => now, sessionTokens: tokens });
      authenticator = create();
      await authenticate(signed());
      assert.equal(reads, 2);
      await authenticate(signed());
      assert.equal(reads, 2);
    });
  });

  describe('with temporary credentials', () => {
    const invalid = '403 UnrecognizedClientException: The security token included in the request is invalid';

    it('knows the session and what it was given', async () => {
      const session = await tokens.issueSession(ROLE_SESSION, {
        durationSeconds: 900,
        policy: '{}',
        tags: { team: 'horn' },
      });
      assert.match(session.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
      assert.equal(session.expiration.getTime(), SIGNED_AT + 900_000);
      const result = await authenticate(signed(session));
      assert.ok(result.ok);
      assert.deepEqual(result.caller, {
        principal: ROLE_SESSION,
        session: {
          accessKeyId: session.accessKeyId,
          issuedAt: SIGNED_AT,
          expiresAt: SIGNED_AT + 900_000,
          policy: '{}',
          tags: { team: 'horn' },
        },
      });
      assert.ok((await authenticate(signed(session, { form: 'query' }))).ok);
      assert.ok((await authenticate(signed(session, { signSessionToken: false }))).ok);
    });

    it('opens tokens of another process on the same store', async () => {
      const other = createSessionTokens(store, () => now);
      const [session] = await Promise.all([
        other.issueSession(ROLE_SESSION, { durationSeconds: 900 }),
        tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 }),
      ]);
      assert.ok((await authenticate(signed(session))).ok);
    });

    it('refuses a token that is absent, altered, of another key, or with a long-term key', async () => {
      const session = await tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 });
      const other = await tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 });
      const altered = `${session.sessionToken.slice(0, -6)}AAAAAA`;
      assert.equal(await answer(signed({ ...session, sessionToken: undefined })), `${invalid}.`);
      assert.equal(await answer(signed({ ...session, sessionToken: altered })), invalid);
      assert.equal(await answer(signed({ ...session, sessionToken: '' })), invalid);
      assert.equal(await answer(signed({ ...session, sessionToken: 'é'.repeat(20) })), invalid);
      assert.equal(await answer(signed({ ...session, sessionToken: 'A'.repeat(20_000) })), invalid);
      assert.equal(await answer(signed({ ...session, sessionToken: `${session.sessionToken}=` })), invalid);
      assert.equal(await answer(signed({ ...session, sessionToken: other.sessionToken })), invalid);
      assert.equal(await answer(signed({ ...KEY, sessionToken: session.sessionToken })), invalid);
      await authenticate(signed(other));
      assert.equal(await answer(signed({ ...session, sessionToken: other.sessionToken })), invalid);
    });

    it('ends them when they expire', async () => {
      const session = await tokens.issueSession(ROLE_SESSION, { durationSeconds: 60 });
      now += 59_999;
      assert.ok((await authenticate(signed(session))).ok);
      now += 1;
      const text = 'The security token included in the request is expired';
      assert.equal(await answer(signed(session)), `403 ExpiredTokenException: ${text}`);
      assert.equal(await answer(signed(session), 'awsQuery'), `403 ExpiredToken: ${text}`);
      assert.equal(await answer(signed(session), 'awsJson1_1'), `400 ExpiredTokenException: ${text}`);
    });

    it('ends them when the role or user is gone, though another of that name comes', async () => {
      const session = await tokens.issueSession(ROLE_SESSION, { durationSeconds: 900 });
      assert.ok((await authenticate(signed(session))).ok);
      await store.collection(roles).put(SCOPE, 'unicorn', { ...ROLE, id: 'AROAOTHER' });
      assert.equal(await answer(signed(session)), invalid);
      await store.collection(roles).delete(SCOPE, 'unicorn');
      assert.equal(await answer(signed(session)), invalid);

      const alice = {
        type: 'User',
        account: ACCOUNT,
        arn: ALICE.arn,
        userId: ALICE.id,
        userName: 'Alice',
      } as const;
      const own = await tokens.issueSession(alice, { durationSeconds: 900 });
      assert.ok((await authenticate(signed(own))).ok);
      await store.collection(users).delete(SCOPE, 'alice');
      assert.equal(await answer(signed(own)), invalid);
    });
  });

  describe("gives AWS's answer to", () => {
    it('an unsigned request', async () => {
      const unsigned = received(REQUEST);
      const result = await authenticate(unsigned);
      assert.ok(!result.ok && result.failure.kind === 'missing');
      const code = 'MissingAuthenticationToken';
      assert.equal(shown(result), `403 ${code}Exception: Missing Authentication Token`);
      assert.equal(shown(result, 'restJson1'), `403 ${code}Exception: Missing Authentication Token`);
      assert.equal(shown(result, 'awsJson1_1'), `400 ${code}Exception: Missing Authentication Token`);
      assert.equal(shown(result, 'awsQuery'), `403 ${code}: Request is missing Authentication Token`);
    });

    it('a wrong secret', async () => {
      const wrong = signed({ ...KEY, secretAccessKey: 'x' });
      const text = await answer(wrong);
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
      assert.match(await answer(wrong, 'awsQuery'), /^403 SignatureDoesNotMatch: The request signature we/);
      assert.match(
        await answer(wrong, 'awsJson1_0'),
        /^400 InvalidSignatureException: The request signature we/,
      );
      const result = await authenticate(wrong);
      assert.ok(!result.ok && !result.failure.message.includes('\n'));
    });

    it('a body that is not the one signed', async () => {
      const tampered = { ...signed(), body: Buffer.from('{"name":"Mallory"}') };
      assert.match(await answer(tampered), /^403 InvalidSignatureException: The request signature we/);
    });

    it('a signature too old or of the future, with the tolerance of each service', async () => {
      now = SIGNED_AT + 300_000;
      assert.ok((await authenticate(signed())).ok);
      now = SIGNED_AT + 301_000;
      assert.equal(
        await answer(signed()),
        '403 InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)',
      );
      const iam = { service: 'iam', region: 'us-east-1' };
      assert.ok((await authenticate(signed(KEY, iam), iam)).ok);
      now = SIGNED_AT + 901_000;
      assert.equal(
        await answer(signed(KEY, iam), 'awsQuery', iam),
        '403 SignatureDoesNotMatch: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)',
      );
      now = SIGNED_AT - 301_000;
      assert.equal(
        await answer(signed()),
        '403 InvalidSignatureException: Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)',
      );
      authenticator = create({ skewMs: 600_000 });
      assert.ok((await authenticate(signed())).ok);
    });

    it('a presigned URL out of its time', async () => {
      const presigned = signed(KEY, { form: 'query', expiresIn: 3600 });
      now = SIGNED_AT + 3_600_000;
      assert.ok((await authenticate(presigned)).ok);
      now += 1000;
      assert.match(
        await answer(presigned),
        /Signature expired: 20150830T123600Z is now earlier than .* - 60 min\.\)$/,
      );
      now = SIGNED_AT;
      for (const [expires, text] of [
        [
          604_801,
          'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
        ],
        [-1, 'X-Amz-Expires must be non-negative'],
        [1e300, 'X-Amz-Expires should be a number'],
      ] as const) {
        const refused = await answer(signed(KEY, { form: 'query', expiresIn: expires }));
        assert.equal(refused, `403 IncompleteSignatureException: ${text}`);
      }
      const sts = { service: 'sts', region: 'us-east-1' };
      now = SIGNED_AT + 800_000;
      assert.ok((await authenticate(signed(KEY, { ...sts, form: 'query', expiresIn: 60 }), sts)).ok);
    });

    it('a scope that is not that of the request, in one sentence for each part', async () => {
      const iam = { service: 'iam', region: 'us-east-1' };
      assert.equal(
        await answer(signed(KEY, { region: 'eu-west-1' }), 'awsQuery', iam),
        "403 SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'eu-west-1'. Credential should be scoped to correct service: 'iam'. ",
      );
      const authorization = signed().headers.authorization ?? '';
      const odd = authorization.replace('20150830/', '20150831/').replace('aws4_request', 'aws5_request');
      assert.equal(
        await answer(withHeader(signed(), 'authorization', odd)),
        "403 InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'.",
      );
    });

    it('an Authorization header that lacks parts or is of another scheme', async () => {
      const hashed = '(Hashed with SHA-256 and encoded with Base64) Authorization=';
      const bare = withHeader(received(REQUEST), 'authorization', 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e');
      assert.match(
        await answer(bare, 'awsQuery'),
        /^400 IncompleteSignature: Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. \(Hashed/,
      );
      const jwt = withHeader(received(REQUEST), 'authorization', 'eyJhbGciOiJIUzI1NiJ9.secret');
      const text = await answer(jwt);
      assert.ok(
        text.startsWith("403 IncompleteSignatureException: Authorization header requires 'Credential'"),
      );
      assert.ok(text.includes(hashed) && !text.includes('secret'), text);
      assert.match(
        await answer(withHeader(received(REQUEST), 'authorization', 'Bearer sometoken')),
        /^403 IncompleteSignatureException: Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed with SHA-256 and encoded with Base64\): '[A-Za-z0-9+/]{43}='\.$/,
      );
      assert.equal(
        await answer(withHeader(received(REQUEST), 'authorization', 'Bearer sometoken'), 'restJson1'),
        '403 MissingAuthenticationTokenException: Missing Authentication Token',
      );
    });

    it('malformed parts', async () => {
      const authorization = signed().headers.authorization ?? '';
      const edited = (from: string | RegExp, to: string): Promise<string> =>
        answer(withHeader(signed(), 'authorization', authorization.replace(from, to)), 'awsQuery');
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
        await answer(withHeader(signed(), 'x-amz-date', '2015-08-30'), 'awsQuery'),
        "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got '2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601",
      );
      assert.equal(
        await answer(withHeader(signed(), 'x-amz-date', '20150230T250000Z'), 'awsQuery'),
        "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got '20150230T250000Z'. See http://en.wikipedia.org/wiki/ISO_8601",
      );
      const presigned = signed(KEY, { form: 'query' });
      assert.equal(
        await answer({ ...presigned, query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x' }),
        "403 IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
      );
      assert.match(
        await answer({ ...presigned, query: `${presigned.query}&X-Amz-Credential=x` }),
        /must include 'X-Amz-Credential'/,
      );
      assert.equal(
        await answer(withHeader(presigned, 'authorization', authorization)),
        "403 InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      );
    });

    it('payloads that are unsigned, of another hash, or signed in chunks', async () => {
      const s3 = { service: 's3', region: 'us-east-1' };
      const announcing = (hash: string): SignableRequest => ({
        ...REQUEST,
        headers: [...REQUEST.headers, 'x-amz-content-sha256', hash],
      });
      const chunked = signed(KEY, s3, announcing('STREAMING-AWS4-HMAC-SHA256-PAYLOAD'));
      assert.match(await answer(chunked, 'restJson1', s3), /^501 NotImplemented: A body signed in chunks/);
      assert.match(
        await answer(signed(KEY, s3, announcing('0'.repeat(64))), 'restJson1', s3),
        /^400 XAmzContentSHA256Mismatch: The provided 'x-amz-content-sha256' header does not match/,
      );
      assert.ok((await authenticate(signed(KEY, { ...s3, form: 'query' }), s3)).ok);
    });

    it('requests that are too large to be verified', async () => {
      const many = Array.from({ length: 1001 }, (_, index) => `p${index}`).join('&');
      assert.match(await answer({ ...signed(), query: many }), /too many or too long query parameters/);
      const long = `AWS4-HMAC-SHA256 Credential=${'x'.repeat(9000)}`;
      assert.match(await answer(withHeader(signed(), 'authorization', long)), /Authorization parameters/);
      const names = Array.from({ length: 101 }, (_, index) => `h${index}`).join(';');
      const authorization = signed().headers.authorization?.replace('host;', `host;${names};`);
      assert.match(await answer(withHeader(signed(), 'authorization', authorization)), /signed headers/);
      const headers = Array.from({ length: 501 }, (_, index) => [`h${index}`, 'x']).flat();
      const crowded = signed();
      assert.match(
        await answer({ ...crowded, rawHeaders: [...crowded.rawHeaders, ...headers] }),
        /too many or too long headers/,
      );
    });
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
    assert.equal(await answer(request), `accepted ${ALICE.arn}`);
    assert.match(await answer(withHeader(request, 'date', 'yesterday')), /Date must be in ISO-8601/);
    assert.match(
      await answer(withHeader(request, 'date', 'Sun, 30 Aug 2015 12:36:01 GMT')),
      /does not match the signature/,
    );
  });

  describe('in trust mode', () => {
    it('takes any key for root of the account that it names, or of the configured one', async () => {
      authenticator = create({ mode: 'trust' });
      const forged = (accessKeyId: string): SignedRequest =>
        signed({ accessKeyId, secretAccessKey: 'anything' }, { region: 'mars-north-1', now: 0 });
      assert.equal(await answer(forged('test')), `accepted arn:aws:iam::${ACCOUNT}:root`);
      assert.equal(await answer(forged('000000000000')), 'accepted arn:aws:iam::000000000000:root');
      assert.equal(await answer(forged('00000000000a')), `accepted arn:aws:iam::${ACCOUNT}:root`);
    });

    it('still wants a key', async () => {
      authenticator = create({ mode: 'trust' });
      assert.match(await answer(received(REQUEST)), /Missing Authentication Token/);
    });
  });
});
