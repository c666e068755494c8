import { listDifference } from '../differences.ts';
import { list, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-instanceprofile.html */
export const instanceProfile = resourceType({
  name: 'AWS::IAM::InstanceProfile',
  iam: true,
  naming: { property: 'InstanceProfileName', maximumLength: 128 },
  attributes: ['Arn'],
  properties: {
    InstanceProfileName: { type: string, replacement: true },
    Path: { type: string, replacement: true },
    Roles: { type: list(string), required: true },
  },

  async find(_properties, { iam, name }) {
    const found = await unlessMissing(iam.GetInstanceProfile({ InstanceProfileName: name }));
    return found === undefined ? [] : [name];
  },

  async create({ Path, Roles }, context) {
    const { iam, name: InstanceProfileName } = context;
    const { InstanceProfile } = await iam.CreateInstanceProfile({ InstanceProfileName, Path });
    await context.started(InstanceProfileName);
    for (const RoleName of Roles) await iam.AddRoleToInstanceProfile({ InstanceProfileName, RoleName });
    return { physicalId: InstanceProfileName, attributes: { Arn: InstanceProfile?.Arn ?? '' } };
  },

  async update({ physicalId: InstanceProfileName, attributes }, properties, previous, { iam }) {
    const { removed, added } = listDifference(previous.Roles, properties.Roles);
    for (const RoleName of removed)
      await unlessMissing(iam.RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName }));
    const { InstanceProfile } = await iam.GetInstanceProfile({ InstanceProfileName });
    for (const RoleName of added)
      if (!InstanceProfile?.Roles?.some((one) => one.RoleName === RoleName))
        await iam.AddRoleToInstanceProfile({ InstanceProfileName, RoleName });
    return attributes;
  },

  async delete({ physicalId: InstanceProfileName }, { Roles }, { iam }) {
    for (const RoleName of Roles)
      await unlessMissing(iam.RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName }));
    await unlessMissing(iam.DeleteInstanceProfile({ InstanceProfileName }));
  },
});
