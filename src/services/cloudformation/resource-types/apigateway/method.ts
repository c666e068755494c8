import { boolean, integer, list, map, object, oneOf, type PropertiesOf, string } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const contentHandling = oneOf('CONVERT_TO_BINARY', 'CONVERT_TO_TEXT');

const properties = {
  ApiKeyRequired: { type: boolean },
  AuthorizationScopes: { type: list(string) },
  AuthorizationType: { type: string },
  AuthorizerId: { type: string },
  HttpMethod: { type: string, required: true, replacement: true },
  Integration: {
    type: object({
      CacheKeyParameters: { type: list(string) },
      CacheNamespace: { type: string },
      ConnectionId: { type: string },
      ConnectionType: { type: oneOf('INTERNET', 'VPC_LINK') },
      ContentHandling: { type: contentHandling },
      Credentials: { type: string },
      IntegrationHttpMethod: { type: string },
      IntegrationResponses: {
        type: list(
          object({
            ContentHandling: { type: contentHandling },
            ResponseParameters: { type: map(string) },
            ResponseTemplates: { type: map(string) },
            SelectionPattern: { type: string },
            StatusCode: { type: string, required: true },
          }),
        ),
      },
      IntegrationTarget: { type: string },
      PassthroughBehavior: { type: oneOf('WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER') },
      RequestParameters: { type: map(string) },
      RequestTemplates: { type: map(string) },
      ResponseTransferMode: { type: oneOf('BUFFERED', 'STREAM') },
      TimeoutInMillis: { type: integer },
      Type: { type: oneOf('AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'), required: true },
      Uri: { type: string },
    }),
  },
  MethodResponses: {
    type: list(
      object({
        ResponseModels: { type: map(string) },
        ResponseParameters: { type: map(boolean) },
        StatusCode: { type: string, required: true },
      }),
    ),
  },
  OperationName: { type: string },
  RequestModels: { type: map(string) },
  RequestParameters: { type: map(boolean) },
  RequestValidatorId: { type: string },
  ResourceId: { type: string, required: true, replacement: true },
  RestApiId: { type: string, required: true, replacement: true },
} as const;

type MethodProperties = PropertiesOf<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html */
export const method = resourceType({
  name: 'AWS::ApiGateway::Method',
  attributes: [],
  properties,

  async find(properties, { apigateway }) {
    const found = await unlessMissing(apigateway.GetMethod(key(properties)));
    return found === undefined ? [] : [physicalId(properties)];
  },

  async create(properties, context) {
    await putMethod(properties, context);
    await context.started(physicalId(properties));
    await putDetails(properties, context);
    return { physicalId: physicalId(properties), attributes: {} };
  },

  // A method counts from the next deployment on, so that making it anew interrupts nothing.
  async update({ attributes }, properties, _previous, context) {
    await unlessMissing(context.apigateway.DeleteMethod(key(properties)));
    await putMethod(properties, context);
    await putDetails(properties, context);
    return attributes;
  },

  async delete(_current, properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteMethod(key(properties)));
  },
});

function key({ RestApiId, ResourceId, HttpMethod }: MethodProperties) {
  return { restApiId: RestApiId, resourceId: ResourceId, httpMethod: HttpMethod };
}

function physicalId({ RestApiId, ResourceId, HttpMethod }: MethodProperties): string {
  return `${RestApiId}|${ResourceId}|${HttpMethod}`;
}

async function putMethod(properties: MethodProperties, { apigateway }: ResourceContext): Promise<void> {
  await apigateway.PutMethod({
    ...key(properties),
    authorizationType: properties.AuthorizationType ?? 'NONE',
    authorizerId: properties.AuthorizerId,
    apiKeyRequired: properties.ApiKeyRequired,
    operationName: properties.OperationName,
    requestParameters: properties.RequestParameters,
    requestModels: properties.RequestModels,
    requestValidatorId: properties.RequestValidatorId,
    authorizationScopes: properties.AuthorizationScopes,
  });
}

async function putDetails(properties: MethodProperties, context: ResourceContext): Promise<void> {
  const { apigateway } = context;
  for (const response of properties.MethodResponses ?? [])
    await apigateway.PutMethodResponse({
      ...key(properties),
      statusCode: response.StatusCode,
      responseParameters: response.ResponseParameters,
      responseModels: response.ResponseModels,
    });
  await putIntegration(properties, context);
  for (const response of properties.Integration?.IntegrationResponses ?? [])
    await apigateway.PutIntegrationResponse({
      ...key(properties),
      statusCode: response.StatusCode,
      selectionPattern: response.SelectionPattern,
      responseParameters: response.ResponseParameters,
      responseTemplates: response.ResponseTemplates,
      contentHandling: response.ContentHandling,
    });
}

async function putIntegration(properties: MethodProperties, { apigateway }: ResourceContext): Promise<void> {
  const integration = properties.Integration;
  if (integration === undefined) return;
  await apigateway.PutIntegration({
    ...key(properties),
    type: integration.Type,
    integrationHttpMethod: integration.IntegrationHttpMethod,
    uri: integration.Uri,
    connectionType: integration.ConnectionType,
    connectionId: integration.ConnectionId,
    credentials: integration.Credentials,
    requestParameters: integration.RequestParameters,
    requestTemplates: integration.RequestTemplates,
    passthroughBehavior: integration.PassthroughBehavior,
    cacheNamespace: integration.CacheNamespace,
    cacheKeyParameters: integration.CacheKeyParameters,
    contentHandling: integration.ContentHandling,
    timeoutInMillis: integration.TimeoutInMillis,
    integrationTarget: integration.IntegrationTarget,
    responseTransferMode: integration.ResponseTransferMode,
  });
}
