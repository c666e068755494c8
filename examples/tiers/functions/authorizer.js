const { createHash, timingSafeEqual } = require('node:crypto');

const { dynamodb } = exports;

// A tenant's token is its name, a dot and a secret, of which the table has the digest.
async function findTenant(authorization) {
  const token = authorization.slice('Bearer '.length);
  const dot = token.lastIndexOf('.');
  const { Item } = await dynamodb('GetItem', { Key: { id: { S: token.slice(0, dot) } } });
  if (!Item) return undefined;
  const digest = createHash('sha256')
    .update(token.slice(dot + 1))
    .digest();
  return timingSafeEqual(digest, Buffer.from(Item.digest.S, 'hex')) ? Item : undefined;
}

// Which API key the request counts for is said here, so that tenants need not know that they share one; usage of shared
// keys is counted for the tenant that the context names.
exports.handler = async ({ authorizationToken, methodArn }) => {
  const tenant = await findTenant(authorizationToken);
  if (!tenant) throw new Error('Unauthorized');
  const [apiArn, stage] = methodArn.split('/');
  const Statement = [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${apiArn}/${stage}/GET/*` }];
  return {
    principalId: tenant.id.S,
    policyDocument: { Version: '2012-10-17', Statement },
    context: { tenant: tenant.id.S, tier: tenant.tier.S },
    usageIdentifierKey: tenant.key.S,
  };
};
