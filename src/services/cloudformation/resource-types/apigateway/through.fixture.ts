import assert from 'node:assert/strict';
import type { CloudFormationFixture } from '../../cloudformation.fixture.ts';

/** A template's resources and outputs, and what has to hold when a stack has them. */
export type Step = readonly [template: string, check: (ids: PhysicalIds) => Promise<void> | void];

/** Physical ids and outputs of the stack, by their names in the template. */
export type PhysicalIds = Readonly<Record<string, string>>;

/** Makes a stack of the first template, brings it to each that follows, checks what there is after each, deletes it. */
export async function through(fixture: CloudFormationFixture, ...steps: readonly Step[]): Promise<void> {
  const { cloudFormation, idle } = fixture;
  for (const [index, [TemplateBody, check]] of steps.entries()) {
    const request = { StackName: 'demo', TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
    if (index === 0) await cloudFormation.CreateStack(request);
    else await cloudFormation.UpdateStack(request);
    await idle();
    const { StackStatus } = await fixture.stack('demo');
    const history = [...(await fixture.history('demo')), ...fixture.errors.map(String)].join('\n');
    assert.equal(StackStatus, index === 0 ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE', history);
    await check(await physicalIds(fixture));
  }
  await cloudFormation.DeleteStack({ StackName: 'demo' });
  await idle();
  await assert.rejects(fixture.stack('demo'), /does not exist/);
}

async function physicalIds(fixture: CloudFormationFixture): Promise<PhysicalIds> {
  const { StackResources = [] } = await fixture.cloudFormation.DescribeStackResources({ StackName: 'demo' });
  const { Outputs = [] } = await fixture.stack('demo');
  return Object.fromEntries([
    ...StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]),
    ...Outputs.map((one) => [one.OutputKey, one.OutputValue]),
  ]);
}
