import { type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { replacing } from './patch.ts';

const properties = {
  Description: { type: string },
  DocumentationVersion: { type: string, required: true, replacement: true },
  RestApiId: { type: string, required: true, replacement: true },
} as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-documentationversion.html */
export const documentationVersion = resourceType({
  name: 'AWS::ApiGateway::DocumentationVersion',
  attributes: [],
  properties,

  async find(properties, { apigateway }) {
    const found = await unlessMissing(apigateway.GetDocumentationVersion(key(properties)));
    return found === undefined ? [] : [physicalId(properties)];
  },

  async create(properties, context) {
    const { Description: description } = properties;
    await context.apigateway.CreateDocumentationVersion({ ...key(properties), description });
    await context.started(physicalId(properties));
    return { physicalId: physicalId(properties), attributes: {} };
  },

  async update({ attributes }, properties, previous, { apigateway }) {
    const patchOperations = replacing(['/description', previous.Description, properties.Description, '']);
    if (patchOperations.length > 0)
      await apigateway.UpdateDocumentationVersion({ ...key(properties), patchOperations });
    return attributes;
  },

  async delete(_current, properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteDocumentationVersion(key(properties)));
  },
});

type VersionProperties = PropertiesOf<typeof properties>;

function key({ RestApiId, DocumentationVersion }: VersionProperties) {
  return { restApiId: RestApiId, documentationVersion: DocumentationVersion };
}

/** The resource type's primary identifier. */
function physicalId({ RestApiId, DocumentationVersion }: VersionProperties): string {
  return `${DocumentationVersion}|${RestApiId}`;
}
