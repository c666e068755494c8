import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkClaims } from './claims.ts';
import { isFailure, readSignature } from './read-signature.ts';
import { type SignableRequest, sign } from './sign.ts';
import type { SignedRequest } from './signed-request.ts';
import { SigningKeyCache } from './signing-key.ts';
import { parseTimestamp } from './timestamp.ts';
import { verifySignature } from './verify.ts';

// AWS's Signature Version 4 test suite, as carried by botocore.
const SUITE = fileURLToPath(new URL('../../../test/vectors/sigv4/', import.meta.url));
const ACCESS_KEY_ID = 'AKIDEXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const SCOPE = { service: 'service', region: 'us-east-1' };
const NOW = parseTimestamp('20150830T123600Z') ?? 0;

/** Cases whose session token comes with the credentials instead of the request, and how it is added. */
const TOKENS: Readonly<Record<string, { token: string; signed: boolean }>> = {
  'get-vanilla-with-session-token': {
    token: '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267',
    signed: true,
  },
};

/** The signature of this .sreq is made up: it differs from the case's own .authz, which is right. */
const WRONG_SREQ = 'get-vanilla-with-session-token';

interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly rawHeaders: string[];
  readonly body: Buffer;
}

/** Reads a request as the suite writes it: one byte per character, folded headers, spaces in the target. */
function parseRequest(text: string): WireRequest {
  const [head = '', body = ''] = text.split('\n\n');
  const [requestLine = '', ...lines] = head.split('\n');
  const target = requestLine.slice(requestLine.indexOf(' ') + 1, requestLine.lastIndexOf(' '));
  const rawHeaders: string[] = [];
  for (const line of lines) {
    const last = rawHeaders.length - 1;
    if (line.startsWith(' ')) rawHeaders[last] += `\n${line}`;
    else if (line !== '')
      rawHeaders.push(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1));
  }
  const [path = '', query = ''] = target.split('?');
  const method = requestLine.slice(0, requestLine.indexOf(' '));
  return { method, path, query, rawHeaders, body: Buffer.from(body, 'latin1') };
}

function asReceived(request: WireRequest): SignedRequest {
  const headers: IncomingHttpHeaders = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    headers[(request.rawHeaders[index] ?? '').toLowerCase()] = request.rawHeaders[index + 1]?.trim();
  }
  return { ...request, headers };
}

function cases(): { name: string; read: (extension: string) => string }[] {
  const found = [];
  for (const entry of readdirSync(SUITE, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.req')) continue;
    const name = entry.name.slice(0, -'.req'.length);
    const read = (extension: string): string =>
      readFileSync(`${entry.parentPath}/${name}.${extension}`, 'latin1').replaceAll('\r', '');
    found.push({ name, read });
  }
  return found;
}

function verify(request: WireRequest): string | undefined {
  const received = asReceived(request);
  const parameters = readSignature(received);
  if (isFailure(parameters)) return parameters.message;
  const claims = checkClaims(parameters, { ...SCOPE, now: NOW });
  if (isFailure(claims)) return claims.message;
  return verifySignature(received, parameters, claims, SECRET, new SigningKeyCache())?.message;
}

describe("AWS's Signature Version 4 test suite", () => {
  const suite = cases();

  it('is there', () => assert.equal(suite.length, 34));

  for (const { name, read } of suite) {
    it(`signs and verifies ${name}`, () => {
      const { rawHeaders, ...request } = parseRequest(read('req'));
      const signable: SignableRequest = { ...request, headers: rawHeaders };
      const credentials = {
        accessKeyId: ACCESS_KEY_ID,
        secretAccessKey: SECRET,
        sessionToken: TOKENS[name]?.token,
      };
      const signed = sign(signable, credentials, { ...SCOPE, now: NOW });
      assert.equal(signed.canonicalRequest, read('creq'));
      assert.equal(signed.stringToSign, read('sts'));
      assert.equal(signed.headers[signed.headers.indexOf('Authorization') + 1], read('authz'));

      const sent = parseRequest(read('sreq'));
      const authorization = sent.rawHeaders.indexOf('Authorization') + 1;
      if (name === WRONG_SREQ) {
        assert.match(verify(sent) ?? '', /^The request signature we calculated does not match/);
        sent.rawHeaders[authorization] = read('authz');
      }
      assert.equal(sent.rawHeaders[authorization]?.trim(), read('authz'));
      assert.equal(verify(sent), undefined);
    });
  }
});
