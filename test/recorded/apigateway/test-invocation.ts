import type { Replay, Script } from '../replay.ts';

type Members = Record<string, unknown>;

const MOCK_REQUEST = { 'application/json': '{"statusCode": 200}' };

/** What varies is made as the recording has it: times in the log, the request's id, the latency. */
function arrangeFor(replay: Replay, requestId: string): (body: Members) => Members {
  return (body) => {
    const lines = String(body.log).split('\n');
    replay.placeholders.set(requestId, lines[0]?.replace('Execution log for request ', '') ?? '');
    const log = lines.map((line, index) => [
      `line${String(index).padStart(2, '0')}`,
      line.replace(
        /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} : /,
        'DDD MMM dd hh:mm:ss UTC yyyy : ',
      ),
    ]);
    const latency = typeof body.latency === 'number' ? '<latency>' : body.latency;
    return { ...body, log: Object.fromEntries(log), latency };
  };
}

/** A method without authorization, on an integration. */
async function putMethod(
  replay: Replay,
  method: { restApiId: unknown; resourceId: unknown; httpMethod: string },
  integration: Members,
): Promise<void> {
  await replay.given('PutMethod', { ...method, authorizationType: 'NONE' });
  await replay.given('PutIntegration', { ...method, ...integration });
}

async function putMock(
  replay: Replay,
  method: Parameters<typeof putMethod>[1],
  template: string,
): Promise<void> {
  await putMethod(replay, method, { type: 'MOCK', requestTemplates: MOCK_REQUEST });
  await replay.given('PutMethodResponse', { ...method, statusCode: '200' });
  const responseTemplates = { 'application/json': template };
  await replay.given('PutIntegrationResponse', { ...method, statusCode: '200', responseTemplates });
}

export const testInvocationScripts: Record<string, Script> = {
  'api TestApigatewayTestInvoke::test_invoke_test_method': async (replay) => {
    const { id: restApiId, rootResourceId } = await replay.given('CreateRestApi', { name: 'test-api' });
    const child = (parentId: unknown, pathPart: string) =>
      replay.given('CreateResource', { restApiId, parentId, pathPart });
    const { id: pets } = await child(rootResourceId, 'pets');
    const { id: pet } = await child(pets, '{petId}');
    await putMock(replay, { restApiId, resourceId: pets, httpMethod: 'GET' }, '{"pets": "all the pets"}');
    for (const httpMethod of ['GET', 'POST']) {
      const template = `{"petId": "$input.params('petId')"}`;
      await putMock(replay, { restApiId, resourceId: pet, httpMethod }, template);
    }
    let count = 0;
    const executed = (step: string, resourceId: unknown, members: Members, httpMethod = 'GET') =>
      replay.step(
        `test-invoke-method-${step}`,
        'TestInvokeMethod',
        { restApiId, resourceId, httpMethod, ...members },
        arrangeFor(replay, `<request-id-${++count}>`),
      );
    await executed('get-pets', pets, { pathWithQueryString: '/pets' });
    await executed('get-pets-bad-path', pets, { pathWithQueryString: '/random/test' });
    await executed('get-pets-id', pet, { pathWithQueryString: '/pets/123' });
    await executed('get-pets-id-no-path', pet, {});
    await executed('get-pets-id-bad-path', pet, { pathWithQueryString: '/random/test' });
    await executed('get-with-qs', pet, { pathWithQueryString: '/pets/123?foo=bar' });
    const invocation = { pathWithQueryString: '/pets/123', body: '{"foo": "bar"}' };
    await executed('post-with-body', pet, invocation, 'POST');

    const method = { restApiId, resourceId: rootResourceId, httpMethod: 'POST' };
    const refused = (step: string, members: Members) =>
      replay.step(step, 'TestInvokeMethod', { ...method, ...invocation, ...members });
    await refused('resource-method-not-found', {});
    await refused('resource-id-not-found', { resourceId: 'invalid_res' });
    await refused('rest-api-not-found', { restApiId: 'invalid_api' });
  },
  'api TestApigatewayTestInvoke::test_failed_invoke_test_method': async (replay) => {
    const { id: restApiId, rootResourceId: resourceId } = await replay.given('CreateRestApi', {
      name: 'test-api',
    });
    const method = { restApiId, resourceId, httpMethod: 'GET' };
    const uri = 'http://nowhere.invalid';
    await putMethod(replay, method, { type: 'HTTP', integrationHttpMethod: 'GET', uri });
    const arrange = arrangeFor(replay, '<request-id-1>');
    await replay.step('test-invoke-failure', 'TestInvokeMethod', method, arrange);
  },
};
