import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsServiceName } from './aws-services.ts';
import { AWS_SERVICES, loadAwsService } from './aws-services.ts';
import { ModelNode } from './loaders/model-json.ts';
import { serverProtocol } from './protocols.ts';
import type { ServiceFacts } from './service-schema.ts';
import { isStructure, reachableShapes } from './shape.ts';

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
const CLIENTS = {
  apigateway: () => new APIGatewayClient(settings),
  cloudformation: () => new CloudFormationClient(settings),
  'cognito-idp': () => new CognitoIdentityProviderClient(settings),
  events: () => new EventBridgeClient(settings),
  iam: () => new IAMClient(settings),
  lambda: () => new LambdaClient(settings),
  states: () => new SFNClient(settings),
  sts: () => new STSClient(settings),
} satisfies Record<AwsServiceName, () => { config: object; destroy(): void }>;

/** Structures of botocore's models that the installed SDK packages don't know yet. */
const NEWER_THAN_THE_SDK = new Set([
  'AcceleratorConfig',
  'DeleteDurableExecutionRequest',
  'FunctionRuntimeConfig',
  'GetDerivedTokenRequest',
  'JwtAdditionalClaim',
  'JwtConfigurationInput',
  'PauseDurableExecutionRequest',
  'ResumeDurableExecutionRequest',
]);

const NAMES = [
  'apigateway',
  'cloudformation',
  'cognito-idp',
  'events',
  'iam',
  'lambda',
  'states',
  'sts',
] as const;

for (const name of NAMES) {
  test(`what is known of ${name} without its package is what its package says`, () => {
    const client = CLIENTS[name]();
    const config = new ModelNode(client.config, 'config');
    const protocolSettings = config.node('protocolSettings');
    const facts: ServiceFacts & { name: string } = AWS_SERVICES[name];
    assert.equal(facts.apiVersion, protocolSettings.string('version'));
    if (facts.protocol === 'awsQuery')
      assert.equal(facts.xmlNamespace, protocolSettings.optionalString('xmlNamespace'));
    if (facts.protocol.startsWith('awsJson'))
      assert.equal(facts.targetPrefix, protocolSettings.string('serviceTarget'));
    assert.equal(facts.namespace, protocolSettings.string('defaultNamespace'));
    assert.equal(facts.name, config.string('serviceId'));
    const protocol: unknown = config.raw('protocol');
    assert.ok(typeof protocol === 'object' && protocol !== null);
    assert.equal(
      Reflect.get(protocol, 'constructor').name.toLowerCase(),
      `aws${facts.protocol.replace(/^aws|(?<=restJson)1$/g, '')}protocol`.toLowerCase(),
    );
    client.destroy();
  });

  test(`every shape of ${name} loads, and its constraints are of members it has`, async () => {
    const schema = await loadAwsService(name);
    serverProtocol(schema);
    const structures = new Map<string, ReadonlySet<string>>();
    for (const shape of reachableShapes([...schema.operations.values()].map(({ input }) => input))) {
      if (isStructure(shape)) structures.set(shape.name, new Set(shape.members.keys()));
    }
    const url = new URL(`./constraints/${name}.json`, import.meta.url);
    const constraints = new ModelNode(JSON.parse(readFileSync(url, 'utf8')), name);
    for (const structure of constraints.keys) {
      if (NEWER_THAN_THE_SDK.has(structure)) continue;
      const members = structures.get(structure);
      assert.ok(members, structure);
      for (const member of constraints.node(structure).keys)
        assert.ok(members.has(member), `${structure}.${member}`);
    }
    for (const { output } of schema.operations.values()) if (output) reachableShapes([output]);
  });
}

test('the operations of user pools that need no signature are those that the SDK does not sign', async () => {
  const { operations, unsignedOperations } = await loadAwsService('cognito-idp');
  const client = CLIENTS['cognito-idp']();
  const unsigned = [...operations.keys()].filter((operation) =>
    client.config
      .httpAuthSchemeProvider({ operation, region: 'us-east-1' })
      .every(({ schemeId }) => schemeId === 'smithy.api#noAuth'),
  );
  client.destroy();
  assert.deepEqual(unsigned.sort(), [...(unsignedOperations ?? [])].sort());
});
