import {
  APIGateway,
  type CreateRestApiCommandInput,
  type PutIntegrationCommandInput,
  type PutIntegrationResponseCommandInput,
} from '@aws-sdk/client-api-gateway';
import { ACCOUNT, type GatewayProcess, REGION } from './gateway-process.ts';

/** A method as {@link deployRestApi} makes it. */
export interface MethodSpecification {
  readonly path: string;
  readonly httpMethod: string;
  readonly authorizationType?: 'NONE' | 'AWS_IAM';
  /** `method.request.path.key` and the like. */
  readonly requestParameters?: readonly string[];
  readonly integration: Partial<PutIntegrationCommandInput> & Pick<PutIntegrationCommandInput, 'type'>;
  /** By status. */
  readonly responses?: Readonly<Record<string, Partial<PutIntegrationResponseCommandInput>>>;
}

/** An API made call by call with the AWS SDK, deployed to a stage. */
export interface RestApi {
  readonly id: string;
  /** Without a slash at its end. */
  readonly url: string;
}

/** @param variables of the stage */
export async function deployRestApi(
  gateway: GatewayProcess,
  methods: readonly MethodSpecification[],
  api: Partial<CreateRestApiCommandInput> = {},
  variables: Record<string, string> = {},
): Promise<RestApi> {
  const client = new APIGateway({
    endpoint: gateway.endpoint,
    region: REGION,
    credentials: gateway.rootKeys,
    maxAttempts: 1,
  });
  try {
    const { id: restApiId = '', rootResourceId = '' } = await client.createRestApi({ name: 'api', ...api });
    const resources = new Map([['/', rootResourceId]]);
    const resourceOf = async (path: string): Promise<string> => {
      const known = resources.get(path);
      if (known !== undefined) return known;
      const slash = path.lastIndexOf('/');
      const parentId = await resourceOf(path.slice(0, slash) || '/');
      const { id = '' } = await client.createResource({
        restApiId,
        parentId,
        pathPart: path.slice(slash + 1),
      });
      resources.set(path, id);
      return id;
    };
    for (const { path, httpMethod, authorizationType = 'NONE', ...method } of methods) {
      const reference = { restApiId, resourceId: await resourceOf(path), httpMethod };
      const requestParameters = Object.fromEntries(
        (method.requestParameters ?? []).map((name) => [name, false]),
      );
      await client.putMethod({ ...reference, authorizationType, requestParameters });
      await client.putIntegration({ ...reference, ...method.integration });
      for (const [statusCode, response] of Object.entries(method.responses ?? { 200: {} })) {
        const responseParameters = Object.fromEntries(
          Object.keys(response.responseParameters ?? {}).map((name) => [name, false]),
        );
        await client.putMethodResponse({ ...reference, statusCode, responseParameters });
        await client.putIntegrationResponse({ ...reference, statusCode, ...response });
      }
    }
    await client.createDeployment({ restApiId, stageName: 'test', variables });
    return { id: restApiId, url: `${gateway.endpoint}/_aws/execute-api/${restApiId}/test` };
  } finally {
    client.destroy();
  }
}

/** `arn:aws:apigateway:REGION:dynamodb:action/PutItem` */
export function integrationUri(rest: string): string {
  return `arn:aws:apigateway:${REGION}:${rest}`;
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
