const { createHash, randomBytes, randomInt } = require('node:crypto');

const { callAws, dynamodb } = exports;
const { FREE_KEYS, BASIC_KEYS, PREMIUM_PLAN } = process.env;

// Free: one key for all tenants. Basic: each tenant has one of a few keys. Premium: a key for each tenant.
const tiers = {
  Free: { pool: FREE_KEYS.split(',') },
  Basic: { pool: BASIC_KEYS.split(',') },
  Premium: { usagePlanId: PREMIUM_PLAN },
};

const apigateway = (method, path, { body, query } = {}) =>
  callAws('apigateway', method, path, {
    query,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

// The key's tag says whose it is: its usage is the tenant's.
async function createSiloedKey(tenant, { usagePlanId }) {
  const body = { name: `tenant-${tenant}`, enabled: true, tags: { tenant } };
  const key = await apigateway('POST', '/apikeys', { body });
  await apigateway('POST', `/usageplans/${usagePlanId}/keys`, {
    body: { keyId: key.id, keyType: 'API_KEY' },
  });
  return key;
}

const choosePooledKey = ({ pool }) =>
  apigateway('GET', `/apikeys/${pool[randomInt(pool.length)]}`, { query: { includeValue: 'true' } });

const deleteKey = (id) => apigateway('DELETE', `/apikeys/${id}`);

const describe = ({ id, tier, keyId, model }) => ({
  tenant: id.S,
  tier: tier.S,
  keyId: keyId.S,
  model: model.S,
});

async function createTenant({ body }) {
  const { tenant, tier } = JSON.parse(body);
  const model = tiers[tier].pool ? 'pooled' : 'siloed';
  const secret = randomBytes(32).toString('base64url');
  const key = await (model === 'pooled'
    ? choosePooledKey(tiers[tier])
    : createSiloedKey(tenant, tiers[tier]));
  const Item = {
    id: { S: tenant },
    tier: { S: tier },
    model: { S: model },
    keyId: { S: key.id },
    key: { S: key.value },
    digest: { S: createHash('sha256').update(secret).digest('hex') },
  };
  try {
    await dynamodb('PutItem', { Item, ConditionExpression: 'attribute_not_exists(id)' });
  } catch (error) {
    if (model === 'siloed') await deleteKey(key.id);
    if (error.name !== 'ConditionalCheckFailedException') throw error;
    return answer(409, { message: 'There is a tenant of this name already' });
  }
  // Shown this once.
  return answer(201, { ...describe(Item), token: `${tenant}.${secret}` });
}

async function listTenants({ queryStringParameters }) {
  const after = queryStringParameters?.after;
  const page = after ? { ExclusiveStartKey: { id: { S: after } } } : {};
  const { Items, LastEvaluatedKey } = await dynamodb('Scan', { Limit: 100, ...page });
  return answer(200, { tenants: Items.map(describe), next: LastEvaluatedKey?.id.S });
}

async function deleteTenant({ pathParameters }) {
  const Key = { id: { S: pathParameters.tenant } };
  const { Attributes } = await dynamodb('DeleteItem', { Key, ReturnValues: 'ALL_OLD' });
  if (!Attributes) return answer(404, { message: 'There is no tenant of this name' });
  if (Attributes.model.S === 'siloed') await deleteKey(Attributes.keyId.S);
  return answer(204);
}

const answer = (statusCode, body) => ({
  statusCode,
  ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
});

const operations = {
  'POST /admin/tenants': createTenant,
  'GET /admin/tenants': listTenants,
  'DELETE /admin/tenants/{tenant}': deleteTenant,
};

exports.handler = (event) => operations[`${event.httpMethod} ${event.resource}`](event);
