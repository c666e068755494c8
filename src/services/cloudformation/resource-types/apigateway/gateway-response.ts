import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';
import { checkedByService, map, type PropertiesOf, string } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const properties = {
  ResponseParameters: { type: map(string) },
  ResponseTemplates: { type: map(string) },
  ResponseType: { type: checkedByService<GatewayResponseType>(), required: true, replacement: true },
  RestApiId: { type: string, required: true, replacement: true },
  StatusCode: { type: string },
} as const;

type GatewayResponseProperties = PropertiesOf<typeof properties>;

/**
 * Deleting the resource brings API Gateway's own response back.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html
 */
export const gatewayResponse = resourceType({
  name: 'AWS::ApiGateway::GatewayResponse',
  attributes: ['Id'],
  properties,

  async find(properties, { apigateway }) {
    const found = await unlessMissing(apigateway.GetGatewayResponse(key(properties)));
    return found === undefined || found.defaultResponse === true ? [] : [identifier(properties)];
  },

  async create(properties, context) {
    const Id = identifier(properties);
    await put(properties, context);
    await context.started(Id);
    return { physicalId: Id, attributes: { Id } };
  },

  async update({ attributes }, properties, _previous, context) {
    await put(properties, context);
    return attributes;
  },

  async delete(_current, properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteGatewayResponse(key(properties)));
  },
});

function key({ RestApiId, ResponseType }: GatewayResponseProperties) {
  return { restApiId: RestApiId, responseType: ResponseType };
}

/** Gateway responses have no identifiers of their own in API Gateway. */
function identifier({ RestApiId, ResponseType }: GatewayResponseProperties): string {
  return `${RestApiId}:${ResponseType}`;
}

/** Replaces all of the response: what is not given is API Gateway's own again. */
async function put(properties: GatewayResponseProperties, { apigateway }: ResourceContext): Promise<void> {
  await apigateway.PutGatewayResponse({
    ...key(properties),
    statusCode: properties.StatusCode,
    responseParameters: properties.ResponseParameters,
    responseTemplates: properties.ResponseTemplates,
  });
}
