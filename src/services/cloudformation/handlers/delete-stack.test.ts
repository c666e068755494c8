import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../cloudformation.fixture.ts';
import { CAPABILITIES, created } from '../created-stack.fixture.ts';

test('a stack under termination protection stays', async (t) => {
  const fixture = await created(t);
  const { cloudFormation } = fixture;
  await cloudFormation.UpdateTerminationProtection({ StackName: 'demo', EnableTerminationProtection: true });
  await assert.rejects(cloudFormation.DeleteStack({ StackName: 'demo' }), {
    message: /^Stack \[demo\] cannot be deleted while TerminationProtection is enabled/,
  });
  await cloudFormation.UpdateTerminationProtection({ StackName: 'demo', EnableTerminationProtection: false });
  await cloudFormation.DeleteStack({ StackName: 'demo' });
});

test('retained resources stay when the stack goes', async (t) => {
  const fixture = await created(
    t,
    'Resources: {A: {Type: AWS::IAM::Group, DeletionPolicy: Retain}, B: {Type: AWS::IAM::Group}}',
  );
  await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
  await fixture.idle();
  assert.equal((await fixture.iam.ListGroups({})).Groups?.length, 1);
});

test('a deletion cuts a creation short and leaves nothing', async (t) => {
  const fixture = await cloudFormationFixture(t);
  let reached: () => void = () => {};
  let proceed: () => void = () => {};
  const atCreation = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const released = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  fixture.intercept(async ({ operation }, call) => {
    if (operation === 'CreateGroup') {
      reached();
      await released;
    }
    return call();
  });
  const { StackId = '' } = await fixture.cloudFormation.CreateStack({
    StackName: 'demo',
    Capabilities: CAPABILITIES,
    TemplateBody: 'Resources: {A: {Type: AWS::IAM::Group}, B: {Type: AWS::IAM::Group, DependsOn: A}}',
  });
  await atCreation;
  await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
  proceed();
  await fixture.idle();
  assert.equal((await fixture.stack(StackId)).StackStatus, 'DELETE_COMPLETE');
  assert.deepEqual((await fixture.iam.ListGroups({})).Groups, []);
});
