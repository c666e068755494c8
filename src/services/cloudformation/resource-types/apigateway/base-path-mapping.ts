import { type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { replacing } from './patch.ts';

const properties = {
  BasePath: { type: string, replacement: true },
  DomainName: { type: string, required: true, replacement: true },
  RestApiId: { type: string },
  Stage: { type: string },
} as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-basepathmapping.html */
export const basePathMapping = resourceType({
  name: 'AWS::ApiGateway::BasePathMapping',
  attributes: [],
  properties,

  async find(properties, { apigateway }) {
    const found = await unlessMissing(apigateway.GetBasePathMapping(key(properties)));
    return found === undefined ? [] : [physicalId(properties)];
  },

  async create(properties, context) {
    await context.apigateway.CreateBasePathMapping({
      domainName: properties.DomainName,
      basePath: properties.BasePath,
      restApiId: properties.RestApiId,
      stage: properties.Stage,
    });
    await context.started(physicalId(properties));
    return { physicalId: physicalId(properties), attributes: {} };
  },

  async update({ attributes }, properties, previous, { apigateway }) {
    const patchOperations = replacing(
      ['/restapiId', previous.RestApiId, properties.RestApiId, ''],
      ['/stage', previous.Stage, properties.Stage, ''],
    );
    if (patchOperations.length > 0)
      await apigateway.UpdateBasePathMapping({ ...key(properties), patchOperations });
    return attributes;
  },

  async delete(_current, properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteBasePathMapping(key(properties)));
  },
});

type MappingProperties = PropertiesOf<typeof properties>;

/** `(none)` is how API Gateway names the empty base path. */
function key({ DomainName, BasePath }: MappingProperties) {
  return { domainName: DomainName, basePath: BasePath || '(none)' };
}

/** The resource type's primary identifier. */
function physicalId(properties: MappingProperties): string {
  const { domainName, basePath } = key(properties);
  return `${domainName}|${basePath}`;
}
