// DynamoDB over HTTP: not every runtime brings an SDK along.
const { createHash, createHmac } = require('node:crypto');

const { AWS_REGION: region, AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = process.env;
const { AWS_SESSION_TOKEN: token, TABLE: TableName } = process.env;
const endpoint = new URL(process.env.AWS_ENDPOINT_URL ?? `https://dynamodb.${region}.amazonaws.com`);

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (by, text) => createHmac('sha256', by).update(text).digest();

async function dynamodb(operation, input) {
  const body = JSON.stringify({ TableName, ...input });
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    host: endpoint.host,
    'x-amz-date': time,
    'x-amz-security-token': token,
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map((pair) => pair.join(':'));
  const canonical = ['POST', '/', '', ...lines, '', names, sha256(body)].join('\n');
  const scope = [time.slice(0, 8), region, 'dynamodb', 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const signature = hmac(scope.reduce(hmac, `AWS4${secret}`), text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`;
  const response = await fetch(endpoint, { method: 'POST', headers: { ...headers, authorization }, body });
  const answer = await response.json();
  if (!response.ok) throw new Error(`[500] ${answer.message ?? answer.Message ?? answer.__type}`);
  return answer;
}

/** Items of all pages of a Query or Scan, as plain widgets. */
async function widgets(operation, input) {
  const found = [];
  let ExclusiveStartKey;
  do {
    const { Items, LastEvaluatedKey } = await dynamodb(operation, { ...input, ExclusiveStartKey });
    found.push(...Items.map(widgetOf));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return { count: found.length, widgets: found };
}

const widgetOf = ({ widgetname, color }) => ({ widgetname: widgetname.S, color: color.S });

// What the functions use; without it they would be taken for unused.
Object.assign(exports, { dynamodb, widgets, widgetOf });
