import { json, jsonText, type PropertiesOf, string } from '../property-type.ts';
import { HandlerError, type ResourceContext, resourceType } from '../resource-type.ts';
import {
  forTargets,
  forTargetsThatExist,
  type Targets,
  targetProperties,
  targetsGone,
} from './policy-targets.ts';

const properties = {
  ...targetProperties,
  PolicyDocument: { type: json, required: true },
  PolicyName: { type: string, required: true },
} as const;

type PolicyProperties = PropertiesOf<typeof properties>;

/**
 * An inline policy, put into every group, role and user named.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export const policy = resourceType({
  name: 'AWS::IAM::Policy',
  iam: true,
  naming: {},
  attributes: ['Id'],
  properties,

  // It has no existence of its own: deleting takes it out of whatever has it.
  find: async (_properties, { name }) => [name],

  async create(properties, context) {
    await context.started(context.name);
    await putPolicy(properties, context);
    return { physicalId: context.name, attributes: { Id: context.name } };
  },

  async update({ attributes }, properties, previous, context) {
    await putPolicy(properties, context);
    const renamed = properties.PolicyName !== previous.PolicyName;
    await removePolicy(previous.PolicyName, renamed ? previous : targetsGone(previous, properties), context);
    return attributes;
  },

  async delete(_current, properties, context) {
    await removePolicy(properties.PolicyName, properties, context);
  },
});

async function putPolicy(properties: PolicyProperties, { iam }: ResourceContext): Promise<void> {
  const { PolicyName, Groups = [], Roles = [], Users = [] } = properties;
  if (Groups.length + Roles.length + Users.length === 0)
    throw new HandlerError('InvalidRequest', 'At least one of [Groups,Roles,Users] must be non-empty.');
  const PolicyDocument = jsonText(properties.PolicyDocument);
  await forTargets(properties, {
    role: (RoleName) => iam.PutRolePolicy({ RoleName, PolicyName, PolicyDocument }),
    user: (UserName) => iam.PutUserPolicy({ UserName, PolicyName, PolicyDocument }),
    group: (GroupName) => iam.PutGroupPolicy({ GroupName, PolicyName, PolicyDocument }),
  });
}

function removePolicy(PolicyName: string, targets: Targets, { iam }: ResourceContext): Promise<void> {
  return forTargetsThatExist(targets, {
    role: (RoleName) => iam.DeleteRolePolicy({ RoleName, PolicyName }),
    user: (UserName) => iam.DeleteUserPolicy({ UserName, PolicyName }),
    group: (GroupName) => iam.DeleteGroupPolicy({ GroupName, PolicyName }),
  });
}
