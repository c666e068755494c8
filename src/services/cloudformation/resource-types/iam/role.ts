import { differs, tagDifference } from '../differences.ts';
import { integer, json, jsonText, string, tags } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { changePolicies, type PolicyHolder, policyProperties } from './attached-policies.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role = resourceType({
  name: 'AWS::IAM::Role',
  iam: true,
  tags: 'Tags',
  naming: { property: 'RoleName', maximumLength: 64 },
  attributes: ['Arn', 'RoleId'],
  properties: {
    ...policyProperties,
    AssumeRolePolicyDocument: { type: json, required: true },
    Description: { type: string },
    MaxSessionDuration: { type: integer },
    Path: { type: string, replacement: true },
    PermissionsBoundary: { type: string },
    RoleName: { type: string, replacement: true },
    Tags: { type: tags },
  },

  async find(_properties, { iam, name }) {
    const found = await unlessMissing(iam.GetRole({ RoleName: name }));
    return found === undefined ? [] : [name];
  },

  async create(properties, context) {
    const { iam, name: RoleName } = context;
    const { Role } = await iam.CreateRole({
      RoleName,
      AssumeRolePolicyDocument: jsonText(properties.AssumeRolePolicyDocument),
      Description: properties.Description,
      MaxSessionDuration: properties.MaxSessionDuration,
      Path: properties.Path,
      PermissionsBoundary: properties.PermissionsBoundary,
      Tags: properties.Tags,
    });
    await context.started(RoleName);
    await changePolicies(holder(context, RoleName), {}, properties);
    return {
      physicalId: RoleName,
      attributes: { Arn: Role?.Arn ?? '', RoleId: Role?.RoleId ?? '' },
    };
  },

  async update({ physicalId: RoleName, attributes }, properties, previous, context) {
    const { iam } = context;
    if (differs(previous, properties, 'AssumeRolePolicyDocument'))
      await iam.UpdateAssumeRolePolicy({
        RoleName,
        PolicyDocument: jsonText(properties.AssumeRolePolicyDocument),
      });
    if (differs(previous, properties, 'Description', 'MaxSessionDuration'))
      await iam.UpdateRole({
        RoleName,
        Description: properties.Description ?? '',
        MaxSessionDuration: properties.MaxSessionDuration ?? 3600,
      });
    if (properties.PermissionsBoundary !== previous.PermissionsBoundary) {
      if (properties.PermissionsBoundary === undefined)
        await unlessMissing(iam.DeleteRolePermissionsBoundary({ RoleName }));
      else
        await iam.PutRolePermissionsBoundary({
          RoleName,
          PermissionsBoundary: properties.PermissionsBoundary,
        });
    }
    await changePolicies(holder(context, RoleName), previous, properties);
    const { removedKeys, changed } = tagDifference(previous.Tags, properties.Tags);
    if (removedKeys.length > 0) await iam.UntagRole({ RoleName, TagKeys: removedKeys });
    if (changed.length > 0) await iam.TagRole({ RoleName, Tags: changed });
    return attributes;
  },

  async delete({ physicalId: RoleName }, properties, context) {
    await changePolicies(holder(context, RoleName), properties, {});
    await unlessMissing(context.iam.DeleteRole({ RoleName }));
  },
});

function holder({ iam }: ResourceContext, RoleName: string): PolicyHolder {
  return {
    attach: (PolicyArn) => iam.AttachRolePolicy({ RoleName, PolicyArn }),
    detach: (PolicyArn) => iam.DetachRolePolicy({ RoleName, PolicyArn }),
    put: (PolicyName, PolicyDocument) => iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument }),
    remove: (PolicyName) => iam.DeleteRolePolicy({ RoleName, PolicyName }),
  };
}
