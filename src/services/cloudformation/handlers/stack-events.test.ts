import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES, created } from '../created-stack.fixture.ts';

test('events are told newest first, in pages, each with an id of its own', async (t) => {
  const fixture = await created(t);
  const events = await fixture.events('demo');
  assert.equal(new Set(events.map((one) => one.EventId)).size, events.length);
  assert.match(events[1]?.EventId ?? '', /^Group-CREATE_IN_PROGRESS-\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.equal(events[1]?.PhysicalResourceId, '');
  assert.equal(events[1]?.ResourceProperties, '{}');
  assert.deepEqual(await fixture.history('demo'), [
    'demo CREATE_IN_PROGRESS: User Initiated',
    'Group CREATE_IN_PROGRESS',
    'Group CREATE_IN_PROGRESS: Resource creation Initiated',
    'Group CREATE_COMPLETE',
    'demo CREATE_COMPLETE',
  ]);
  for (let i = 0; i < 25; i++) {
    const TemplateBody = `Resources: {Group: {Type: AWS::IAM::Group, Properties: {Path: /${i}/}}}`;
    await fixture.cloudFormation.UpdateStack({ StackName: 'demo', TemplateBody, Capabilities: CAPABILITIES });
    await fixture.idle();
  }
  const first = await fixture.cloudFormation.DescribeStackEvents({ StackName: 'demo' });
  assert.equal(first.StackEvents?.length, 100);
  assert.equal(first.StackEvents?.[0]?.ResourceStatus, 'UPDATE_COMPLETE');
  assert.equal((await fixture.events('demo')).length, 5 + 25 * 5);
  await assert.rejects(fixture.cloudFormation.DescribeStackEvents({ StackName: 'demo', NextToken: '*' }), {
    message: /^Invalid NextToken/,
  });
});
