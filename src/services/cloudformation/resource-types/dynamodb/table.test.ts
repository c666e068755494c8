import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture, ROOT } from '../../cloudformation.fixture.ts';
import { through } from '../apigateway/through.fixture.ts';
import { embeddedBackends } from '../backends/embedded.fixture.ts';
import { textAt, valueAt } from '../backends/json-client.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

const ORIGIN = { caller: ROOT, account: '123456789012', region: 'eu-west-1' };

const template = (properties: string) => `Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: owner, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      GlobalSecondaryIndexes: [INDEX]
${properties}
Outputs:
  Arn: {Value: !GetAtt Table.Arn}`;

const index = (more = '') =>
  `{IndexName: by-owner, KeySchema: [{AttributeName: owner, KeyType: HASH}], Projection: {ProjectionType: ALL}${more}}`;

test('AWS::DynamoDB::Table', async (t) => {
  const backends = embeddedBackends(t);
  const fixture = await cloudFormationFixture(t, backends);
  const dynamodb = dynamoDbClient(backends, ORIGIN);
  const state = async (ids: Readonly<Record<string, string>>) => {
    const { Table } = (await dynamodb('DescribeTable', { TableName: ids.Table })) as { Table: unknown };
    assert.equal(textAt(Table, 'TableStatus'), 'ACTIVE');
    assert.equal(textAt(Table, 'TableArn'), ids.Arn);
    return Table;
  };
  const onDemand = template('      BillingMode: PAY_PER_REQUEST').replace('INDEX', index());
  const provisioned = (units: number, more = '') =>
    template(
      `      ProvisionedThroughput: {ReadCapacityUnits: ${units}, WriteCapacityUnits: 2}\n${more}`,
    ).replace(
      'INDEX',
      index(`, ProvisionedThroughput: {ReadCapacityUnits: ${units}, WriteCapacityUnits: 1}`),
    );
  let first = '';
  await through(
    fixture,
    [
      `${onDemand}`,
      async (ids) => {
        first = ids.Table ?? '';
        assert.match(first, /^demo-Table-[A-Za-z0-9]{12}$/);
        const table = await state(ids);
        assert.equal(textAt(table, 'BillingModeSummary', 'BillingMode'), 'PAY_PER_REQUEST');
      },
    ],
    [
      provisioned(3, '      Tags: [{Key: a, Value: b}]'),
      async (ids) => {
        assert.equal(ids.Table, first);
        const table = await state(ids);
        assert.equal(valueAt(table, 'ProvisionedThroughput', 'ReadCapacityUnits'), 3);
        assert.deepEqual(textAt(table, 'BillingModeSummary', 'BillingMode'), 'PROVISIONED');
      },
    ],
    [
      provisioned(5, '      TableName: chosen'),
      async (ids) => {
        assert.equal(ids.Table, 'chosen');
        await state(ids);
        await assert.rejects(
          dynamodb('DescribeTable', { TableName: first }),
          /Table: demo-Table-\w+ not found/,
        );
      },
    ],
  );
  await assert.rejects(dynamodb('DescribeTable', { TableName: 'chosen' }), /not found/);
});

test('a table that DynamoDB refuses, and what it takes without keeping to it', async (t) => {
  const backends = embeddedBackends(t);
  const fixture = await cloudFormationFixture(t, backends);
  const failure = async (properties: string) => {
    const TemplateBody = template(properties).replace('INDEX', index());
    await fixture.cloudFormation.CreateStack({ StackName: 'demo', TemplateBody });
    await fixture.idle();
    const history = await fixture.history('demo');
    assert.equal((await fixture.stack('demo')).StackStatus, 'ROLLBACK_COMPLETE', history.join('\n'));
    await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
    await fixture.idle();
    return history.find((line) => line.startsWith('Table CREATE_FAILED')) ?? '';
  };
  assert.match(
    await failure('      BillingMode: PROVISIONED'),
    /^Table CREATE_FAILED: Resource handler returned message: "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED \(Service: DynamoDb, Status Code: 400, Request ID: [-0-9a-f]+\)" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: InvalidRequest\)$/,
  );
  assert.match(
    await failure(
      '      BillingMode: PAY_PER_REQUEST\n      StreamSpecification: {StreamViewType: NEW_IMAGE}',
    ),
    /did not carry out StreamSpecification/,
  );
  assert.match(
    await failure(
      '      BillingMode: PAY_PER_REQUEST\n      TimeToLiveSpecification: {Enabled: true, AttributeName: t}',
    ),
    /UnknownOperationException \(Service: DynamoDb/,
  );
  assert.match(
    await failure('      SSESpecification: {SSEEnabled: true}'),
    /#\/SSESpecification: is not supported: /,
  );
});

test('a table is not changed where DynamoDB or CloudFormation does not', async (t) => {
  const backends = embeddedBackends(t);
  const fixture = await cloudFormationFixture(t, backends);
  const onDemand = template('      BillingMode: PAY_PER_REQUEST');
  const without = onDemand
    .replace('      GlobalSecondaryIndexes: [INDEX]\n', '')
    .replace(', {AttributeName: owner, AttributeType: S}', '');
  const update = async (before: string, after: string) => {
    await fixture.cloudFormation.CreateStack({ StackName: 'demo', TemplateBody: before });
    await fixture.idle();
    assert.equal((await fixture.stack('demo')).StackStatus, 'CREATE_COMPLETE');
    await fixture.cloudFormation.UpdateStack({ StackName: 'demo', TemplateBody: after });
    await fixture.idle();
    const history = await fixture.history('demo');
    assert.equal((await fixture.stack('demo')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE', history.join('\n'));
    await fixture.cloudFormation.DeleteStack({ StackName: 'demo' });
    await fixture.idle();
    return history.find((line) => line.startsWith('Table UPDATE_FAILED')) ?? '';
  };
  const one = onDemand.replace('INDEX', index());
  assert.match(
    await update(one, one.replace('ProjectionType: ALL', 'ProjectionType: KEYS_ONLY')),
    /Cannot update GSI's properties other than Provisioned Throughput/,
  );
  assert.match(
    await update(
      one,
      onDemand.replace('INDEX', `${index().replace('by-owner', 'b')}, ${index().replace('by-owner', 'c')}`),
    ),
    /Cannot perform more than one GSI creation or deletion in a single update/,
  );
  assert.match(
    await update(one, one.replace('owner, AttributeType: S', 'owner, AttributeType: N')),
    /The type of the attribute owner in AttributeDefinitions can't be changed/,
  );
  // dynalite answers UpdateTable as if it had made the index.
  const throughput = 'ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}';
  const mode = 'BillingMode: PAY_PER_REQUEST';
  assert.match(
    await update(
      without.replace(mode, throughput),
      onDemand.replace(mode, throughput).replace('INDEX', index(`, ${throughput}`)),
    ),
    /did not carry out GlobalSecondaryIndexes/,
  );
});

test('a creation that fails halfway leaves no table', async (t) => {
  const backends = embeddedBackends(t);
  const denied = {
    send: async (request: Parameters<typeof backends.send>[0]) => {
      if (request.headers.includes('DynamoDB_20120810.TagResource')) throw new Error('nobody there');
      return backends.send(request);
    },
  };
  const fixture = await cloudFormationFixture(t, denied);
  const TemplateBody = template(
    '      BillingMode: PAY_PER_REQUEST\n      TableName: one\n      Tags: [{Key: a, Value: b}]',
  ).replace('INDEX', index());
  await fixture.cloudFormation.CreateStack({ StackName: 'demo', TemplateBody });
  await fixture.idle();
  const history = (await fixture.history('demo')).join('\n');
  assert.match(
    history,
    /DynamoDb could not be called: nobody there .*HandlerErrorCode: ServiceInternalError/,
  );
  await assert.rejects(dynamoDbClient(backends, ORIGIN)('DescribeTable', { TableName: 'one' }), /not found/);
});
