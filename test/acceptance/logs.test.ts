import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { APIGateway } from '@aws-sdk/client-api-gateway';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { zipOf } from '../../src/lambda/lambda.fixture.ts';
import { ACCOUNT, GatewayProcess, REGION, withDirectory } from '../support/gateway-process.ts';
import { root } from '../support/source-files.ts';

const FORMAT =
  '{"id":"$context.requestId","status":"$context.status","ua":"$context.identity.userAgent","path":"$context.path"}';

function logs(directory: string, ...args: string[]): string {
  const command = [join(root, 'src/cli/main.ts'), 'logs', ...args, '--data-dir', directory];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    timeout: 30_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Sends a request as it is written, and gives the status. */
async function send(url: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const [response] = await once(request(url, { headers, agent: false }).end(), 'response');
  response.resume();
  await once(response, 'close');
  return response.statusCode;
}

/** A mock API at GET /hello/{name}, on the stage `prod`, which logs everything. */
async function deploy(apiGateway: APIGateway, iam: IAM): Promise<string> {
  const role = await iam.createRole({
    RoleName: 'logs',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  const { id: restApiId, rootResourceId } = await apiGateway.createRestApi({ name: 'logged' });
  const { id: hello } = await apiGateway.createResource({
    restApiId,
    parentId: rootResourceId,
    pathPart: 'hello',
  });
  const { id: resourceId } = await apiGateway.createResource({
    restApiId,
    parentId: hello,
    pathPart: '{name}',
  });
  const method = { restApiId, resourceId, httpMethod: 'GET' };
  await apiGateway.putMethod({ ...method, authorizationType: 'NONE' });
  const requestTemplates = { 'application/json': '{"statusCode": 200}' };
  await apiGateway.putIntegration({ ...method, type: 'MOCK', requestTemplates });
  await apiGateway.putMethodResponse({ ...method, statusCode: '200' });
  await apiGateway.putIntegrationResponse({ ...method, statusCode: '200' });
  await apiGateway.createDeployment({ restApiId, stageName: 'prod' });
  const stage = { restApiId, stageName: 'prod' };
  const patchOperations = [
    { op: 'replace' as const, path: '/*/*/logging/loglevel', value: 'INFO' },
    { op: 'replace' as const, path: '/*/*/logging/dataTrace', value: 'true' },
    {
      op: 'replace' as const,
      path: '/accessLogSettings/destinationArn',
      value: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/api/accesses`,
    },
    { op: 'replace' as const, path: '/accessLogSettings/format', value: FORMAT },
  ];
  await assert.rejects(apiGateway.updateStage({ ...stage, patchOperations }), {
    name: 'BadRequestException',
    message: 'CloudWatch Logs role ARN must be set in account settings to enable logging',
  });
  await apiGateway.updateAccount({
    patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: role.Role?.Arn }],
  });
  await apiGateway.updateStage({ ...stage, patchOperations });
  return restApiId ?? '';
}

test('what a deployed API logs is printed by alicorn logs, and survives the gateway', () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory);
    const { endpoint, rootKeys: credentials } = gateway;
    const client = { endpoint, credentials, region: REGION };
    const apiGateway = new APIGateway(client);
    const iam = new IAM(client);
    const restApiId = await deploy(apiGateway, iam);
    const group = `API-Gateway-Execution-Logs_${restApiId}/prod`;
    const url = `${endpoint}/_aws/execute-api/${restApiId}/prod`;

    const hostile = `"},{"status":"200"} \\ ${'x'.repeat(8_000)}`;
    assert.equal(await send(`${url}/hello/%0d%0aforged`, { 'user-agent': hostile }), 200);
    assert.equal(await send(`${url}/nowhere`, { 'user-agent': 'second' }), 403);

    const command = [
      join(root, 'src/cli/main.ts'),
      'logs',
      '/api/accesses',
      '--follow',
      '--data-dir',
      directory,
    ];
    const following = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    const followed: string[] = [];
    for await (const line of createInterface(following.stdout)) {
      followed.push(line);
      if (followed.length === 2) await send(`${url}/hello/third`, { 'user-agent': 'third' });
      if (followed.length === 3) following.kill('SIGINT');
    }
    const accesses = followed.map((line) => JSON.parse(line.slice(line.indexOf(' ') + 1)));
    assert.deepEqual(
      accesses.map(({ status, ua, path }) => [status, ua, path]),
      [
        ['200', hostile, '/prod/hello/%0d%0aforged'],
        ['403', 'second', '/prod/nowhere'],
        ['200', 'third', '/prod/hello/third'],
      ],
    );

    const tested = await apiGateway.testInvokeMethod({
      restApiId,
      resourceId: (await apiGateway.getResources({ restApiId })).items?.find(
        ({ path }) => path === '/hello/{name}',
      )?.id,
      httpMethod: 'GET',
      pathWithQueryString: '/hello/you',
    });
    assert.equal(tested.status, 200);
    assert.match(tested.log ?? '', / : Method request path: \{name=you\}\n/);
    apiGateway.destroy();
    iam.destroy();
    await gateway.stop();

    assert.equal(logs(directory), `/api/accesses\n${group}\n`);
    const lines = logs(directory, group).split('\n');
    const [id] = accesses.map((access) => access.id);
    const first = lines
      .filter((line) => line.includes(`(${id})`))
      .map((line) => line.slice(line.indexOf(') ') + 2));
    assert.ok(first.includes('HTTP Method: GET, Resource Path: /hello/%0d%0aforged'));
    assert.ok(first.includes('Method request path: {name='), 'a decoded line end begins no event');
    assert.ok(lines.includes('    forged}'));
    assert.ok(first.includes('Method completed with status: 200'));
  }));

test('what functions print is in their log groups', () =>
  withDirectory(async (directory) => {
    const gateway = await GatewayProcess.start(directory);
    const lambda = new Lambda({ endpoint: gateway.endpoint, credentials: gateway.rootKeys, region: REGION });
    const iam = new IAM({ endpoint: gateway.endpoint, credentials: gateway.rootKeys, region: REGION });
    const trust = {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const role = await iam.createRole({
      RoleName: 'talker',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    });
    const code = 'exports.handler = async () => { console.log("\\u001b[31mhello", 1); };';
    await lambda.createFunction({
      FunctionName: 'talker',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: role.Role?.Arn ?? '',
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
    });
    await lambda.invoke({ FunctionName: 'talker' });
    lambda.destroy();
    iam.destroy();
    await gateway.stop();
    assert.equal(logs(directory), '/aws/lambda/talker\n');
    const text = logs(directory, '/aws/lambda/talker');
    assert.match(text, /^\S+Z START RequestId: /);
    assert.match(text, /INFO\t\\u001b\[31mhello 1$/m);
    assert.match(text, /^\S+Z REPORT RequestId: /m);
    const [first] = logs(directory, '/aws/lambda/talker', '--json').split('\n');
    assert.match(JSON.parse(first ?? '').stream, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]+$/);
  }));
