const { createHmac, hash } = require('node:crypto');

const sha256 = (text) => hash('sha256', text);
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

// A call of an AWS service with the function's own role: Signature Version 4, so that no SDK has to be brought along.
// Throws an error whose name is AWS's.
exports.callAws = async (service, method, path, { query = {}, headers = {}, body = '' } = {}) => {
  const { AWS_REGION, AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } =
    process.env;
  const url = new URL(AWS_ENDPOINT_URL ?? `https://${service}.${AWS_REGION}.amazonaws.com`);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const signed = {
    host: url.host,
    'x-amz-date': time,
    'x-amz-security-token': AWS_SESSION_TOKEN,
    ...headers,
  };
  const names = Object.keys(signed).sort();
  const queryText = Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name])}`)
    .join('&');
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = [method, path, queryText, lines, names.join(';'), sha256(body)].join('\n');
  const scope = `${time.slice(0, 8)}/${AWS_REGION}/${service}/aws4_request`;
  const key = scope.split('/').reduce(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const { host: _host, ...sent } = signed;
  sent.authorization = `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const target = new URL(queryText === '' ? path : `${path}?${queryText}`, url);
  const response = await fetch(target, { method, headers: sent, ...(body === '' ? {} : { body }) });
  const text = await response.text();
  const answer = text === '' ? {} : JSON.parse(text);
  if (response.ok) return answer;
  const type = answer.__type ?? response.headers.get('x-amzn-errortype') ?? String(response.status);
  const error = new Error(answer.message ?? answer.Message ?? text);
  error.name = type.split('#').at(-1).split(':')[0];
  throw error;
};

exports.dynamodb = (operation, input) =>
  exports.callAws('dynamodb', 'POST', '/', {
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    body: JSON.stringify({ TableName: process.env.TABLE, ...input }),
  });
