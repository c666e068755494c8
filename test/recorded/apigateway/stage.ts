import type { Replay, Script } from '../replay.ts';
import { ACCOUNT, REGION } from '../service-under-test.ts';

type Members = Record<string, unknown>;

const replace = (path: string, value: string) => ({ op: 'replace', path, value });
const add = (path: string, value: string) => ({ op: 'add', path, value });
const remove = (path: string) => ({ op: 'remove', path });

/** An API with one MOCK method, ready to be deployed. */
async function newDeployableApi(replay: Replay): Promise<Members> {
  const api = await replay.given('CreateRestApi', { name: 'test-api' });
  const method = { restApiId: api.id, resourceId: api.rootResourceId, httpMethod: 'GET' };
  await replay.given('PutMethod', { ...method, authorizationType: 'NONE' });
  await replay.given('PutIntegration', { ...method, type: 'MOCK' });
  return { restApiId: api.id };
}

/** The same with a stage `s1` of documentation version v123. */
async function newStage(replay: Replay) {
  const api = await newDeployableApi(replay);
  const { id: deploymentId } = await replay.given('CreateDeployment', api);
  await replay.given('CreateDocumentationVersion', { ...api, documentationVersion: 'v123' });
  const stage = { ...api, stageName: 's1' };
  const members = { deploymentId, description: 'my stage', documentationVersion: 'v123' };
  await replay.step('create-stage', 'CreateStage', { ...stage, ...members });
  const update = (step: string, ...patchOperations: Members[]) =>
    replay.step(step, 'UpdateStage', { ...stage, patchOperations });
  return { stage, update };
}

/** Makes a deployment and its stage s1 the way the test's parameter says. */
function deploymentScript(stageByHand: boolean): Script {
  return async (replay) => {
    const api = await newDeployableApi(replay);
    const deploy = async (): Promise<Members> => {
      const { id } = await replay.given('CreateDeployment', stageByHand ? api : { ...api, stageName: 's1' });
      const deployment = { ...api, deploymentId: id };
      if (stageByHand) await replay.given('CreateStage', { ...deployment, stageName: 's1' });
      return deployment;
    };
    let deployment = await deploy();
    await replay.step('get-deployment', 'GetDeployment', deployment);
    await replay.step('get-stages', 'GetStages', api);
    for (const round of [0, 1, 2]) {
      await replay.step(`delete-deployment-error-${round}`, 'DeleteDeployment', deployment);
      await replay.given('DeleteStage', { ...api, stageName: 's1' });
      await replay.given('DeleteDeployment', deployment);
      deployment = await deploy();
      await replay.step(`get-deployments-${round}`, 'GetDeployments', api);
      await replay.step(`get-stages-${round}`, 'GetStages', api);
    }
  };
}

/** A stage `dev` in an account that may write logs. */
async function newLoggedStage(replay: Replay) {
  const api = await newDeployableApi(replay);
  const role = `arn:aws:iam::${ACCOUNT}:role/logs`;
  await replay.given('UpdateAccount', { patchOperations: [replace('/cloudwatchRoleArn', role)] });
  const { id: deploymentId } = await replay.step('create-deployment', 'CreateDeployment', api);
  const stage = { ...api, stageName: 'dev' };
  await replay.step('create-stage', 'CreateStage', { ...stage, deploymentId, description: 'dev stage' });
  return (step: string, ...patchOperations: Members[]) =>
    replay.step(step, 'UpdateStage', { ...stage, patchOperations });
}

const LOG_GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:test`;
const DESTINATION = '/accessLogSettings/destinationArn';
const FORMAT = '/accessLogSettings/format';

export const stageScripts: Record<string, Script> = {
  'common TestStages::test_create_update_stages': async (replay) => {
    const { stage, update } = await newStage(replay);
    await update('error-update-doc-version', replace('/documentation_version', '123'));
    await update('error-update-tags', replace('/tags/tag1', 'value1'));
    await update(
      'update-stage',
      replace('/description', 'stage new'),
      replace('/variables/var1', 'test'),
      replace('/variables/var2', 'test2'),
      replace('/*/*/throttling/burstLimit', '123'),
      replace('/*/*/caching/enabled', 'true'),
      replace('/tracingEnabled', 'true'),
      replace('/test/GET/throttling/burstLimit', '124'),
    );
    await replay.step('get-stage', 'GetStage', stage);
    await update('update-stage-override', replace('/*/*/throttling/burstLimit', '100'));
  },
  'common TestStages::test_update_stage_remove_wildcard': async (replay) => {
    const { stage, update } = await newStage(replay);
    await replay.step('get-stage', 'GetStage', stage);
    await update('delete-error', remove('/*/*'));
    await update('update-stage', replace('/*/*/caching/enabled', 'true'));
    await update('update-stage-reset', remove('/*/*'));
    await replay.step('get-stage-after-reset', 'GetStage', stage);
  },
  'common TestDeployments::test_create_delete_deployments[True]': deploymentScript(true),
  'common TestDeployments::test_create_delete_deployments[False]': deploymentScript(false),
  'common TestDeployments::test_create_update_deployments': async (replay) => {
    const api = await newDeployableApi(replay);
    const first = { ...api, deploymentId: (await replay.given('CreateDeployment', api)).id };
    await replay.given('CreateStage', { ...first, stageName: 's1' });
    await replay.step('get-deployment-1', 'GetDeployment', first);
    await replay.step('get-stages', 'GetStages', api);
    await replay.step('delete-deployment-error', 'DeleteDeployment', first);
    const { id: deploymentId } = await replay.given('CreateDeployment', { ...api, stageName: 's1' });
    const second = { ...api, deploymentId };
    await replay.step('get-deployment-1-after-update', 'GetDeployment', first);
    await replay.step('get-deployment-2', 'GetDeployment', second);
    await replay.step('get-stages-after-update', 'GetStages', api);
    await replay.step('delete-deployment-1', 'DeleteDeployment', first);
    await replay.step('delete-deployment-2-error', 'DeleteDeployment', second);
  },
  'api TestApiGatewayStage::test_get_stages_filters_by_deployment_id': async (replay) => {
    const api = await newDeployableApi(replay);
    const { id: first } = await replay.given('CreateDeployment', { ...api, stageName: 'stage1' });
    const { id: second } = await replay.given('CreateDeployment', { ...api, stageName: 'stage2' });
    await replay.step('all-stages', 'GetStages', api);
    await replay.step('stages-deploy1', 'GetStages', { ...api, deploymentId: first });
    await replay.step('stages-deploy2', 'GetStages', { ...api, deploymentId: second });
  },
  'api TestApiGatewayStage::test_stage_access_log_settings': async (replay) => {
    const update = await newLoggedStage(replay);
    replay.placeholders.set('<log-group-arn>', LOG_GROUP);
    await update('update-stage-access-log-dest-add', add(DESTINATION, LOG_GROUP));
    await update('update-stage-access-log-dest-replace', replace(DESTINATION, `${LOG_GROUP}a`));
    await update(
      'update-stage-access-log-format-add',
      add(FORMAT, '$context.requestId $context.identity.sourceIp'),
    );
    await update('update-stage-access-log-remove-all', remove('/accessLogSettings'));
  },
  'api TestApiGatewayStage::test_stage_access_log_settings_validation': async (replay) => {
    const update = await newLoggedStage(replay);
    replay.placeholders.set('<log-group-arn>', LOG_GROUP);
    for (const [name, path] of [
      ['invalid-path', '/accessLogSettings/randomValue'],
      ['star-and', '/accessLogSettings/*'],
    ] as const) {
      await update(`${name}-add`, add(path, 'value'));
      await update(`${name}-remove`, remove(path));
      await update(`${name}-replace`, replace(path, 'value'));
    }
    await update('root-and-add', add('/accessLogSettings', 'value'));
    await update('root-and-replace', replace('/accessLogSettings', 'value'));
    await update('update-stage-access-log-dest-add', add(DESTINATION, LOG_GROUP));
    await update('update-stage-access-log-destinationArn-empty', replace(DESTINATION, ''));
    await update('update-stage-access-log-format-empty', replace(FORMAT, ''));
    await update('update-stage-access-log-dest-remove', remove(DESTINATION));
  },
};
