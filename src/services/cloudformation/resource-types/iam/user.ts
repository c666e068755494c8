import { listDifference, tagDifference } from '../differences.ts';
import { list, object, string, tags } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { changePolicies, type PolicyHolder, policyProperties } from './attached-policies.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html */
export const user = resourceType({
  name: 'AWS::IAM::User',
  iam: true,
  tags: 'Tags',
  naming: { property: 'UserName', maximumLength: 64 },
  attributes: ['Arn'],
  properties: {
    ...policyProperties,
    Groups: { type: list(string) },
    LoginProfile: { type: object({}), unsupported: 'there is no console to sign in to with a password.' },
    Path: { type: string },
    PermissionsBoundary: { type: string },
    Tags: { type: tags },
    UserName: { type: string, replacement: true },
  },

  async find(_properties, { iam, name }) {
    const found = await unlessMissing(iam.GetUser({ UserName: name }));
    return found === undefined ? [] : [name];
  },

  async create(properties, context) {
    const { iam, name: UserName } = context;
    const { User } = await iam.CreateUser({
      UserName,
      Path: properties.Path,
      PermissionsBoundary: properties.PermissionsBoundary,
      Tags: properties.Tags,
    });
    await context.started(UserName);
    await changeGroups(UserName, [], properties.Groups, context);
    await changePolicies(holder(context, UserName), {}, properties);
    return { physicalId: UserName, attributes: { Arn: User?.Arn ?? '' } };
  },

  async update({ physicalId: UserName }, properties, previous, context) {
    const { iam } = context;
    if (properties.Path !== previous.Path)
      await iam.UpdateUser({ UserName, NewPath: properties.Path ?? '/' });
    if (properties.PermissionsBoundary !== previous.PermissionsBoundary) {
      if (properties.PermissionsBoundary === undefined)
        await unlessMissing(iam.DeleteUserPermissionsBoundary({ UserName }));
      else
        await iam.PutUserPermissionsBoundary({
          UserName,
          PermissionsBoundary: properties.PermissionsBoundary,
        });
    }
    await changeGroups(UserName, previous.Groups, properties.Groups, context);
    await changePolicies(holder(context, UserName), previous, properties);
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    if (removedKeys.length > 0) await iam.UntagUser({ UserName, TagKeys: removedKeys });
    if (changed.length > 0) await iam.TagUser({ UserName, Tags: changed });
    const { User } = await iam.GetUser({ UserName });
    return { Arn: User?.Arn ?? '' };
  },

  async delete({ physicalId: UserName }, properties, context) {
    await changeGroups(UserName, properties.Groups, [], context);
    await changePolicies(holder(context, UserName), properties, {});
    await unlessMissing(context.iam.DeleteUser({ UserName }));
  },
});

async function changeGroups(
  UserName: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  { iam }: ResourceContext,
): Promise<void> {
  const { removed, added } = listDifference(before, after);
  for (const GroupName of removed) await unlessMissing(iam.RemoveUserFromGroup({ GroupName, UserName }));
  for (const GroupName of added) await iam.AddUserToGroup({ GroupName, UserName });
}

function holder({ iam }: ResourceContext, UserName: string): PolicyHolder {
  return {
    attach: (PolicyArn) => iam.AttachUserPolicy({ UserName, PolicyArn }),
    detach: (PolicyArn) => iam.DetachUserPolicy({ UserName, PolicyArn }),
    put: (PolicyName, PolicyDocument) => iam.PutUserPolicy({ UserName, PolicyName, PolicyDocument }),
    remove: (PolicyName) => iam.DeleteUserPolicy({ UserName, PolicyName }),
  };
}
