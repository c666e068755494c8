import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../cloudformation.fixture.ts';

const CAPABILITIES = ['CAPABILITY_NAMED_IAM' as const];

test('parameters are kept by UsePreviousValue, the template by UsePreviousTemplate', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cloudFormation, idle } = fixture;
  await cloudFormation.CreateStack({
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    Parameters: [
      { ParameterKey: 'A', ParameterValue: '/a/' },
      { ParameterKey: 'B', ParameterValue: 'b' },
    ],
    TemplateBody:
      'Parameters: {A: {Type: String}, B: {Type: String}}\nResources: {G: {Type: AWS::IAM::Group, Properties: {Path: !Ref A}}}\nOutputs: {B: {Value: !Ref B}}',
  });
  await idle();
  await cloudFormation.UpdateStack({
    StackName: 'demo',
    UsePreviousTemplate: true,
    Capabilities: CAPABILITIES,
    Parameters: [
      { ParameterKey: 'A', UsePreviousValue: true },
      { ParameterKey: 'B', ParameterValue: 'c' },
    ],
  });
  await idle();
  const { Outputs, Parameters, StackStatus } = await fixture.stack('demo');
  assert.equal(StackStatus, 'UPDATE_COMPLETE');
  assert.equal(Outputs?.[0]?.OutputValue, 'c');
  assert.deepEqual(Parameters?.[0], { ParameterKey: 'A', ParameterValue: '/a/' });
});

test('an operation that was left in place says that it has to be rolled back', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cloudFormation, idle } = fixture;
  const request = { StackName: 'demo', Capabilities: CAPABILITIES, DisableRollback: true };
  const template = (name: string) =>
    `Resources: {G: {Type: AWS::IAM::Group, Properties: {GroupName: ${name}}}}`;
  await cloudFormation.CreateStack({ ...request, TemplateBody: template('a') });
  await idle();
  await cloudFormation.UpdateStack({ ...request, TemplateBody: template('"not a name"') });
  await idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'UPDATE_FAILED');
  await assert.rejects(
    cloudFormation.UpdateStack({ ...request, TemplateBody: template('b') }),
    /^ServiceCallError: This stack is currently in a non-terminal \[UPDATE_FAILED\] state\. .* use the rollback-stack API/,
  );
  await cloudFormation.RollbackStack({ StackName: 'demo' });
  await idle();
  await cloudFormation.UpdateStack({ ...request, TemplateBody: template('b') });
  await idle();
  assert.equal((await fixture.stack('demo')).StackStatus, 'UPDATE_COMPLETE');
});
