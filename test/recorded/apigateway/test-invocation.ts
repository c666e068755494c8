import type { Script } from '../replay.ts';

const EXECUTIONS = [
  'test-invoke-method-get-pets',
  'test-invoke-method-get-pets-bad-path',
  'test-invoke-method-get-pets-id',
  'test-invoke-method-get-pets-id-no-path',
  'test-invoke-method-get-pets-id-bad-path',
  'test-invoke-method-get-with-qs',
  'test-invoke-method-post-with-body',
];

export const testInvocationScripts: Record<string, Script> = {
  'api TestApigatewayTestInvoke::test_invoke_test_method': async (replay) => {
    const { id: restApiId, rootResourceId } = await replay.given('CreateRestApi', { name: 'test-api' });
    for (const step of EXECUTIONS) replay.differs(step, 'nothing executes test invocations yet');
    const method = { restApiId, resourceId: rootResourceId, httpMethod: 'POST' };
    const invocation = { pathWithQueryString: '/pets/123', body: '{"foo": "bar"}' };
    const invoke = (step: string, members: Record<string, unknown>) =>
      replay.step(step, 'TestInvokeMethod', { ...method, ...invocation, ...members });
    await invoke('resource-method-not-found', {});
    await invoke('resource-id-not-found', { resourceId: 'invalid_res' });
    await invoke('rest-api-not-found', { restApiId: 'invalid_api' });
  },
};
