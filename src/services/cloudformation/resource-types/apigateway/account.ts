import { string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';

/**
 * The one account of the region; deleting the resource leaves it as it is.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
 */
export const account = resourceType({
  name: 'AWS::ApiGateway::Account',
  naming: {},
  attributes: ['Id'],
  properties: { CloudWatchRoleArn: { type: string } },

  find: async () => [],

  async create({ CloudWatchRoleArn }, { apigateway, name, started }) {
    if (CloudWatchRoleArn !== undefined)
      await apigateway.UpdateAccount({ patchOperations: patch(CloudWatchRoleArn) });
    await started(name);
    return { physicalId: name, attributes: { Id: name } };
  },

  async update({ attributes }, { CloudWatchRoleArn }, _previous, { apigateway }) {
    await apigateway.UpdateAccount({ patchOperations: patch(CloudWatchRoleArn ?? '') });
    return attributes;
  },

  delete: async () => {},
});

function patch(value: string) {
  return [{ op: 'replace' as const, path: '/cloudwatchRoleArn', value }];
}
