import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { API_ID, lambdaProxy, method } from './api-records.fixture.ts';
import { Rig } from './gateway.fixture.ts';

const PRIVATE = { types: ['PRIVATE' as const], ipAddressType: 'dualstack' as const };
const FORBIDDEN = '{"message":"Forbidden"}';

/** The example "Allow private API traffic based on source VPC or VPC endpoint", for one stage each. */
function policyFor(condition: object): string {
  const statement = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', ...statement },
      { Effect: 'Deny', ...statement, Condition: condition },
    ],
  });
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html */
describe('private APIs', () => {
  const rig = new Rig({
    vpcEndpoints: [
      { id: 'vpce-0000aaaa', cidr: '10.1.0.0/16', vpcId: 'vpc-1111' },
      { id: 'vpce-0000bbbb', cidr: '2001:db8::/32' },
      { id: 'vpce-0000cccc', cidr: '10.1.2.0/24' },
    ],
  });
  before(async () => {
    await rig.start();
    const template = '$context.identity.sourceIp $context.identity.vpceId [$!context.identity.vpcId]';
    const mock = lambdaProxy({
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode":200}' },
      integrationResponses: {
        200: { statusCode: '200', responseTemplates: { 'application/json': template } },
      },
    });
    const paths = { '/': [method('GET')], '/mock': [method('GET', { methodIntegration: mock })] };
    const deploy = (stageName: string, policy?: string) =>
      rig.deploy({
        stageName,
        deploymentId: stageName,
        paths,
        api: { endpointConfiguration: PRIVATE, ...(policy !== undefined && { policy }) },
      });
    await deploy('vpce', policyFor({ StringNotEquals: { 'aws:SourceVpce': 'vpce-0000aaaa' } }));
    await deploy('vpc', policyFor({ StringNotEquals: { 'aws:SourceVpc': 'vpc-1111' } }));
    await deploy('ip', policyFor({ NotIpAddress: { 'aws:VpcSourceIp': '10.1.0.1/32' } }));
    await deploy('absent', policyFor({ Null: { 'aws:SourceIp': 'false' } }));
    await deploy('without');
    await rig.deploy({
      stageName: 'public',
      deploymentId: 'public',
      paths,
      api: { policy: policyFor({ Null: { 'aws:SourceVpce': 'false', 'aws:VpcSourceIp': 'false' } }) },
    });
  });
  after(() => rig.stop());

  const send = (stage: string, sourceIp: string, path = '/', vpcEndpointId?: string) => {
    rig.target = { sourceIp, ...(vpcEndpointId !== undefined && { vpcEndpointId }) };
    return rig.send(`/@${API_ID}/${stage}${path}`);
  };

  test('can be invoked through an endpoint that the policy allows', async () => {
    for (const stage of ['vpce', 'vpc', 'ip', 'absent']) {
      assert.equal((await send(stage, '10.1.0.1')).status, 200, stage);
    }
  });

  test('can not be invoked through another', async () => {
    for (const stage of ['vpce', 'vpc', 'ip']) {
      const answer = await send(stage, '2001:db8::1');
      assert.equal(answer.status, 403, stage);
      assert.match(
        answer.text,
        /^{"Message":"User: anonymous .* with an explicit deny in a resource-based policy"}$/,
      );
    }
    assert.equal((await send('absent', '2001:db8::1')).status, 200);
  });

  test('can not be invoked from elsewhere, whatever the policy says', async () => {
    for (const sourceIp of ['10.2.0.1', '127.0.0.1', '203.0.113.7', '::1', '']) {
      const answer = await send('absent', sourceIp);
      assert.equal(answer.status, 403, sourceIp);
      assert.equal(answer.text, FORBIDDEN);
      assert.equal(answer.headers['x-amzn-errortype'], 'ForbiddenException');
    }
  });

  test('need a resource policy', async () => {
    const answer = await send('without', '10.1.0.1');
    assert.deepEqual([answer.status, answer.text], [403, FORBIDDEN]);
  });

  test('a host that names an endpoint means that one', async () => {
    assert.equal((await send('vpce', '10.1.2.3')).status, 200, 'the first that fits');
    assert.equal((await send('vpce', '10.1.2.3', '/', 'vpce-0000aaaa')).status, 200);
    assert.match((await send('vpce', '10.1.2.3', '/', 'vpce-0000cccc')).text, /explicit deny/);
    assert.equal((await send('absent', '10.1.2.3', '/', 'vpce-0000bbbb')).text, FORBIDDEN);
    assert.equal((await send('absent', '10.1.2.3', '/', 'vpce-unknown')).text, FORBIDDEN);
  });

  test('functions and templates are told of the endpoint', async () => {
    const { requestContext } = JSON.parse((await send('vpc', '10.1.0.1')).text);
    assert.equal(requestContext.identity.vpceId, 'vpce-0000aaaa');
    assert.equal(requestContext.identity.vpcId, 'vpc-1111');
    assert.equal(requestContext.identity.sourceIp, '10.1.0.1');
    assert.equal((await send('vpc', '10.1.0.1', '/mock')).text, '10.1.0.1 vpce-0000aaaa [vpc-1111]');
    assert.equal((await send('absent', '2001:db8::1', '/mock')).text, '2001:db8::1 vpce-0000bbbb []');
  });

  test('the keys of endpoints are those of private APIs alone', async () => {
    const answer = await send('public', '10.1.0.1');
    assert.equal(answer.status, 200);
    const { identity } = JSON.parse(answer.text).requestContext;
    assert.deepEqual(['vpceId' in identity, 'vpcId' in identity], [false, false]);
  });

  test('public APIs can not be invoked through an endpoint', async () => {
    assert.equal((await send('public', '10.1.0.1', '/', 'vpce-0000aaaa')).text, FORBIDDEN);
  });
});

test('where there is no endpoint nobody may, and the log says why', async () => {
  const rig = new Rig();
  await rig.start();
  await rig.deploy({
    paths: { '/': [method('GET')] },
    api: { endpointConfiguration: PRIVATE, policy: policyFor({ Null: { 'aws:CurrentTime': 'true' } }) },
  });
  assert.equal((await rig.send('/')).text, FORBIDDEN);
  assert.ok(rig.logged.some((line) => line.includes('--vpc-endpoint')));
  await rig.stop();
});

test('an API whose default endpoint is disabled is forbidden before its policy is asked', async () => {
  const rig = new Rig();
  await rig.start();
  const policy = policyFor({ Null: { 'aws:CurrentTime': 'false' } });
  await rig.deploy({ paths: { '/': [method('GET')] }, api: { policy, disableExecuteApiEndpoint: true } });
  const answer = await rig.send('/');
  assert.deepEqual([answer.status, answer.text], [403, FORBIDDEN]);
  await rig.stop();
});
