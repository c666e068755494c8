import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { cloudFormationFixture } from './cloudformation.fixture.ts';

const unicorn = await readFile(new URL('../../../examples/unicorn/template.yaml', import.meta.url), 'utf8');

test('the unicorn template becomes a stack, and goes again', async (t) => {
  const { cloudFormation, apigateway, lambda, iam, idle, stack, history, errors } =
    await cloudFormationFixture(t);
  const { StackId } = await cloudFormation.CreateStack({
    StackName: 'unicorn',
    TemplateBody: unicorn,
    Capabilities: ['CAPABILITY_IAM'],
  });
  await idle();
  assert.deepEqual(errors, []);
  const made = await stack('unicorn');
  assert.equal(made.StackStatus, 'CREATE_COMPLETE', (await history('unicorn')).join('\n'));
  const outputs = new Map(made.Outputs?.map((one) => [one.OutputKey, one.OutputValue]));
  const restApiId = outputs.get('ApiId') ?? '';
  assert.equal(outputs.get('StageName'), 'Prod');
  const stage = await apigateway.GetStage({ restApiId, stageName: 'Prod' });
  const { items } = await apigateway.GetDeployments({ restApiId });
  assert.deepEqual(
    items?.map((one) => one.id),
    [stage.deploymentId],
  );
  const { StackResources = [] } = await cloudFormation.DescribeStackResources({ StackName: 'unicorn' });
  const physical = new Map(
    StackResources.map((one) => [one.LogicalResourceId, one.PhysicalResourceId ?? '']),
  );
  const FunctionName = physical.get('UnicornFunction') ?? '';
  assert.match(FunctionName, /^unicorn-UnicornFunction-[A-Za-z0-9]{12}$/);
  await lambda.GetFunction({ FunctionName });
  assert.match(physical.get('GetUnicornMethod') ?? '', /^[a-z0-9]{10}\|[a-z0-9]+\|POST$/);

  await cloudFormation.DeleteStack({ StackName: 'unicorn' });
  await idle();
  assert.deepEqual(errors, []);
  await assert.rejects(cloudFormation.DescribeStacks({ StackName: 'unicorn' }), {
    message: /^Stack with id unicorn does not exist/,
  });
  const gone = await stack(StackId ?? '');
  assert.equal(gone.StackStatus, 'DELETE_COMPLETE');
  assert.deepEqual((await apigateway.GetRestApis({})).items, []);
  assert.deepEqual((await lambda.ListFunctions({})).Functions, []);
  assert.deepEqual((await iam.ListRoles({})).Roles, []);
});
