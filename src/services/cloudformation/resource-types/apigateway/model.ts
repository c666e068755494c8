import { json, jsonText, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { replacing } from './patch.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-model.html */
export const model = resourceType({
  name: 'AWS::ApiGateway::Model',
  naming: { property: 'Name', maximumLength: 128 },
  attributes: [],
  properties: {
    ContentType: { type: string, replacement: true },
    Description: { type: string },
    Name: { type: string, replacement: true },
    RestApiId: { type: string, required: true, replacement: true },
    Schema: { type: json },
  },

  async find({ RestApiId: restApiId, Name }, { apigateway, name }) {
    const modelName = Name ?? alphanumeric(name);
    const found = await unlessMissing(apigateway.GetModel({ restApiId, modelName }));
    return found === undefined ? [] : [modelName];
  },

  async create(properties, context) {
    const { RestApiId: restApiId, ContentType, Description: description, Name, Schema } = properties;
    const name = Name ?? alphanumeric(context.name);
    await context.apigateway.CreateModel({
      restApiId,
      name,
      contentType: ContentType ?? 'application/json',
      description,
      schema: Schema && jsonText(Schema),
    });
    await context.started(name);
    return { physicalId: name, attributes: {} };
  },

  async update({ physicalId: modelName, attributes }, after, before, { apigateway }) {
    const patchOperations = replacing(
      ['/description', before.Description, after.Description, ''],
      ['/schema', before.Schema && jsonText(before.Schema), after.Schema && jsonText(after.Schema), '{}'],
    );
    if (patchOperations.length > 0)
      await apigateway.UpdateModel({ restApiId: after.RestApiId, modelName, patchOperations });
    return attributes;
  },

  async delete({ physicalId: modelName }, { RestApiId: restApiId }, { apigateway }) {
    await unlessMissing(apigateway.DeleteModel({ restApiId, modelName }));
  },
});

/** Names of models have letters and digits only; generated names have hyphens too. */
function alphanumeric(name: string): string {
  return name.replaceAll('-', '');
}
