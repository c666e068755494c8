import { string } from '../property-type.ts';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { changePolicies, type PolicyHolder, policyProperties } from './attached-policies.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-group.html */
export const group = resourceType({
  name: 'AWS::IAM::Group',
  iam: true,
  naming: { property: 'GroupName', maximumLength: 128 },
  attributes: ['Arn'],
  properties: {
    ...policyProperties,
    GroupName: { type: string, replacement: true },
    Path: { type: string },
  },

  async find(_properties, { iam, name }) {
    const found = await unlessMissing(iam.GetGroup({ GroupName: name }));
    return found === undefined ? [] : [name];
  },

  async create(properties, context) {
    const { iam, name: GroupName } = context;
    const { Group } = await iam.CreateGroup({ GroupName, Path: properties.Path });
    await context.started(GroupName);
    await changePolicies(holder(context, GroupName), {}, properties);
    return { physicalId: GroupName, attributes: { Arn: Group?.Arn ?? '' } };
  },

  async update({ physicalId: GroupName }, properties, previous, context) {
    const { iam } = context;
    if (properties.Path !== previous.Path)
      await iam.UpdateGroup({ GroupName, NewPath: properties.Path ?? '/' });
    await changePolicies(holder(context, GroupName), previous, properties);
    const { Group } = await iam.GetGroup({ GroupName });
    return { Arn: Group?.Arn ?? '' };
  },

  async delete({ physicalId: GroupName }, properties, context) {
    await changePolicies(holder(context, GroupName), properties, {});
    await unlessMissing(context.iam.DeleteGroup({ GroupName }));
  },
});

function holder({ iam }: ResourceContext, GroupName: string): PolicyHolder {
  return {
    attach: (PolicyArn) => iam.AttachGroupPolicy({ GroupName, PolicyArn }),
    detach: (PolicyArn) => iam.DetachGroupPolicy({ GroupName, PolicyArn }),
    put: (PolicyName, PolicyDocument) => iam.PutGroupPolicy({ GroupName, PolicyName, PolicyDocument }),
    remove: (PolicyName) => iam.DeleteGroupPolicy({ GroupName, PolicyName }),
  };
}
