/** Puts a request together and chooses whether it is signed. Part of apiGateway.core. */
(() => {
  'use strict';
  const core = globalThis.apiGateway.core;

  core.apiGatewayClientFactory = {
    newClient: (simpleHttpClientConfig, sigV4ClientConfig) => {
      const sigV4Client = core.sigV4ClientFactory.newClient(sigV4ClientConfig);
      const simpleHttpClient = core.simpleHttpClientFactory.newClient(simpleHttpClientConfig);
      return {
        /** `authType` is NONE or AWS_IAM; `additionalParams` holds headers and queryParams that the API doesn't name. */
        makeRequest: async (request, authType, additionalParams, apiKey) => {
          const further = additionalParams || {};
          const headers = Object.assign({}, request.headers, further.headers);
          if (apiKey) headers['x-api-key'] = apiKey;
          const complete = Object.assign({}, request, {
            headers: headers,
            queryParams: Object.assign({}, request.queryParams, further.queryParams),
          });
          return authType === 'AWS_IAM'
            ? sigV4Client.makeRequest(complete)
            : simpleHttpClient.makeRequest(complete);
        },
      };
    },
  };
})();
