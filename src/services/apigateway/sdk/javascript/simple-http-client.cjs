/** Sends requests with fetch. Part of apiGateway.core. */
(() => {
  'use strict';
  const core = globalThis.apiGateway.core;

  function withoutBody(verb) {
    return verb === 'GET' || verb === 'HEAD';
  }

  function bodyOf(request) {
    const body = request.body;
    if (withoutBody(request.verb) || body === undefined || body === null || body === '') return undefined;
    return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  }

  function parse(text) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  core.simpleHttpClientFactory = {
    /** Takes endpoint, defaultContentType and defaultAcceptType. */
    newClient: (config) => {
      const client = {
        /** The request with its URL, its headers in lower case and its body as it is sent. */
        prepare: (request) => {
          const headers = {};
          const given = request.headers || {};
          for (const name of Object.keys(given)) headers[name.toLowerCase()] = String(given[name]);
          const body = bodyOf(request);
          if (body !== undefined && headers['content-type'] === undefined)
            headers['content-type'] = config.defaultContentType || 'application/json';
          if (headers.accept === undefined) headers.accept = config.defaultAcceptType || 'application/json';
          const query = core.utils.queryString(request.queryParams || {});
          return {
            verb: request.verb,
            url: config.endpoint + request.path + query,
            headers: headers,
            body: body,
          };
        },

        /** Resolves to status, statusText, headers and data; rejects with the same on an Error when it failed. */
        send: async (prepared) => {
          const response = await fetch(prepared.url, {
            method: prepared.verb,
            headers: prepared.headers,
            body: prepared.body,
          });
          const result = {
            status: response.status,
            statusText: response.statusText,
            headers: Object.fromEntries(response.headers),
            data: parse(await response.text()),
            config: { method: prepared.verb, url: prepared.url },
          };
          if (response.ok) return result;
          throw Object.assign(new Error(`Request failed with status code ${response.status}`), result, {
            response: result,
          });
        },

        makeRequest: (request) => client.send(client.prepare(request)),
      };
      return client;
    },
  };
})();
