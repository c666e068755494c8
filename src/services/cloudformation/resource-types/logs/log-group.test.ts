import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture } from '../../cloudformation.fixture.ts';
import { created } from '../../created-stack.fixture.ts';
import { through } from '../apigateway/through.fixture.ts';

const template = (properties: string) => `Resources:
  Named: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /api/access, ${properties}}}
  Other: {Type: AWS::Logs::LogGroup}
Outputs:
  Arn: {Value: !GetAtt Named.Arn}`;

test('AWS::Logs::LogGroup', async (t) => {
  const check = ({ Named, Other, Arn }: Readonly<Record<string, string>>) => {
    assert.equal(Named, '/api/access');
    assert.match(Other ?? '', /^demo-Other-[A-Za-z0-9]{12}$/);
    assert.equal(Arn, 'arn:aws:logs:eu-west-1:123456789012:log-group:/api/access:*');
  };
  await through(
    await cloudFormationFixture(t),
    [template('RetentionInDays: 14'), check],
    [template('Tags: [{Key: a, Value: b}]'), check],
  );
});

for (const [properties, reason] of [
  ['LogGroupName: "a b"', 'a b is not the name of a log group'],
  ['RetentionInDays: 2', "RetentionInDays can't be 2"],
  ['KmsKeyId: k', 'there are no KMS keys here'],
] as const) {
  test(`a log group can't have ${properties}`, async (t) => {
    const fixture = await created(
      t,
      `Resources: {Group: {Type: AWS::Logs::LogGroup, Properties: {${properties}}}}`,
    );
    assert.equal((await fixture.stack('demo')).StackStatus, 'ROLLBACK_COMPLETE');
    const { StackEvents = [] } = await fixture.cloudFormation.DescribeStackEvents({ StackName: 'demo' });
    assert.ok(StackEvents.some(({ ResourceStatusReason = '' }) => ResourceStatusReason.includes(reason)));
  });
}
