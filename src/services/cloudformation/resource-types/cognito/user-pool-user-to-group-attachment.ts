import { string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolusertogroupattachment.html */
export const userPoolUserToGroupAttachment = resourceType({
  name: 'AWS::Cognito::UserPoolUserToGroupAttachment',
  naming: {},
  attributes: [],
  properties: {
    GroupName: { type: string, required: true, replacement: true },
    Username: { type: string, required: true, replacement: true },
    UserPoolId: { type: string, required: true, replacement: true },
  },

  // It has no existence of its own: deleting takes the user out of the group.
  find: async (_properties, { name }) => [name],

  async create(properties, { cognito, name, started }) {
    await started(name);
    await cognito.AdminAddUserToGroup(properties);
    return { physicalId: name, attributes: {} };
  },

  // Every property makes a new membership.
  update: async ({ attributes }) => attributes,

  async delete(_current, properties, { cognito }) {
    await unlessMissing(cognito.AdminRemoveUserFromGroup(properties));
  },
});
