import type { Script } from '../replay.ts';

export const authorizerScripts: Record<string, Script> = {
  'api TestApiGatewayApiAuthorizer::test_authorizer_crud_no_api': async (replay) => {
    const api = { restApiId: 'test-fake-rest-id' };
    await replay.step('wrong-rest-api-id-create-authorizer', 'CreateAuthorizer', {
      ...api,
      name: 'fake-auth-name',
      type: 'TOKEN',
    });
    await replay.step('wrong-rest-api-id-get-authorizers', 'GetAuthorizers', api);
  },
};
