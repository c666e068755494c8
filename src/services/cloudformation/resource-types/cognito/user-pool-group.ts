import { integer, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolgroup.html */
export const userPoolGroup = resourceType({
  name: 'AWS::Cognito::UserPoolGroup',
  naming: { property: 'GroupName', maximumLength: 128 },
  attributes: [],
  properties: {
    Description: { type: string },
    GroupName: { type: string, replacement: true },
    Precedence: { type: integer },
    RoleArn: { type: string },
    UserPoolId: { type: string, required: true, replacement: true },
  },

  async find({ UserPoolId }, { cognito, name: GroupName }) {
    const found = await unlessMissing(cognito.GetGroup({ UserPoolId, GroupName }));
    return found === undefined ? [] : [GroupName];
  },

  async create(properties, { cognito, name: GroupName, started }) {
    await cognito.CreateGroup({ ...properties, GroupName });
    await started(GroupName);
    return { physicalId: GroupName, attributes: {} };
  },

  async update({ physicalId: GroupName, attributes }, properties, _previous, { cognito }) {
    await cognito.UpdateGroup({ ...properties, GroupName });
    return attributes;
  },

  async delete({ physicalId: GroupName }, { UserPoolId }, { cognito }) {
    await unlessMissing(cognito.DeleteGroup({ UserPoolId, GroupName }));
  },
});
