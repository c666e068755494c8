import type { CallContext, RequiredPermission } from '../../protocols/service.ts';
import type { CloudFormation } from './stacks/cloudformation.ts';
import { scopeOf } from './stacks/cloudformation.ts';
import { uuidOf } from './stacks/stack-store.ts';

/** The members of inputs that decide what a call is about. */
interface Named {
  readonly StackName?: string;
  readonly ChangeSetName?: string;
  readonly PhysicalResourceId?: string;
  readonly RoleARN?: string;
  readonly TemplateURL?: string;
}

const WITHOUT_STACK = new Set([
  'EstimateTemplateCost',
  'ListExports',
  'ListImports',
  'ListStacks',
  'ValidateTemplate',
]);

/**
 * What a call needs permission for: the operation on its stack, and passing the role that the stack is worked on with.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export async function requiredPermissions(
  cloudFormation: CloudFormation,
  operation: string,
  input: Named,
  context: CallContext,
): Promise<RequiredPermission[]> {
  const { account: resourceAccount } = context;
  const required: RequiredPermission[] = [
    {
      action: `cloudformation:${operation}`,
      resource: WITHOUT_STACK.has(operation) ? '*' : await stackArn(cloudFormation, input, context),
      resourceAccount,
      conditions: {
        ...(input.RoleARN !== undefined && { 'cloudformation:rolearn': input.RoleARN }),
        ...(input.TemplateURL !== undefined && { 'cloudformation:templateurl': input.TemplateURL }),
        ...(input.ChangeSetName !== undefined && { 'cloudformation:changesetname': input.ChangeSetName }),
      },
    },
  ];
  if (input.RoleARN !== undefined)
    required.push({
      action: 'iam:PassRole',
      resource: input.RoleARN,
      resourceAccount,
      conditions: { 'iam:passedtoservice': 'cloudformation.amazonaws.com' },
    });
  return required;
}

/** The stack's id when it exists, else the name with a wildcard for what follows. */
async function stackArn(
  { store, partition }: CloudFormation,
  { StackName, ChangeSetName, PhysicalResourceId }: Named,
  context: CallContext,
): Promise<string> {
  const scope = scopeOf(context);
  if (StackName?.startsWith('arn:')) return StackName;
  const stack = StackName === undefined ? undefined : await store.find(scope, StackName);
  if (stack !== undefined) return stack.value.stackId;
  const changeSetUuid = ChangeSetName && uuidOf(ChangeSetName);
  const changeSet = changeSetUuid && (await store.changeSets.get(scope, changeSetUuid));
  if (changeSet) return changeSet.value.stackId;
  const holder = PhysicalResourceId && (await store.stackWith(scope, PhysicalResourceId));
  if (holder) return holder.stackId;
  return `arn:${partition}:cloudformation:${scope.region}:${scope.account}:stack/${StackName ?? '*'}/*`;
}
