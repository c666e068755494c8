import type { TestContext } from 'node:test';
import { type CloudFormationFixture, cloudFormationFixture } from './cloudformation.fixture.ts';

/** A template of one resource. */
export const GROUP = 'Resources: {Group: {Type: AWS::IAM::Group}}';
export const CAPABILITIES = ['CAPABILITY_NAMED_IAM' as const];

/** CloudFormation with a stack whose creation has come to its end, good or bad. */
export async function created(
  t: TestContext,
  TemplateBody = GROUP,
  StackName = 'demo',
): Promise<CloudFormationFixture> {
  const fixture = await cloudFormationFixture(t);
  await fixture.cloudFormation.CreateStack({ StackName, TemplateBody, Capabilities: CAPABILITIES });
  await fixture.idle();
  return fixture;
}
