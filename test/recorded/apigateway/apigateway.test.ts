import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Rig } from '../../../src/gateway/gateway.fixture.ts';
import { createApiGatewayService } from '../../../src/services/apigateway/service.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { readRecordings } from '../recordings.ts';
import { Replay, type Script } from '../replay.ts';
import { SdkClient } from '../sdk-client.ts';
import { ServiceUnderTest } from '../service-under-test.ts';
import { authorizerScripts } from './authorizer.ts';
import { documentationScripts } from './documentation.ts';
import { gatewayResponseScripts } from './gateway-response.ts';
import { integrationScripts } from './integration.ts';
import { methodScripts } from './method.ts';
import { modelScripts } from './model.ts';
import { notReplayed } from './not-replayed.ts';
import { requestValidatorScripts } from './request-validator.ts';
import { resourceScripts } from './resource.ts';
import { responseScripts } from './responses.ts';
import { restApiScripts } from './rest-api.ts';
import { stageScripts } from './stage.ts';
import { testInvocationScripts } from './test-invocation.ts';
import { usagePlanScripts } from './usage-plan.ts';
import { vpcLinkScripts } from './vpc-link.ts';

const scripts: Readonly<Record<string, Script>> = {
  ...restApiScripts,
  ...resourceScripts,
  ...methodScripts,
  ...responseScripts,
  ...integrationScripts,
  ...stageScripts,
  ...modelScripts,
  ...requestValidatorScripts,
  ...gatewayResponseScripts,
  ...authorizerScripts,
  ...documentationScripts,
  ...testInvocationScripts,
  ...usagePlanScripts,
  ...vpcLinkScripts,
};

const recordings = ['api', 'common', 'http', 'lambda'].flatMap(readRecordings);

test('every recorded test is replayed or left out by name', () => {
  const known = new Set(recordings.map((recording) => recording.name));
  for (const name of Object.keys(scripts)) assert.ok(known.has(name), `no recording ${name}`);
  for (const { name } of recordings) {
    const reasons = notReplayed.filter(({ covers }) => covers(name));
    assert.equal(reasons.length, Object.hasOwn(scripts, name) ? 0 : 1, name);
  }
});

/** Executes what is test-invoked. */
const rig = new Rig();
after(() => rig.stop());

const now = Date.parse('2025-07-01T12:00:00Z');

for (const recording of recordings) {
  const script = scripts[recording.name];
  if (script === undefined) continue;
  test(recording.name, async () => {
    const store = openSqliteStore(':memory:');
    after(() => store.close());
    const { testInvoker } = rig.gateway;
    const client = await SdkClient.start(
      new ServiceUnderTest(createApiGatewayService({ store, clock: () => now, testInvoker })),
    );
    after(() => client.close());
    const replay = new Replay(recording, client);
    await script(replay);
    replay.finish();
  });
}
