import { listDifference } from '../differences.ts';
import { list, string } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-usertogroupaddition.html */
export const userToGroupAddition = resourceType({
  name: 'AWS::IAM::UserToGroupAddition',
  iam: true,
  naming: {},
  attributes: ['Id'],
  properties: {
    GroupName: { type: string, required: true },
    Users: { type: list(string), required: true },
  },

  // It has no existence of its own: deleting takes the users out of the group.
  find: async (_properties, { name }) => [name],

  async create({ GroupName, Users }, context) {
    await context.started(context.name);
    for (const UserName of Users) await context.iam.AddUserToGroup({ GroupName, UserName });
    return { physicalId: context.name, attributes: { Id: context.name } };
  },

  async update({ attributes }, { GroupName, Users }, previous, context) {
    const moved = GroupName !== previous.GroupName;
    const { removed, added } = listDifference(previous.Users, Users);
    for (const UserName of moved ? Users : added) await context.iam.AddUserToGroup({ GroupName, UserName });
    await removeUsers(previous.GroupName, moved ? previous.Users : removed, context);
    return attributes;
  },

  async delete(_current, { GroupName, Users }, context) {
    await removeUsers(GroupName, Users, context);
  },
});

async function removeUsers(GroupName: string, users: readonly string[], { iam }: ResourceContext) {
  for (const UserName of users) await unlessMissing(iam.RemoveUserFromGroup({ GroupName, UserName }));
}
