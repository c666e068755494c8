import { APIGateway } from '@aws-sdk/client-api-gateway';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { STS } from '@aws-sdk/client-sts';
import { ZipFile } from 'yazl';
import { ACCOUNT, type GatewayProcess, type Keys, REGION } from '../test/support/gateway-process.ts';

/** What the methods of {@link deployChecks} are called with. */
export interface Checks {
  /** Of the stage, without a slash at its end: `/open`, `/iam`, `/key`, `/lambda`, `/jwt`, `/checked`. */
  readonly endpoint: string;
  /** Of another API, whose resource policy lets this machine in: `/open`. */
  readonly guarded: string;
  readonly user: Keys;
  readonly session: Keys;
  readonly apiKey: string;
  readonly idToken: string;
}

const NAME = 'bench';
const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${NAME}`;
const ANY = 1_000_000_000;
const AUTHORIZER_CODE = `export const handler = async ({ methodArn }) => ({
  principalId: 'bench',
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn.split('/')[0] + '/*' }],
  },
  context: { tier: 'one' },
});`;
const INVOKES = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: `arn:aws:execute-api:${REGION}:${ACCOUNT}:*/bench/GET/*`,
    },
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${ACCOUNT}:role/${NAME}` },
  ],
};

interface Client {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Keys;
}

/** APIs with a mock method for each kind of check, and somebody for each who passes it. */
export async function deployChecks(gateway: GatewayProcess): Promise<Checks> {
  const client = { endpoint: gateway.endpoint, region: REGION, credentials: gateway.rootKeys };
  const { user, session, roleArn } = await createCallers(client);
  await createAuthorizer(client, roleArn);
  const { poolArn, idToken } = await createPool(client);
  const apis = new APIGateway(client);
  const deploy = async (document: object) => {
    const { id = '' } = await apis.importRestApi({ body: Buffer.from(JSON.stringify(document)) });
    await apis.createDeployment({ restApiId: id, stageName: 'bench' });
    return id;
  };
  const apiId = await deploy(definition(poolArn));
  const guardedId = await deploy(guardedDefinition());
  const { id: usagePlanId } = await apis.createUsagePlan({
    name: NAME,
    apiStages: [{ apiId, stage: 'bench' }],
    throttle: { rateLimit: ANY, burstLimit: ANY },
    quota: { limit: ANY, period: 'MONTH' },
  });
  const { id: keyId, value: apiKey = '' } = await apis.createApiKey({ name: NAME, enabled: true });
  await apis.createUsagePlanKey({ usagePlanId, keyId, keyType: 'API_KEY' });
  apis.destroy();
  const stage = (id: string) => `${gateway.endpoint}/_aws/execute-api/${id}/bench`;
  return { endpoint: stage(apiId), guarded: stage(guardedId), user, session, apiKey, idToken };
}

/** A user and a session of a role, who may call every method. */
async function createCallers(client: Client) {
  const iam = new IAM(client);
  const PolicyDocument = JSON.stringify(INVOKES);
  await iam.createUser({ UserName: NAME });
  await iam.putUserPolicy({ UserName: NAME, PolicyName: NAME, PolicyDocument });
  const { AccessKey } = await iam.createAccessKey({ UserName: NAME });
  const { Role } = await iam.createRole({
    RoleName: NAME,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com', AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  await iam.putRolePolicy({ RoleName: NAME, PolicyName: NAME, PolicyDocument });
  iam.destroy();
  const user = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
  // Root may not assume roles.
  const sts = new STS({ ...client, credentials: user });
  const { Credentials } = await sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: NAME });
  sts.destroy();
  return {
    roleArn: Role?.Arn ?? '',
    user,
    session: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  };
}

async function createAuthorizer(client: Client, roleArn: string): Promise<void> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(AUTHORIZER_CODE), 'index.mjs');
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  const lambda = new Lambda(client);
  await lambda.createFunction({
    FunctionName: NAME,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile: Buffer.concat(chunks) },
  });
  await lambda.addPermission({
    FunctionName: NAME,
    StatementId: 'gateway',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
  });
  lambda.destroy();
}

/** A user pool and the id token of a user. */
async function createPool(client: Client) {
  const pools = new CognitoIdentityProvider(client);
  const { UserPool } = await pools.createUserPool({ PoolName: NAME });
  const UserPoolId = UserPool?.Id;
  const { UserPoolClient } = await pools.createUserPoolClient({
    UserPoolId,
    ClientName: NAME,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const Password = 'Correct-Horse-7';
  await pools.adminCreateUser({ UserPoolId, Username: NAME, MessageAction: 'SUPPRESS' });
  await pools.adminSetUserPassword({ UserPoolId, Username: NAME, Password, Permanent: true });
  const { AuthenticationResult } = await pools.initiateAuth({
    ClientId: UserPoolClient?.ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: NAME, PASSWORD: Password },
  });
  pools.destroy();
  return { poolArn: UserPool?.Arn ?? '', idToken: AuthenticationResult?.IdToken ?? '' };
}

const mock = {
  responses: { 200: { description: 'ok' } },
  'x-amazon-apigateway-integration': {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: { default: { statusCode: '200' } },
  },
};

function definition(poolArn: string): object {
  const authorizer = (type: string, more: object) => ({
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': type,
    'x-amazon-apigateway-authorizer': more,
  });
  const uri =
    `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/` + `${FUNCTION_ARN}/invocations`;
  return {
    openapi: '3.0.1',
    info: { title: NAME, version: '1' },
    'x-amazon-apigateway-request-validators': {
      all: { validateRequestBody: true, validateRequestParameters: true },
    },
    paths: {
      '/open': { get: mock },
      '/iam': { get: { ...mock, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } },
      '/key': { get: { ...mock, security: [{ key: [] }] } },
      '/lambda': { get: { ...mock, security: [{ function: [] }] } },
      '/jwt': { get: { ...mock, security: [{ pool: [] }] } },
      '/checked': {
        get: {
          ...mock,
          'x-amazon-apigateway-request-validator': 'all',
          parameters: ['limit', 'after'].map((name) => ({
            ...{ name, in: 'query', required: true },
            schema: { type: 'string' },
          })),
        },
      },
    },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        function: authorizer('custom', {
          type: 'token',
          authorizerUri: uri,
          authorizerResultTtlInSeconds: 3600,
        }),
        pool: authorizer('cognito_user_pools', { type: 'cognito_user_pools', providerARNs: [poolArn] }),
      },
    },
  };
}

function guardedDefinition(): object {
  return {
    openapi: '3.0.1',
    info: { title: 'guarded', version: '1' },
    paths: { '/open': { get: mock } },
    'x-amazon-apigateway-policy': {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource: 'execute-api:/*',
          Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.0/8'] } },
        },
      ],
    },
  };
}
