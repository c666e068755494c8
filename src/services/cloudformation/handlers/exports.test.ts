import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES, created, GROUP } from '../created-stack.fixture.ts';

test('exports are imported, and stay while they are', async (t) => {
  const fixture = await created(
    t,
    `${GROUP}\nOutputs: {O: {Value: !GetAtt Group.Arn, Export: {Name: the-group}}}`,
    'exporter',
  );
  const { cloudFormation, idle } = fixture;
  await cloudFormation.CreateStack({
    StackName: 'importer',
    Capabilities: CAPABILITIES,
    TemplateBody: `${GROUP}\nOutputs: {O: {Value: !ImportValue the-group}}`,
  });
  await idle();
  const { Exports = [] } = await cloudFormation.ListExports({});
  assert.equal((await fixture.stack('importer')).Outputs?.[0]?.OutputValue, Exports[0]?.Value);
  assert.deepEqual((await cloudFormation.ListImports({ ExportName: 'the-group' })).Imports, ['importer']);
  await assert.rejects(cloudFormation.DeleteStack({ StackName: 'exporter' }), {
    message: /^Export the-group cannot be deleted as it is in use by importer/,
  });
  await cloudFormation.UpdateStack({
    StackName: 'exporter',
    TemplateBody: GROUP,
    Capabilities: CAPABILITIES,
  });
  await idle();
  assert.ok(
    (await fixture.history('exporter')).includes(
      'exporter UPDATE_ROLLBACK_IN_PROGRESS: Export the-group cannot be deleted as it is in use by importer',
    ),
  );
  await cloudFormation.CreateStack({
    StackName: 'rival',
    Capabilities: CAPABILITIES,
    TemplateBody: `${GROUP}\nOutputs: {O: {Value: x, Export: {Name: the-group}}}`,
  });
  await idle();
  assert.ok(
    (await fixture.history('rival')).includes(
      'rival ROLLBACK_IN_PROGRESS: Export with name the-group is already exported by stack exporter. Rollback requested by user.',
    ),
  );
  await cloudFormation.DeleteStack({ StackName: 'importer' });
  await idle();
  await cloudFormation.DeleteStack({ StackName: 'exporter' });
  await idle();
  assert.deepEqual((await cloudFormation.ListExports({})).Exports, []);
});
