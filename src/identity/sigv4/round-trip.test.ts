import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, it } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { checkClaims } from './claims.ts';
import { isFailure, readSignature } from './read-signature.ts';
import { type SignableRequest, type SigningOptions, sign } from './sign.ts';
import type { SignedRequest } from './signed-request.ts';
import { SigningKeyCache } from './signing-key.ts';
import { verifySignature } from './verify.ts';

const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const NOW = Date.UTC(2015, 7, 30, 12, 36);
const SCOPE = { service: 'execute-api', region: 'eu-central-1' };

const keys = new SigningKeyCache();

function received(request: SignableRequest, headers: readonly string[], query: string): SignedRequest {
  const rawHeaders = [...request.headers, ...headers];
  const byName: IncomingHttpHeaders = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const before = byName[name];
    byName[name] = before === undefined ? rawHeaders[index + 1] : `${before}, ${rawHeaders[index + 1]}`;
  }
  return { ...request, query, headers: byName, rawHeaders };
}

function verify(request: SignedRequest, scope = SCOPE): string | undefined {
  const parameters = readSignature(request);
  if (isFailure(parameters)) return parameters.message;
  const claims = checkClaims(parameters, { ...scope, now: NOW });
  if (isFailure(claims)) return claims.message;
  const failure = verifySignature(request, parameters, claims, CREDENTIALS.secretAccessKey, keys);
  return failure && failure.message + failure.detail;
}

function send(request: SignableRequest, options: Partial<SigningOptions> = {}): SignedRequest {
  const signed = sign(request, CREDENTIALS, { ...SCOPE, now: NOW, ...options });
  return received(request, signed.headers, signed.query);
}

// Characters that a request target may hold: a plain one means itself and nothing else.
const plain = fc.constantFrom(...'abcXYZ0129-_~');
const wild = fc.constantFrom(...'abcXYZ0129-_~.%/+!*\'();:@$,?[] "<>\\^`{|}é\u00ff');
const word = fc.string({ unit: plain, minLength: 1, maxLength: 8 });

const form = fc.constantFrom<'header' | 'query'>('header', 'query');
const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH');
const body = fc.uint8Array({ maxLength: 64 });

const wildRequest: fc.Arbitrary<SignableRequest> = fc.record({
  method,
  path: fc.string({ unit: wild, maxLength: 40 }).map((text) => `/${text.replaceAll('?', '')}`),
  query: fc.string({ unit: fc.oneof(wild, fc.constantFrom('&', '=')), maxLength: 60 }),
  headers: fc
    .array(fc.tuple(word, fc.string({ unit: wild, maxLength: 20 })), { maxLength: 6 })
    .map((pairs) => ['Host', 'api.example', ...pairs.flatMap(([name, value]) => [`x-${name}`, value])]),
  body,
});

const plainRequest: fc.Arbitrary<SignableRequest> = fc.record({
  method,
  path: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => `/${words.join('/')}`),
  query: fc
    .array(fc.tuple(word, word), { minLength: 1, maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&')),
  headers: word.map((value) => ['Host', 'api.example', 'X-Signed', value]),
  body: fc.uint8Array({ minLength: 1, maxLength: 64 }),
});

/** Another plain character in place of one plain character, wherever `position` falls. */
function changed(text: string, position: number): string {
  const places = [...text].flatMap((character, index) => (/[\w~-]/.test(character) ? [index] : []));
  const at = places[position % places.length] ?? 0;
  return `${text.slice(0, at)}${text[at] === 'q' ? 'Q' : 'q'}${text.slice(at + 1)}`;
}

describe('a request signed by us', () => {
  it('verifies, whatever is in it', () => {
    fc.assert(
      fc.property(wildRequest, form, (request, signedForm) => {
        assert.equal(verify(send(request, { form: signedForm })), undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('does not verify with one character of method, path, query, header or body changed', () => {
    const part = fc.constantFrom('method', 'path', 'query', 'header', 'host', 'body', 'signature');
    fc.assert(
      fc.property(plainRequest, form, part, fc.nat(), (request, signedForm, where, position) => {
        const sent = send(request, { form: signedForm });
        const rawHeaders = [...sent.rawHeaders];
        const replace = (name: string, change: (value: string) => string): SignedRequest => {
          const index = rawHeaders.indexOf(name) + 1;
          rawHeaders[index] = change(rawHeaders[index] ?? '');
          return {
            ...sent,
            rawHeaders,
            headers: { ...sent.headers, [name.toLowerCase()]: rawHeaders[index] },
          };
        };
        const tampered = ((): SignedRequest => {
          switch (where) {
            case 'method':
              return { ...sent, method: changed(sent.method, position) };
            case 'path':
              return { ...sent, path: changed(sent.path, position) };
            case 'query': {
              // The signature's own parameters follow ours when presigned; changing those is the last case.
              if (signedForm === 'header') return { ...sent, query: changed(sent.query, position) };
              return { ...sent, query: `${sent.query}&q=1` };
            }
            case 'header':
              return replace('X-Signed', (value) => changed(value, position));
            case 'host':
              return replace('Host', (value) => changed(value, position));
            case 'body': {
              const bytes = Uint8Array.from(sent.body);
              const at = position % bytes.length;
              bytes[at] = (bytes[at] ?? 0) ^ (1 << (position % 8));
              return { ...sent, body: bytes };
            }
            default:
              return signedForm === 'header'
                ? replace('Authorization', (value) => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0'))
                : { ...sent, query: sent.query.replace(/.$/, (last) => (last === '0' ? '1' : '0')) };
          }
        })();
        assert.equal(verify(sent), undefined);
        assert.match(verify(tampered) ?? 'verified', /The request signature we calculated does not match/);
      }),
      { numRuns: 700 },
    );
  });

  it('does not verify with a parameter added, left out or put elsewhere', () => {
    fc.assert(
      fc.property(plainRequest, fc.nat(), (request, position) => {
        const sent = send(request);
        const parameters = sent.query.split('&');
        const at = position % parameters.length;
        const without = parameters.toSpliced(at, 1).join('&');
        for (const query of [
          `${sent.query}&extra`,
          `${sent.query}&X-Amz-Signature=0`,
          without,
          sent.query.replace('=', ''),
        ]) {
          assert.ok(verify({ ...sent, query }), query);
        }
        assert.equal(verify({ ...sent, query: parameters.toReversed().join('&') }), undefined);
      }),
    );
  });
});

/** What @smithy/signature-v4 wants for hashing. */
class NodeSha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof secret === 'string') return Buffer.from(secret, 'utf8');
  if (!ArrayBuffer.isView(secret)) return new Uint8Array(secret);
  return new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
}

describe("a request signed by AWS's own JavaScript signer", () => {
  const value = fc.string({ unit: fc.constantFrom(...'abXY09-_.~ !*\'();:@&=+$,/?#[]%"é☃'), maxLength: 12 });
  const segment = fc.string({ unit: fc.constantFrom(...'abXY09-_~.%+ !@:$'), maxLength: 8 });
  const smithyRequest = fc.record({
    method,
    path: fc
      .array(segment, { maxLength: 4 })
      .map((segments) => `/${segments.map(encodeComponent).join('/')}`),
    query: fc.dictionary(word, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })), {
      maxKeys: 4,
    }),
    header: fc.string({ unit: fc.constantFrom(...'ab  \tcd"'), maxLength: 12 }),
    body,
  });

  for (const service of ['execute-api', 's3', 'lambda']) {
    it(`verifies for ${service}`, async () => {
      const signer = new SignatureV4({
        credentials: { ...CREDENTIALS },
        region: SCOPE.region,
        service,
        sha256: NodeSha256,
        uriEscapePath: service !== 's3',
      });
      await fc.assert(
        fc.asyncProperty(smithyRequest, form, async (request, signedForm) => {
          const { method: verb, path, query } = request;
          const unsigned = {
            method: verb,
            protocol: 'https:',
            hostname: 'api.example',
            path,
            query,
            headers: { host: 'api.example', 'x-note': request.header },
            body: signedForm === 'query' ? new Uint8Array() : request.body,
          };
          const headers = { ...unsigned.headers };
          if (signedForm === 'query' && service === 's3') {
            Object.assign(headers, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
          }
          const signed =
            signedForm === 'header'
              ? await signer.sign(unsigned, { signingDate: new Date(NOW) })
              : await signer.presign({ ...unsigned, headers }, { signingDate: new Date(NOW), expiresIn: 60 });
          const sent: SignedRequest = {
            method: verb,
            path: signed.path,
            query: wireQuery(signed.query ?? {}),
            headers: signed.headers,
            rawHeaders: Object.entries(signed.headers).flat(),
            body: unsigned.body,
          };
          assert.equal(verify(sent, { ...SCOPE, service }), undefined);
        }),
        { numRuns: 150 },
      );
    });
  }
});

describe('UNSIGNED-PAYLOAD', () => {
  for (const [service, accepted] of [
    ['execute-api', false],
    ['iam', false],
    ['s3', true],
    ['vpc-lattice-svcs', true],
  ] as const) {
    it(`is ${accepted ? 'good' : 'a wrong signature'} for ${service}`, async () => {
      const { region } = SCOPE;
      const signer = new SignatureV4({
        credentials: { ...CREDENTIALS },
        region,
        service,
        sha256: NodeSha256,
      });
      const headers = { host: 'api.example', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
      const { headers: sent } = await signer.sign(
        { method: 'PUT', protocol: 'https:', hostname: 'api.example', path: '/', headers },
        { signingDate: new Date(NOW) },
      );
      const request: SignedRequest = {
        method: 'PUT',
        path: '/',
        query: '',
        headers: sent,
        rawHeaders: Object.entries(sent).flat(),
        body: Buffer.from('anything'),
      };
      assert.equal(verify(request, { service, region }) === undefined, accepted);
    });
  }

  it('is sent when asked for', () => {
    const headers = ['Host', 'api.example', 'X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD'];
    const request = { method: 'PUT', path: '/', query: '', headers, body: Buffer.from('one') };
    const scope = { ...SCOPE, service: 's3' };
    assert.equal(verify({ ...send(request, scope), body: Buffer.from('other') }, scope), undefined);
  });
});

/** Encodes as the HTTP client of the SDK does. */
function encodeComponent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function wireQuery(query: Readonly<Record<string, string | readonly string[] | null>>): string {
  return Object.entries(query)
    .flatMap(([name, values]) =>
      [values ?? ''].flat().map((text) => `${encodeComponent(name)}=${encodeComponent(text)}`),
    )
    .join('&');
}
