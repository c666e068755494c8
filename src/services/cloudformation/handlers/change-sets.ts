import type { CloudFormation, CloudFormationHandlers } from '../stacks/cloudformation.ts';
import { createChangeSet } from './create-change-set.ts';
import { describeChangeSets } from './describe-change-sets.ts';
import { executeChangeSet } from './execute-change-set.ts';

/** Changes that are looked at before they are made. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html */
export function changeSets(
  cloudFormation: CloudFormation,
): Pick<
  CloudFormationHandlers,
  'CreateChangeSet' | 'DescribeChangeSet' | 'ListChangeSets' | 'DeleteChangeSet' | 'ExecuteChangeSet'
> {
  return {
    ...createChangeSet(cloudFormation),
    ...describeChangeSets(cloudFormation),
    ...executeChangeSet(cloudFormation),
  };
}
