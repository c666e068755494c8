/**
 * Signature Version 4 in a browser: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 *
 * WebCrypto is there on https and on localhost only.
 */
const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'execute-api';

/**
 * The headers that sign a request.
 * @param {{method: string, url: URL, body?: string, region: string, date?: Date,
 *   credentials: {accessKeyId: string, secretAccessKey: string, sessionToken?: string}}} request
 * @returns {Promise<Record<string, string>>}
 */
export async function signatureHeaders({ method, url, body = '', region, credentials, date = new Date() }) {
  const time = date.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, SERVICE, 'aws4_request'];
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signed = { host: url.host, 'x-amz-date': time };
  if (sessionToken) signed['x-amz-security-token'] = sessionToken;
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname.split('/').map(encode).join('/'),
    canonicalQuery(url.searchParams),
    ...names.map((name) => `${name}:${signed[name].trim()}`),
    '',
    names.join(';'),
    hex(await crypto.subtle.digest('SHA-256', bytes(body))),
  ].join('\n');
  const text = [
    ALGORITHM,
    time,
    scope.join('/'),
    hex(await crypto.subtle.digest('SHA-256', bytes(canonical))),
  ];
  let key = bytes(`AWS4${secretAccessKey}`);
  for (const part of [...scope, text.join('\n')]) key = await hmac(key, part);
  const { host: _host, ...headers } = signed;
  return {
    ...headers,
    authorization:
      `${ALGORITHM} Credential=${accessKeyId}/${scope.join('/')}, ` +
      `SignedHeaders=${names.join(';')}, Signature=${hex(key)}`,
  };
}

function canonicalQuery(parameters) {
  return [...parameters]
    .map((pair) => pair.map(encode).join('='))
    .sort()
    .join('&');
}

/** Everything but RFC 3986's unreserved characters. Of paths, what is encoded on the wire is encoded once more. */
function encode(text) {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function hmac(key, text) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return crypto.subtle.sign('HMAC', imported, bytes(text));
}

function bytes(text) {
  return new TextEncoder().encode(text);
}

function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
