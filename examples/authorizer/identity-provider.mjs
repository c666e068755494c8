// A stand-in for a third-party identity provider: it signs OAuth access tokens and publishes the key to verify them with.
//
//   node identity-provider.mjs [PORT]                    runs it, on port 9400 of this machine unless told otherwise
//   node identity-provider.mjs token URL [SCOPE...]      prints a token of the one that runs at URL
//
// Everybody gets every token here. A real provider would ask who it is first.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const AUDIENCE = 'my-api';
const LIFETIME = 300;

const json = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Starts the provider; `issuer` is its address, which its tokens name. */
export async function startIdentityProvider(port = 0) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }];
  let issuer = '';

  /** Claims in `more` come in the place of the usual ones. */
  const issue = (subject, scopes, more = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: subject,
      aud: AUDIENCE,
      scp: scopes,
      iat: now,
      exp: now + LIFETIME,
      ...more,
    };
    const signed = `${json({ alg: 'RS256', typ: 'at+jwt', kid })}.${json(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };

  const server = createServer(async (request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'GET' && request.url === '/.well-known/jwks.json') return answer(200, { keys });
    if (request.method !== 'POST' || request.url !== '/oauth2/token')
      return answer(404, { error: 'not_found' });
    let text = '';
    for await (const chunk of request) {
      text += chunk;
      if (text.length > 10_000) return answer(413, { error: 'invalid_request' });
    }
    const form = new URLSearchParams(text);
    if (form.get('grant_type') !== 'client_credentials')
      return answer(400, { error: 'unsupported_grant_type' });
    const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    const access_token = issue(form.get('client_id') ?? 'somebody', scopes);
    return answer(200, { access_token, token_type: 'Bearer', expires_in: LIFETIME, scope: scopes.join(' ') });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${server.address().port}`;
  return { issuer, issue, close: () => server.close().closeAllConnections() };
}

async function main([command, url, ...scopes]) {
  if (command !== 'token') {
    const { issuer } = await startIdentityProvider(Number(command ?? 9400));
    console.log(`The identity provider runs at ${issuer}`);
    return;
  }
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'ada',
    scope: scopes.join(' '),
  });
  const response = await fetch(new URL('/oauth2/token', url), { method: 'POST', body });
  const { access_token } = await response.json();
  console.log(access_token);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
