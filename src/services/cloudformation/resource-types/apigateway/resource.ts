import { string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html */
export const resource = resourceType({
  name: 'AWS::ApiGateway::Resource',
  attributes: ['ResourceId'],
  properties: {
    ParentId: { type: string, required: true, replacement: true },
    PathPart: { type: string, required: true, replacement: true },
    RestApiId: { type: string, required: true, replacement: true },
  },

  async find({ RestApiId: restApiId, ParentId, PathPart }, { apigateway }) {
    const ids: string[] = [];
    let position: string | undefined;
    do {
      const page = await unlessMissing(apigateway.GetResources({ restApiId, limit: 500, position }));
      for (const one of page?.items ?? [])
        if (one.parentId === ParentId && one.pathPart === PathPart && one.id !== undefined) ids.push(one.id);
      position = page?.position;
    } while (position !== undefined);
    return ids;
  },

  async create({ RestApiId: restApiId, ParentId: parentId, PathPart: pathPart }, context) {
    const created = await context.apigateway.CreateResource({ restApiId, parentId, pathPart });
    const physicalId = created.id ?? '';
    await context.started(physicalId);
    return { physicalId, attributes: { ResourceId: physicalId } };
  },

  // Every property makes a new resource.
  update: async ({ attributes }) => attributes,

  async delete({ physicalId: resourceId }, { RestApiId: restApiId }, { apigateway }) {
    await unlessMissing(apigateway.DeleteResource({ restApiId, resourceId }));
  },
});
