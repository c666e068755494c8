import { APIGateway } from '@aws-sdk/client-api-gateway';
import { DynamoDB, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { ZipFile } from 'yazl';
import { ACCOUNT, type GatewayProcess, REGION } from '../test/support/gateway-process.ts';
import type { SignedPost } from './signed-client.ts';

/** What to call, by the gateway and directly. */
export interface Targets {
  /** Of the stage, without a slash at its end. */
  readonly endpoint: string;
  /** The function by Lambda's own API. */
  readonly invoke: SignedPost;
  /** The item by DynamoDB's own API. */
  readonly getItem: SignedPost;
}

const FUNCTION = 'bench';
const TABLE = 'bench';
const ROLE = 'bench';
const ITEM = { id: { S: 'one' }, text: { S: 'x'.repeat(200) } };
const FUNCTION_CODE =
  'export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ horn: 3.1 }) });';
const ANYONE_OF_AWS = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['lambda.amazonaws.com', 'apigateway.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
};
const READS_TABLE = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }],
};

/** An API with a method for each kind of integration, deployed by AWS's SDK. */
export async function deployIntegrations(gateway: GatewayProcess, backend: URL): Promise<Targets> {
  const client = { endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys };
  const roleArn = await createRole(client);
  await createFunction(client, roleArn);
  await createTable(client);
  const apis = new APIGateway(client);
  const body = Buffer.from(JSON.stringify(definition(backend, roleArn)));
  const { id = '' } = await apis.importRestApi({ body });
  await apis.createDeployment({ restApiId: id, stageName: 'bench' });
  apis.destroy();
  const signed = { region: REGION, keys: gateway.rootKeys };
  return {
    endpoint: `${gateway.endpoint}/_aws/execute-api/${id}/bench`,
    invoke: {
      ...signed,
      url: new URL(`${gateway.endpoint}/2015-03-31/functions/${FUNCTION}/invocations`),
      service: 'lambda',
      body: '{"name":"unicorn"}',
    },
    getItem: {
      ...signed,
      url: new URL(gateway.endpoint),
      service: 'dynamodb',
      headers: ['X-Amz-Target', 'DynamoDB_20120810.GetItem', 'Content-Type', 'application/x-amz-json-1.0'],
      body: JSON.stringify({ TableName: TABLE, Key: { id: ITEM.id } }),
    },
  };
}

type Client = ConstructorParameters<typeof IAM>[0] & object;

async function createRole(client: Client): Promise<string> {
  const iam = new IAM(client);
  const { Role } = await iam.createRole({
    RoleName: ROLE,
    AssumeRolePolicyDocument: JSON.stringify(ANYONE_OF_AWS),
  });
  await iam.putRolePolicy({
    RoleName: ROLE,
    PolicyName: 'reads',
    PolicyDocument: JSON.stringify(READS_TABLE),
  });
  iam.destroy();
  return Role?.Arn ?? '';
}

async function createFunction(client: Client, roleArn: string): Promise<void> {
  const lambda = new Lambda(client);
  await lambda.createFunction({
    FunctionName: FUNCTION,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile: await zipped('index.mjs', FUNCTION_CODE) },
  });
  await lambda.addPermission({
    FunctionName: FUNCTION,
    StatementId: 'gateway',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  });
  lambda.destroy();
}

async function zipped(name: string, text: string): Promise<Uint8Array> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function createTable(client: Client): Promise<void> {
  const dynamodb = new DynamoDB(client);
  await dynamodb.createTable({
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await waitUntilTableExists(
    { client: dynamodb, maxWaitTime: 10, minDelay: 0.1, maxDelay: 0.5 },
    { TableName: TABLE },
  );
  await dynamodb.putItem({ TableName: TABLE, Item: ITEM });
  dynamodb.destroy();
}

function definition(backend: URL, roleArn: string): object {
  const apigateway = `arn:aws:apigateway:${REGION}`;
  const lambda =
    `${apigateway}:lambda:path/2015-03-31/functions/` +
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FUNCTION}/invocations`;
  const template = '{"name": "$input.params(\'name\')$util.escapeJavaScript($input.path(\'$.name\'))"}';
  const echo = {
    default: { statusCode: '200', responseTemplates: { 'application/json': "$input.json('$')" } },
  };
  const uses = (integration: object, parameters: object[] = []) => ({
    parameters,
    responses: { 200: { description: 'What the backend answered' } },
    'x-amazon-apigateway-integration': integration,
  });
  const json = (text: string) => ({ 'application/json': text });
  return {
    openapi: '3.0.1',
    info: { title: 'bench', version: '1' },
    paths: {
      '/mock': {
        get: uses({
          type: 'mock',
          requestTemplates: json('{"statusCode": 200}'),
          responses: {
            default: { statusCode: '200', responseTemplates: json('{"name": "$context.requestId"}') },
          },
        }),
      },
      '/http-proxy': { get: uses({ type: 'http_proxy', httpMethod: 'GET', uri: backend.href }) },
      '/http': {
        post: uses({
          type: 'http',
          httpMethod: 'POST',
          uri: backend.href,
          requestTemplates: json(template),
          responses: echo,
        }),
      },
      '/lambda-proxy': { get: uses({ type: 'aws_proxy', httpMethod: 'POST', uri: lambda }) },
      '/lambda': {
        post: uses({
          type: 'aws',
          httpMethod: 'POST',
          uri: lambda,
          requestTemplates: json(template),
          responses: echo,
        }),
      },
      '/items/{id}': {
        get: uses(
          {
            type: 'aws',
            httpMethod: 'POST',
            uri: `${apigateway}:dynamodb:action/GetItem`,
            credentials: roleArn,
            requestTemplates: json(`{"TableName": "${TABLE}", "Key": {"id": {"S": "$input.params('id')"}}}`),
            responses: echo,
          },
          [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
        ),
      },
    },
  };
}
